package haneul.services.network.domain;

import haneul.base.id.NetworkId;
import haneul.base.id.ProjectId;
import haneul.base.id.SubnetId;
import java.util.List;
import java.util.Optional;

/** A subnet: addresses, and what DHCP tells of them. */
public record Subnet(
    SubnetId id,
    ProjectId project,
    NetworkId network,
    String name,
    String description,
    Cidr cidr,
    Optional<Ipv4> gateway,
    boolean dhcp,
    AddressPools pools,
    List<Ipv4> dnsServers,
    List<HostRoute> hostRoutes,
    Stamp stamp) {
  public Subnet {
    dnsServers = List.copyOf(dnsServers);
    hostRoutes = List.copyOf(hostRoutes);
  }

  /** A route told to guests by DHCP. */
  public record HostRoute(Cidr destination, Ipv4 nextHop) {}
}
