package haneul.base.host;

import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.SubnetId;
import java.util.List;
import java.util.Optional;

/**
 * A network this host takes part in.
 *
 * @param mtu in bytes
 * @param dhcp present when this host shall serve DHCP and metadata for the network
 */
public record WantedNetwork(
    NetworkId id, int mtu, List<Subnet> subnets, Optional<DhcpServer> dhcp) {
  public WantedNetwork {
    subnets = List.copyOf(subnets);
  }

  /**
   * @param cidr IPv4, e.g. {@code 10.250.0.0/24}
   * @param gateway empty when the subnet has none
   */
  public record Subnet(
      SubnetId id,
      String cidr,
      Optional<String> gateway,
      List<String> dnsServers,
      List<Route> hostRoutes,
      boolean dhcpEnabled) {
    public Subnet {
      dnsServers = List.copyOf(dnsServers);
      hostRoutes = List.copyOf(hostRoutes);
    }
  }

  /** A route told to guests by DHCP. */
  public record Route(String destination, String nextHop) {}

  /**
   * The DHCP server's own port: namespace {@code qdhcp-<network id>}.
   *
   * @param addresses one with prefix length for each subnet it serves, e.g. {@code 10.250.0.2/24}
   * @param leases all the network's ports, on every host
   */
  public record DhcpServer(PortId port, String mac, List<String> addresses, List<Lease> leases) {
    public DhcpServer {
      addresses = List.copyOf(addresses);
      leases = List.copyOf(leases);
    }
  }

  /** An address given to a MAC, for ever. */
  public record Lease(PortId port, SubnetId subnet, String mac, String address, String hostname) {}
}
