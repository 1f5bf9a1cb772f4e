package haneul.services.network.reconcile;

import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.base.id.HostName;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.SubnetId;
import haneul.platform.link.HostWantedSource;
import haneul.platform.store.Tx;
import haneul.services.network.domain.GroupView;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkView;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.ResolveRules;
import haneul.services.network.domain.Subnet;
import haneul.services.network.ops.Views;
import haneul.services.network.ops.Views.HostView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The networks and ports a host shall have: those with a port bound to it. Computed from the tables
 * whenever asked; {@code Tell} sees that it is asked when it changed.
 */
public final class NetworkWanted implements HostWantedSource {
  private final Views views;

  public NetworkWanted(Views views) {
    this.views = views;
  }

  @Override
  public Supplier<Part> read(Tx tx, HostName host, long ownRevision) {
    HostView known = views.of(tx, host);
    return () -> part(known, host);
  }

  private static Part part(HostView known, HostName host) {
    return new Part(
        List.of(),
        known.networks().stream().map(view -> network(view, host)).toList(),
        ports(known),
        List.of());
  }

  private static WantedNetwork network(NetworkView view, HostName host) {
    Network network = view.network();
    return new WantedNetwork(
        network.id(),
        network.mtu(),
        view.subnets().stream().map(NetworkWanted::subnet).toList(),
        view.on(host).stream()
            .filter(port -> port.use() instanceof Port.Dhcp)
            .filter(port -> network.adminStateUp() && port.adminStateUp())
            .map(port -> dhcp(port, view.subnets(), view.ports()))
            .findFirst(),
        new Mesh(host, view.tunnelEnds()).overlay(network, view.ports()),
        segment(network));
  }

  private static Optional<WantedNetwork.PhysicalSegment> segment(Network network) {
    return network
        .segment()
        .physicalNetwork()
        .map(name ->
            new WantedNetwork.PhysicalSegment(
                name, network.segment().id().stream().mapToInt(id -> (int) id).findFirst()));
  }

  private static WantedNetwork.Subnet subnet(Subnet subnet) {
    return new WantedNetwork.Subnet(
        subnet.id(),
        subnet.cidr().toString(),
        subnet.gateway().map(IpAddress::toString),
        subnet.dnsServers().stream().map(IpAddress::toString).toList(),
        subnet.hostRoutes().stream()
            .map(route ->
                new WantedNetwork.Route(route.destination().toString(), route.nextHop().toString()))
            .toList(),
        subnet.dhcp(),
        subnet.raMode(),
        subnet.addressMode());
  }

  private static WantedNetwork.DhcpServer dhcp(
      Port server, List<Subnet> subnets, List<Port> ports) {
    Map<SubnetId, Subnet> served =
        subnets.stream()
            .filter(Subnet::dhcp)
            .collect(Collectors.toMap(Subnet::id, Function.identity()));
    List<String> addresses = new ArrayList<>();
    for (Port.FixedIp address : server.fixedIps()) {
      Subnet subnet = served.get(address.subnet());
      if (subnet != null) {
        addresses.add(address.address() + "/" + subnet.cidr().prefix());
      }
    }
    List<WantedNetwork.Lease> leases = new ArrayList<>();
    for (Port port : ports) {
      for (Port.FixedIp address : port.fixedIps()) {
        if (!(port.use() instanceof Port.Dhcp) && served.containsKey(address.subnet())) {
          leases.add(
              new WantedNetwork.Lease(
                  port.id(),
                  address.subnet(),
                  port.mac(),
                  address.address().toString(),
                  port.hostname(address.address())));
        }
      }
    }
    return new WantedNetwork.DhcpServer(server.id(), server.mac(), addresses, leases);
  }

  private static List<WantedPort> ports(HostView known) {
    Map<SecurityGroupId, GroupView> groups = known.groups();
    Map<SecurityGroupId, List<IpAddress>> members = new HashMap<>();
    groups.forEach((id, view) -> members.put(id, view.members()));
    // Most ports are in the same groups: what they are allowed is worked out, and kept, once.
    Map<List<SecurityGroupId>, List<WantedPort.Rule>> rules = new HashMap<>();
    List<WantedPort> wanted = new ArrayList<>();
    for (NetworkView view : known.networks()) {
      for (Port port : view.on(known.host())) {
        if (port.use() instanceof Port.Server server) {
          List<WantedPort.Rule> its =
              rules.computeIfAbsent(
                  port.groups(),
                  ids ->
                      ResolveRules.of(
                          ids.stream()
                              .flatMap(id -> Optional.ofNullable(groups.get(id)).stream())
                              .map(GroupView::group)
                              .toList(),
                          members));
          wanted.add(port(port, server, view.network(), its));
        }
      }
    }
    return wanted;
  }

  private static WantedPort port(
      Port port, Port.Server server, Network network, List<WantedPort.Rule> rules) {
    return new WantedPort(
        port.id(),
        port.network(),
        server.id(),
        port.mac(),
        port.fixedIps().stream().map(address -> address.address().toString()).toList(),
        port.addressPairs().stream()
            .map(pair -> new WantedPort.AddressPair(pair.mac(), pair.cidr()))
            .toList(),
        port.adminStateUp() && network.adminStateUp(),
        port.portSecurity(),
        port.portSecurity() ? rules : List.of());
  }
}
