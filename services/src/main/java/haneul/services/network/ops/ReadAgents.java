package haneul.services.network.ops;

import haneul.base.host.HostReport;
import haneul.base.host.HostRole;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.platform.auth.Caller;
import haneul.platform.link.Hosts;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Agent;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.AddressRows;
import haneul.services.network.store.DisabledDhcpRows;
import haneul.services.network.store.HostRows;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hosts as Neutron's agents, and what they serve. */
public final class ReadAgents {
  private final Store store;
  private final InstantSource clock;
  private final Hosts hosts;
  private final Duration hostAlive;

  /**
   * How full a network is.
   *
   * @param taken how many addresses of each subnet are
   */
  public record Fill(Network network, Map<Subnet, Integer> taken) {}

  public ReadAgents(Store store, InstantSource clock, Hosts hosts, Duration hostAlive) {
    this.store = store;
    this.clock = clock;
    this.hosts = hosts;
    this.hostAlive = hostAlive;
  }

  /** What each host does of networks: switching, metadata, and DHCP if it is for that. */
  public List<Agent> all() {
    return store.read(this::all);
  }

  private List<Agent> all(Tx tx) {
    Instant oldest = clock.instant().minus(hostAlive);
    List<Agent> agents = new ArrayList<>();
    Set<HostName> disabled = DisabledDhcpRows.all(tx);
    Set<HostName> serving = HostRows.dhcpServers(tx).keySet();
    for (Hosts.Host host : hosts.all(tx)) {
      boolean alive = !host.seenAt().isBefore(oldest);
      for (Agent.Kind kind : Agent.Kind.values()) {
        if (has(host, kind, serving)) {
          agents.add(
              new Agent(
                  kind,
                  host.name(),
                  alive,
                  kind != Agent.Kind.DHCP || !disabled.contains(host.name()),
                  host.createdAt(),
                  host.seenAt(),
                  host.facts().underlay().map(HostReport.Underlay::address),
                  host.facts().physicalNetworks()));
        }
      }
    }
    return agents;
  }

  private static boolean has(Hosts.Host host, Agent.Kind kind, Set<HostName> serving) {
    Set<HostRole> roles = host.facts().roles();
    boolean network = roles.contains(HostRole.NETWORK);
    return switch (kind) {
      case DHCP -> network || serving.contains(host.name());
      case METADATA, SWITCH -> network || roles.contains(HostRole.COMPUTE);
    };
  }

  public Optional<Agent> find(String id) {
    return all().stream().filter(agent -> agent.id().equals(id)).findFirst();
  }

  /** The networks whose DHCP server is on the host. */
  public List<ReadNetworks.Shown> networksOn(HostName host) {
    return store.read(tx -> {
      List<NetworkId> ids =
          PortRows.ofHost(tx, host).stream()
              .filter(port -> port.use() instanceof Port.Dhcp)
              .map(Port::network)
              .toList();
      return ReadNetworks.shown(tx, NetworkRows.all(tx, ids));
    });
  }

  /** The agents that serve a network's DHCP. */
  public List<Agent> serving(Caller caller, String network) {
    return store.read(tx -> {
      NetworkId id = ReadNetworks.network(tx, caller, network).id();
      List<HostName> serving =
          PortRows.dhcpOf(tx, List.of(id)).stream().flatMap(port -> port.host().stream()).toList();
      return all(tx).stream()
          .filter(agent -> agent.kind() == Agent.Kind.DHCP && serving.contains(agent.host()))
          .toList();
    });
  }

  /** How full each network of the page is. */
  public List<Fill> fill(Caller caller, PageRequest page) {
    return store.read(tx ->
        ReadNetworks.networks(tx, caller, page).stream()
            .map(shown -> fill(tx, shown.network()))
            .toList());
  }

  /** How full one network is. */
  public Fill fill(Caller caller, String network) {
    return store.read(tx -> fill(tx, ReadNetworks.network(tx, caller, network)));
  }

  private static Fill fill(Tx tx, Network network) {
    Map<Subnet, Integer> taken = new LinkedHashMap<>();
    for (Subnet subnet : SubnetRows.of(tx, network.id())) {
      taken.put(subnet, AddressRows.count(tx, subnet.id()));
    }
    return new Fill(network, taken);
  }
}
