package haneul.base.host;

import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.SubnetId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network this host takes part in.
 *
 * @param mtu in bytes
 * @param dhcp present when this host shall serve DHCP for the network
 * @param overlay its tunnels to the hosts that also have it; empty when it has none
 * @param segment its place on a physical network; empty when it is on none
 */
public record WantedNetwork(
    NetworkId id,
    int mtu,
    List<Subnet> subnets,
    Optional<DhcpServer> dhcp,
    Optional<Overlay> overlay,
    Optional<PhysicalSegment> segment) {
  public WantedNetwork {
    subnets = List.copyOf(subnets);
    if (overlay.isPresent() && segment.isPresent()) {
      throw new IllegalArgumentException("a network is on tunnels or a physical network, not both");
    }
  }

  /** A network of this host alone. */
  public WantedNetwork(NetworkId id, int mtu, List<Subnet> subnets, Optional<DhcpServer> dhcp) {
    this(id, mtu, subnets, dhcp, Optional.empty(), Optional.empty());
  }

  /**
   * A network's place on a physical network.
   *
   * @param physicalNetwork which device leads there is the host's own knowledge
   * @param vlan the tag of its packets, 1 to 4094; empty when they have none
   */
  public record PhysicalSegment(String physicalNetwork, OptionalInt vlan) {
    private static final int LAST_VLAN = 4094;

    public PhysicalSegment {
      if (vlan.isPresent() && (vlan.getAsInt() < 1 || vlan.getAsInt() > LAST_VLAN)) {
        throw new IllegalArgumentException("not a VLAN: " + vlan.getAsInt());
      }
    }
  }

  /**
   * A network's tunnels: one to each host that has a port of it.
   *
   * @param segmentationId tells its packets from those of other networks: the VNI, or GRE's key
   * @param localAddress where this host's tunnels end, IPv4
   * @param ports all its ports on other hosts
   */
  public record Overlay(
      Tunnel tunnel, long segmentationId, String localAddress, List<RemotePort> ports) {
    public Overlay {
      ports = List.copyOf(ports);
    }
  }

  /** How packets are wrapped. */
  public enum Tunnel {
    VXLAN,
    GRE
  }

  /**
   * A port on another host.
   *
   * @param peer where that host's tunnels end, IPv4
   * @param macs that it may send from, its own first
   * @param addresses of its own MAC: for those of IPv4 ARP can be answered here, and who seeks
   *     those of IPv6 asks this port alone
   * @param open nothing is filtered, so that behind it may be any MAC
   */
  public record RemotePort(String peer, List<String> macs, List<String> addresses, boolean open) {
    public RemotePort {
      macs = List.copyOf(macs);
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * @param cidr e.g. {@code 10.250.0.0/24} or {@code fd00::/64}
   * @param gateway empty when the subnet has none
   * @param raMode of IPv6: how guests are told to get addresses; empty when they are not told
   * @param addressMode of IPv6: how they are given addresses
   */
  public record Subnet(
      SubnetId id,
      String cidr,
      Optional<String> gateway,
      List<String> dnsServers,
      List<Route> hostRoutes,
      boolean dhcpEnabled,
      Optional<Ipv6Mode> raMode,
      Optional<Ipv6Mode> addressMode) {
    public Subnet {
      dnsServers = List.copyOf(dnsServers);
      hostRoutes = List.copyOf(hostRoutes);
    }

    /** One of IPv4. */
    public Subnet(
        SubnetId id,
        String cidr,
        Optional<String> gateway,
        List<String> dnsServers,
        List<Route> hostRoutes,
        boolean dhcpEnabled) {
      this(
          id,
          cidr,
          gateway,
          dnsServers,
          hostRoutes,
          dhcpEnabled,
          Optional.empty(),
          Optional.empty());
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
