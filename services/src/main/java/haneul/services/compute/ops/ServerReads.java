package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.HostName;
import haneul.base.id.ServerId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.ServerFilter;
import haneul.services.compute.domain.ServerFilter.SortKey;
import haneul.services.compute.domain.ServerName;
import haneul.services.compute.store.ComputeStore;
import haneul.services.compute.store.ServerQueries;
import haneul.services.network.contract.ServerPorts;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at servers. However many a page holds, it asks the store the same few questions. */
public final class ServerReads {
  private final Store database;
  private final ComputeStore store;
  private final ServerPorts ports;
  private final ComputeHosts hosts;

  public ServerReads(Store database, ComputeStore store, ServerPorts ports, ComputeHosts hosts) {
    this.database = database;
    this.store = store;
    this.ports = ports;
    this.hosts = hosts;
  }

  /**
   * What is shown of servers but not in their rows.
   *
   * @param groups the server group of each server that is in one
   */
  public record Surroundings(
      Map<ServerId, List<ServerPorts.Port>> ports,
      Map<ServerId, List<String>> tags,
      Map<HostName, ComputeHosts.Standing> hosts,
      Map<ServerId, String> groups) {
    /** A server's ports, in the order of its network cards. */
    public List<ServerPorts.Port> portsOf(Server server) {
      return ports.getOrDefault(server.id(), List.of());
    }
  }

  /**
   * Servers, and what is around them.
   *
   * @param more whether the page ends before its limit because what it holds is long
   */
  public record Page(List<Server> servers, boolean more, Surroundings around) {
    /** The only one. */
    public Server single() {
      return servers.getFirst();
    }
  }

  /** Whether a list can be sorted on the API's {@code key}. */
  public static boolean canSortBy(String key) {
    return ServerQueries.canSortBy(key);
  }

  /** One server with what is around it, without its user data. */
  public Page show(Caller caller, String id) {
    return database.read(tx -> {
      Server server = ServerLookup.find(tx, store.servers(), caller, id);
      return new Page(List.of(server), false, around(tx, List.of(server)));
    });
  }

  /** The same, with its user data. */
  public Page showWhole(Caller caller, String id) {
    return database.read(tx -> {
      Server server = ServerLookup.find(tx, store.servers(), caller, id);
      server = server.withUserData(store.servers().userData(tx, server.id()));
      return new Page(List.of(server), false, around(tx, List.of(server)));
    });
  }

  /** The row alone. */
  public Server find(Caller caller, String id) {
    return database.read(tx -> ServerLookup.find(tx, store.servers(), caller, id));
  }

  /**
   * A page of a list.
   *
   * @param marker id of the last server of the page before
   * @param userData whether it is shown
   */
  public Page page(
      Caller caller,
      ServerFilter filter,
      List<SortKey> order,
      Optional<String> marker,
      int limit,
      boolean userData) {
    return database.read(tx -> {
      ServerQueries.Rows<Server> found =
          store
              .queries()
              .page(
                  tx,
                  asked(tx, caller, filter, order, marker, limit),
                  userData,
                  ids -> addresses(tx, ids));
      return new Page(found.rows(), found.more(), around(tx, found.rows()));
    });
  }

  /** {@link #page} of the servers' names alone. */
  public List<ServerName> names(
      Caller caller, ServerFilter filter, List<SortKey> order, Optional<String> marker, int limit) {
    return database.read(tx ->
        store
            .queries()
            .names(tx, asked(tx, caller, filter, order, marker, limit), ids -> addresses(tx, ids)));
  }

  private ServerQueries.Asked asked(
      Tx tx,
      Caller caller,
      ServerFilter filter,
      List<SortKey> order,
      Optional<String> marker,
      int limit) {
    return new ServerQueries.Asked(filter, order, marker.map(id -> marker(tx, caller, id)), limit);
  }

  private Server marker(Tx tx, Caller caller, String id) {
    return store
        .servers()
        .findAny(tx, id)
        .filter(server -> caller.sees(server.project()))
        .orElseThrow(() -> CloudException.badRequest("marker [" + id + "] not found"));
  }

  private Surroundings around(Tx tx, List<Server> servers) {
    if (servers.isEmpty()) {
      return new Surroundings(Map.of(), Map.of(), Map.of(), Map.of());
    }
    List<ServerId> ids = servers.stream().map(Server::id).toList();
    Set<HostName> at =
        servers.stream()
            .flatMap(server -> server.placement().host().stream())
            .collect(Collectors.toSet());
    return new Surroundings(
        ports.of(tx, ids),
        store.tags().of(tx, ids),
        hosts.standing(tx, at),
        store.groups().of(tx, ids));
  }

  private Map<ServerId, List<String>> addresses(Tx tx, Collection<ServerId> servers) {
    Map<ServerId, List<String>> addresses = new HashMap<>();
    ports
        .of(tx, servers)
        .forEach((server, its) ->
            addresses.put(
                server,
                its.stream()
                    .flatMap(port -> port.addresses().stream())
                    .map(ServerPorts.Address::address)
                    .toList()));
    return addresses;
  }
}
