package haneul.drivers.ovs;

import haneul.base.host.GuestMetadata;
import haneul.base.host.Ipv6Mode;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNetwork.DhcpServer;
import haneul.base.host.WantedNetwork.Lease;
import haneul.base.host.WantedNetwork.Route;
import haneul.base.host.WantedNetwork.Subnet;
import haneul.base.host.WantedPort;
import haneul.base.host.WantedPort.Direction;
import haneul.base.host.WantedPort.EtherType;
import haneul.base.host.WantedPort.Rule;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.base.id.SubnetId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Wanted networks and ports for tests; the same name always means the same id. */
public final class Plans {
  /** What every port may by default: everything out. */
  public static final Rule ALL_OUT =
      rule(Direction.EGRESS, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), null);

  public static final Rule PING_IN =
      rule(Direction.INGRESS, OptionalInt.of(1), OptionalInt.empty(), OptionalInt.empty(), null);

  private Plans() {}

  public static String uuid(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  public static NetworkId networkId(String name) {
    return new NetworkId(uuid("network " + name));
  }

  public static SubnetId subnetId(String name) {
    return new SubnetId(uuid("subnet " + name));
  }

  public static PortId portId(String name) {
    return new PortId(uuid("port " + name));
  }

  public static ServerId serverId(String name) {
    return new ServerId(uuid("server " + name));
  }

  public static PortId dhcpPortId(String network) {
    return portId("dhcp " + network);
  }

  /** 10.9.0.0/24 with DHCP at .2 and a gateway at .1, and a lease for each port. */
  public static WantedNetwork network(String name, WantedPort... ports) {
    return network(name, Arrays.asList(ports));
  }

  public static WantedNetwork network(String name, List<WantedPort> ports) {
    List<Lease> leases =
        ports.stream()
            .map(port ->
                new Lease(
                    port.id(),
                    subnetId(name),
                    port.mac(),
                    port.addresses().getFirst(),
                    "host-" + port.addresses().getFirst().replace('.', '-')))
            .toList();
    Subnet subnet =
        new Subnet(
            subnetId(name),
            "10.9.0.0/24",
            Optional.of("10.9.0.1"),
            List.of(),
            List.of(new Route("192.168.7.0/24", "10.9.0.9")),
            true);
    return new WantedNetwork(
        networkId(name),
        1450,
        List.of(subnet),
        Optional.of(
            new DhcpServer(dhcpPortId(name), mac("dhcp " + name), List.of("10.9.0.2/24"), leases)));
  }

  /** A port named {@code name} with the last number of its address. */
  public static WantedPort port(String network, String name, int last, Rule... rules) {
    return new WantedPort(
        portId(name),
        networkId(network),
        serverId(name),
        mac(name),
        List.of("10.9.0." + last),
        List.of(),
        true,
        true,
        List.of(rules));
  }

  /** The port with IPv6 addresses besides: one of its MAC's making, one by DHCP. */
  public static WantedPort withIpv6(WantedPort port, Rule... more) {
    String last = port.addresses().getFirst().replace("10.9.0.", "");
    List<Rule> rules = new ArrayList<>(port.rules());
    rules.addAll(Arrays.asList(more));
    return new WantedPort(
        port.id(),
        port.network(),
        port.server(),
        port.mac(),
        List.of(port.addresses().getFirst(), automatic(port.mac()), "fd00:a::" + last),
        port.allowedPairs(),
        port.adminStateUp(),
        port.portSecurity(),
        rules);
  }

  /** What a MAC makes of fd00:9::/64. */
  static String automatic(String mac) {
    return Addresses.linkLocal(mac).replace("fe80::", "fd00:9::");
  }

  /** The network with fd00:9::/64, where guests make their addresses, and fd00:a::/64 by DHCP. */
  public static WantedNetwork withIpv6(WantedNetwork network, WantedPort... ports) {
    DhcpServer dhcp = network.dhcp().orElseThrow();
    List<Subnet> subnets = new ArrayList<>(network.subnets());
    subnets.add(subnet6("slaac", "fd00:9::/64", Ipv6Mode.SLAAC));
    subnets.add(subnet6("stateful", "fd00:a::/64", Ipv6Mode.DHCPV6_STATEFUL));
    List<String> addresses = new ArrayList<>(dhcp.addresses());
    addresses.add(automatic(dhcp.mac()) + "/64");
    addresses.add("fd00:a::2/64");
    List<Lease> leases = new ArrayList<>(dhcp.leases());
    for (WantedPort port : ports) {
      leases.add(lease6(port, "slaac", port.addresses().get(1)));
      leases.add(lease6(port, "stateful", port.addresses().get(2)));
    }
    return new WantedNetwork(
        network.id(),
        network.mtu(),
        subnets,
        Optional.of(new DhcpServer(dhcp.port(), dhcp.mac(), addresses, leases)));
  }

  private static Subnet subnet6(String name, String cidr, Ipv6Mode mode) {
    return new Subnet(
        subnetId(name),
        cidr,
        Optional.empty(),
        List.of(),
        List.of(),
        true,
        Optional.of(mode),
        Optional.of(mode));
  }

  private static Lease lease6(WantedPort port, String subnet, String address) {
    return new Lease(port.id(), subnetId(subnet), port.mac(), address, "host-" + port.id());
  }

  /** An IPv6 rule for every protocol. */
  public static Rule rule6(Direction direction, OptionalInt protocol) {
    return new Rule(
        direction,
        EtherType.IPV6,
        protocol,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  public static String mac(String name) {
    String hex = uuid("mac " + name).replace("-", "");
    return "fa:16:3e:%s:%s:%s"
        .formatted(hex.substring(0, 2), hex.substring(2, 4), hex.substring(4, 6));
  }

  public static Rule tcpIn(int min, int max, String... remotes) {
    return rule(
        Direction.INGRESS,
        OptionalInt.of(6),
        OptionalInt.of(min),
        OptionalInt.of(max),
        remotes.length == 0 ? null : List.of(remotes));
  }

  public static Rule allIn(List<String> remotes) {
    return rule(
        Direction.INGRESS, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), remotes);
  }

  static Rule rule(
      Direction direction,
      OptionalInt protocol,
      OptionalInt min,
      OptionalInt max,
      @Nullable List<String> remotes) {
    return new Rule(direction, EtherType.IPV4, protocol, min, max, Optional.ofNullable(remotes));
  }

  /** Metadata of the port's server, whose name is {@code host-} and its address. */
  public static GuestMetadata metadata(WantedPort port) {
    String name = "host-" + port.addresses().getFirst().replace('.', '-');
    return new GuestMetadata(
        port.server(),
        new ProjectId("0".repeat(32)),
        name,
        name,
        "m1.tiny",
        "nova",
        0,
        Map.of(),
        Map.of(),
        "",
        List.of());
  }

  /** The port with other rules. */
  public static WantedPort withRules(WantedPort port, Rule... rules) {
    return new WantedPort(
        port.id(),
        port.network(),
        port.server(),
        port.mac(),
        port.addresses(),
        port.allowedPairs(),
        port.adminStateUp(),
        port.portSecurity(),
        List.of(rules));
  }

  /** The port down, or without filters. */
  public static WantedPort with(WantedPort port, boolean adminStateUp, boolean portSecurity) {
    return new WantedPort(
        port.id(),
        port.network(),
        port.server(),
        port.mac(),
        port.addresses(),
        port.allowedPairs(),
        adminStateUp,
        portSecurity,
        port.rules());
  }

  /** The port that may also send from another address. */
  public static WantedPort withPair(WantedPort port, String mac, String cidr) {
    return new WantedPort(
        port.id(),
        port.network(),
        port.server(),
        port.mac(),
        port.addresses(),
        List.of(new WantedPort.AddressPair(mac, cidr)),
        port.adminStateUp(),
        port.portSecurity(),
        port.rules());
  }
}
