package haneul.services.network.reconcile;

import haneul.base.host.WantedNetwork.Overlay;
import haneul.base.host.WantedNetwork.RemotePort;
import haneul.base.host.WantedNetwork.Tunnel;
import haneul.base.id.HostName;
import haneul.services.network.domain.Cidr;
import haneul.services.network.domain.IpPrefix;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.Port;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One host's view of the tunnels: those it needs go to the hosts that have a port of one of its
 * networks. Pure.
 *
 * @param addresses where the tunnels of each host that has any end
 */
record Mesh(HostName host, Map<HostName, String> addresses) {

  /** Whether the network's packets can leave this host. */
  boolean carries(Network network) {
    return addresses.containsKey(host) && tunnel(network).isPresent();
  }

  private static Optional<Tunnel> tunnel(Network network) {
    return switch (network.segment().kind()) {
      case VXLAN -> Optional.of(Tunnel.VXLAN);
      case GRE -> Optional.of(Tunnel.GRE);
      case LOCAL, FLAT, VLAN -> Optional.empty();
    };
  }

  /**
   * The network's tunnels from this host.
   *
   * @param ports all of the network's
   */
  Optional<Overlay> overlay(Network network, List<Port> ports) {
    String local = addresses.getOrDefault(host, "");
    if (!carries(network)) {
      return Optional.empty();
    }
    List<Cidr> shared = shared(ports);
    List<RemotePort> remote = new ArrayList<>();
    for (Port port : ports) {
      String peer = port.host().map(at -> addresses.getOrDefault(at, "")).orElse("");
      if (!peer.isEmpty() && !peer.equals(local) && port.adminStateUp()) {
        remote.add(remote(port, peer, shared));
      }
    }
    return Optional.of(
        new Overlay(
            tunnel(network).orElseThrow(), network.segment().id().orElseThrow(), local, remote));
  }

  private static RemotePort remote(Port port, String peer, List<Cidr> shared) {
    Set<String> macs = new LinkedHashSet<>();
    macs.add(port.mac());
    port.addressPairs().forEach(pair -> macs.add(pair.mac()));
    List<String> addresses =
        port.fixedIps().stream()
            .map(Port.FixedIp::address)
            .filter(address -> shared.stream().noneMatch(cidr -> cidr.contains(address)))
            .map(Object::toString)
            .toList();
    // A DHCP server needs no filters, and has one MAC.
    boolean open = !port.portSecurity() && port.use() instanceof Port.Server;
    return new RemotePort(peer, List.copyOf(macs), addresses, open);
  }

  /** Addresses that wander between ports: whose MAC has them now, only their holder can say. */
  private static List<Cidr> shared(List<Port> ports) {
    return ports.stream()
        .flatMap(port -> port.addressPairs().stream())
        .flatMap(pair -> IpPrefix.parse(pair.cidr()).stream())
        .flatMap(prefix -> Cidr.parse(prefix.normalized()).stream())
        .distinct()
        .toList();
  }
}
