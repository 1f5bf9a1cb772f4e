package haneul.services.network.reconcile;

import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.SubnetId;
import haneul.platform.link.HostWantedSource;
import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.ResolveRules;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.GroupRows;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The networks and ports a host shall have: those with a port bound to it. Computed from the tables
 * whenever asked; {@code Tell} sees that it is asked when it changed.
 */
public final class NetworkWanted implements HostWantedSource {
  private final Hosts hosts;

  public NetworkWanted(Hosts hosts) {
    this.hosts = hosts;
  }

  @Override
  public Part wanted(Tx tx, HostName host) {
    List<Port> ports = PortRows.ofHost(tx, host);
    Map<NetworkId, Network> networks =
        NetworkRows.all(tx, ports.stream().map(Port::network).collect(Collectors.toSet())).stream()
            .collect(Collectors.toMap(Network::id, Function.identity()));
    return new Part(
        List.of(),
        networks(tx, host, ports, networks.values()),
        ports(tx, ports, networks),
        List.of());
  }

  private List<WantedNetwork> networks(
      Tx tx, HostName host, List<Port> ports, Collection<Network> networks) {
    Map<NetworkId, List<Subnet>> subnets =
        SubnetRows.of(tx, networks.stream().map(Network::id).toList());
    Map<NetworkId, Port> served =
        ports.stream()
            .filter(port -> port.use() instanceof Port.Dhcp)
            .collect(Collectors.toMap(Port::network, Function.identity()));
    Mesh own = new Mesh(host, hosts.tunnelAddresses(tx, List.of(host)));
    Set<NetworkId> whole = new HashSet<>(served.keySet());
    networks.stream().filter(own::carries).map(Network::id).forEach(whole::add);
    Map<NetworkId, List<Port>> all =
        PortRows.ofNetworks(tx, whole).stream().collect(Collectors.groupingBy(Port::network));
    Set<HostName> peers = new HashSet<>();
    all.values().forEach(some -> some.forEach(port -> port.host().ifPresent(peers::add)));
    Mesh mesh = new Mesh(host, hosts.tunnelAddresses(tx, peers));
    List<WantedNetwork> wanted = new ArrayList<>();
    for (Network network : networks) {
      List<Subnet> its = subnets.getOrDefault(network.id(), List.of());
      Optional<WantedNetwork.DhcpServer> dhcp =
          Optional.ofNullable(served.get(network.id()))
              .filter(port -> network.adminStateUp() && port.adminStateUp())
              .map(port -> dhcp(port, its, all.getOrDefault(network.id(), List.of())));
      wanted.add(
          new WantedNetwork(
              network.id(),
              network.mtu(),
              its.stream().map(NetworkWanted::subnet).toList(),
              dhcp,
              mesh.overlay(network, all.getOrDefault(network.id(), List.of())),
              segment(network)));
    }
    wanted.sort((a, b) -> a.id().value().compareTo(b.id().value()));
    return wanted;
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

  private static List<WantedPort> ports(Tx tx, List<Port> ports, Map<NetworkId, Network> networks) {
    Set<SecurityGroupId> groupIds = new HashSet<>();
    ports.forEach(port -> groupIds.addAll(port.groups()));
    Map<SecurityGroupId, SecurityGroup> groups =
        GroupRows.all(tx, groupIds).stream()
            .collect(Collectors.toMap(SecurityGroup::id, Function.identity()));
    Map<SecurityGroupId, List<IpAddress>> members = GroupRows.members(tx, remoteGroups(groups));
    // Most ports are in the same groups: what they are allowed is worked out, and kept, once.
    Map<List<SecurityGroupId>, List<WantedPort.Rule>> rules = new HashMap<>();
    List<WantedPort> wanted = new ArrayList<>();
    for (Port port : ports) {
      Network network = networks.get(port.network());
      if (network != null && port.use() instanceof Port.Server server) {
        List<WantedPort.Rule> its =
            rules.computeIfAbsent(
                port.groups(),
                ids ->
                    ResolveRules.of(
                        ids.stream().filter(groups::containsKey).map(groups::get).toList(),
                        members));
        wanted.add(port(port, server, network, its));
      }
    }
    return wanted;
  }

  private static Set<SecurityGroupId> remoteGroups(Map<SecurityGroupId, SecurityGroup> groups) {
    Set<SecurityGroupId> remote = new HashSet<>();
    groups
        .values()
        .forEach(group -> group.rules().forEach(rule -> rule.remoteGroup().ifPresent(remote::add)));
    return remote;
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
