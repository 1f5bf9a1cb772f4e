package haneul.services.network.domain;

import haneul.base.host.Ipv6Mode;
import haneul.base.id.NetworkId;
import haneul.base.id.ProjectId;
import haneul.base.id.SubnetId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A subnet: addresses, and what DHCP tells of them.
 *
 * @param raMode of IPv6: the cloud advertises the subnet to guests, which get addresses so
 * @param addressMode of IPv6: how the cloud gives addresses, whoever advertises the subnet
 */
public record Subnet(
    SubnetId id,
    ProjectId project,
    NetworkId network,
    String name,
    String description,
    Cidr cidr,
    Optional<IpAddress> gateway,
    boolean dhcp,
    Optional<Ipv6Mode> raMode,
    Optional<Ipv6Mode> addressMode,
    AddressPools pools,
    List<IpAddress> dnsServers,
    List<HostRoute> hostRoutes,
    Stamp stamp) {
  public Subnet {
    dnsServers = List.copyOf(dnsServers);
    hostRoutes = List.copyOf(hostRoutes);
  }

  /** A route told to guests by DHCP. */
  public record HostRoute(Cidr destination, IpAddress nextHop) {}

  /** Whether every port of the network has the address that its MAC makes of the prefix. */
  public boolean automatic() {
    return Stream.of(raMode, addressMode).flatMap(Optional::stream).anyMatch(Ipv6Mode::automatic);
  }
}
