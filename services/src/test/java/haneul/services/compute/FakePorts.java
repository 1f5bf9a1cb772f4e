package haneul.services.compute;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.base.error.CloudException;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.network.contract.ServerPorts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Ports in a table of their own, so that they are in the transaction as the real ones are. */
final class FakePorts implements ServerPorts {
  static final NetworkId NETWORK = new NetworkId("11111111-1111-4111-8111-111111111111");
  static final NetworkId FULL = new NetworkId("22222222-2222-4222-8222-222222222222");

  /** On the physical network physnet1. */
  static final NetworkId OUTSIDE = new NetworkId("55555555-5555-4555-8555-555555555555");

  static final SecurityGroupId DEFAULT =
      new SecurityGroupId("33333333-3333-4333-8333-333333333333");
  static final SecurityGroupId WEB = new SecurityGroupId("44444444-4444-4444-8444-444444444444");
  private static final Map<String, SecurityGroupId> GROUPS =
      Map.of("default", DEFAULT, "web", WEB, DEFAULT.value(), DEFAULT, WEB.value(), WEB);

  private static final Table<Record> PORT = table(name("fake_port"));
  private static final Field<String> SERVER = field(name("server_id"), String.class);
  private static final Field<Integer> AT = field(name("at"), Integer.class);
  private static final Field<String> GROUP_IDS = field(name("group_ids"), String.class);
  private static final Field<String> HOST = field(name("host"), String.class);

  /** How many times {@link #of} was asked. */
  final AtomicInteger asked = new AtomicInteger();

  FakePorts(Store store) {
    store.run(tx ->
        tx.sql()
            .execute(
                "CREATE TABLE IF NOT EXISTS fake_port (server_id TEXT, at INTEGER, host TEXT, group_ids TEXT,"
                    + " PRIMARY KEY (server_id, at))"));
  }

  @Override
  public List<NicRequest> check(Tx tx, Caller caller, List<NicRequest> asked) {
    for (NicRequest nic : asked) {
      if (nic.network().filter(id -> !List.of(NETWORK, FULL, OUTSIDE).contains(id)).isPresent()) {
        throw CloudException.badRequest("Network " + nic.network().get() + " could not be found.");
      }
      if (nic.port().isPresent()) {
        throw CloudException.notFound(
            "PortNotFound", "Port " + nic.port().get() + " could not be found.");
      }
    }
    return asked.isEmpty()
        ? List.of(new NicRequest(Optional.of(NETWORK), Optional.empty(), Optional.empty()))
        : asked;
  }

  @Override
  public Set<String> physicalNetworks(Tx tx, List<NicRequest> nics) {
    return nics.stream().anyMatch(nic -> nic.network().equals(Optional.of(OUTSIDE)))
        ? Set.of("physnet1")
        : Set.of();
  }

  @Override
  public List<ProjectGroup> groupsOf(Tx tx, Caller caller) {
    return GROUPS.entrySet().stream()
        .map(group ->
            new ProjectGroup(
                group.getValue(), group.getKey(), "", caller.project().orElseThrow(), List.of()))
        .toList();
  }

  @Override
  public List<SecurityGroupId> securityGroups(Tx tx, Caller caller, List<String> idsOrNames) {
    List<SecurityGroupId> groups = new ArrayList<>();
    for (String each : idsOrNames.isEmpty() ? List.of("default") : idsOrNames) {
      SecurityGroupId id = GROUPS.get(each);
      if (id == null) {
        throw CloudException.notFound(
            "SecurityGroupNotFound", "Security group " + each + " not found.");
      }
      groups.add(id);
    }
    return groups;
  }

  @Override
  public void allocate(
      Tx tx,
      ServerId server,
      ProjectId project,
      HostName host,
      String hostname,
      List<NicRequest> nics,
      List<SecurityGroupId> groups) {
    if (nics.stream().anyMatch(nic -> nic.network().equals(Optional.of(FULL)))) {
      throw CloudException.conflict(
          "IpAddressGenerationFailure", "No more IP addresses available on network " + FULL + ".");
    }
    release(tx, server);
    for (int at = 0; at < nics.size(); at++) {
      tx.sql()
          .insertInto(PORT)
          .set(SERVER, server.value())
          .set(AT, at)
          .set(HOST, host.value())
          .set(GROUP_IDS, text(groups))
          .execute();
    }
  }

  private static String text(List<SecurityGroupId> groups) {
    return String.join(",", groups.stream().map(SecurityGroupId::value).toList());
  }

  @Override
  public void release(Tx tx, ServerId server) {
    tx.sql().deleteFrom(PORT).where(SERVER.eq(server.value())).execute();
  }

  @Override
  public Map<ServerId, List<Port>> of(Tx tx, Collection<ServerId> servers) {
    asked.incrementAndGet();
    Map<ServerId, List<Port>> ports = new HashMap<>();
    tx.sql()
        .selectFrom(PORT)
        .where(SERVER.in(servers.stream().map(ServerId::value).toList()))
        .orderBy(SERVER, AT)
        .forEach(row -> {
          ServerId server = new ServerId(row.get(SERVER));
          ports.computeIfAbsent(server, id -> new ArrayList<>()).add(port(row));
        });
    return ports;
  }

  @Override
  public Map<ServerId, List<Nic>> nics(Tx tx, HostName host) {
    Map<ServerId, List<Nic>> nics = new HashMap<>();
    tx.sql()
        .selectFrom(PORT)
        .where(HOST.eq(host.value()))
        .orderBy(SERVER, AT)
        .forEach(row -> {
          Port port = port(row);
          nics.computeIfAbsent(new ServerId(row.get(SERVER)), id -> new ArrayList<>())
              .add(
                  new Nic(
                      port.id(),
                      port.mac(),
                      port.mtu(),
                      port.groups().stream().map(Group::name).toList()));
        });
    return nics;
  }

  private static Port port(Record row) {
    String id = row.get(SERVER);
    int number = Math.floorMod(id.hashCode(), 250) + 2;
    List<Group> groups = new ArrayList<>();
    for (String group : ids(row)) {
      groups.add(
          new Group(new SecurityGroupId(group), group.equals(WEB.value()) ? "web" : "default"));
    }
    return new Port(
        new PortId(id.substring(0, 35) + row.get(AT)),
        NETWORK,
        "private",
        "fa:16:3e:00:00:%02x".formatted(number % 256),
        1450,
        List.of(new Address("55555555-5555-4555-8555-555555555555", "10.250.0." + number, 4)),
        groups,
        true);
  }

  int count(Tx tx) {
    return tx.sql().fetchCount(PORT);
  }

  @Override
  public boolean addSecurityGroup(Tx tx, ServerId server, SecurityGroupId group) {
    List<Record> its = tx.sql().selectFrom(PORT).where(SERVER.eq(server.value())).fetch();
    for (Record row : its) {
      Set<String> groups = new LinkedHashSet<>(ids(row));
      groups.add(group.value());
      set(tx, row, groups);
    }
    return !its.isEmpty();
  }

  @Override
  public boolean removeSecurityGroup(Tx tx, ServerId server, SecurityGroupId group) {
    boolean removed = false;
    for (Record row : tx.sql().selectFrom(PORT).where(SERVER.eq(server.value())).fetch()) {
      Set<String> groups = new LinkedHashSet<>(ids(row));
      removed |= groups.remove(group.value());
      set(tx, row, groups);
    }
    return removed;
  }

  private static List<String> ids(Record row) {
    return Arrays.stream(row.get(GROUP_IDS).split(",", -1)).filter(id -> !id.isEmpty()).toList();
  }

  private static void set(Tx tx, Record row, Set<String> groups) {
    tx.sql()
        .update(PORT)
        .set(GROUP_IDS, String.join(",", groups))
        .where(SERVER.eq(row.get(SERVER)))
        .and(AT.eq(row.get(AT)))
        .execute();
  }
}
