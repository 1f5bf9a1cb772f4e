package haneul.drivers.ovs;

import static haneul.drivers.ovs.SecondHost.HERE;
import static haneul.drivers.ovs.SecondHost.THERE;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostWanted;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNetwork.Overlay;
import haneul.base.host.WantedNetwork.RemotePort;
import haneul.base.host.WantedNetwork.Tunnel;
import haneul.base.host.WantedPort;
import haneul.base.host.WantedPort.Direction;
import haneul.base.host.WantedPort.Rule;
import haneul.drivers.process.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What passes between guests of two hosts, and what is left when they are gone. */
@Tag("engine")
class OvsTunnelTest {
  private static final WantedPort A =
      Plans.port("n", "a", 11, Plans.ALL_OUT, Plans.PING_IN, Plans.tcpIn(80, 80, "10.9.0.12/32"));
  private static final WantedPort B = Plans.port("n", "b", 12, Plans.ALL_OUT);
  private static final WantedPort C = Plans.port("m", "c", 12, Plans.ALL_OUT, Plans.PING_IN);

  @TempDir Path state;
  private OvsNetworkDriver driver;
  private SecondHost second;
  private String before;

  @BeforeEach
  void start() throws IOException {
    OwnHost.require();
    before = HostSnapshot.host();
    driver = new OvsNetworkDriver(state.resolve("first"), "t1", Map.of());
    second = new SecondHost(state.resolve("second"), "t1", 1500);
  }

  @AfterEach
  void end() throws IOException {
    try {
      if (second != null) {
        second.close();
      }
    } finally {
      if (driver != null) {
        driver.removeAll();
        driver.close();
      }
    }
  }

  /** This host has DHCP and guest A, the other one guest B. */
  private void applyBoth(Tunnel tunnel, int mtu) throws IOException {
    WantedNetwork whole = Plans.network("n", A, B);
    RemotePort dhcp =
        new RemotePort(HERE, List.of(whole.dhcp().orElseThrow().mac()), List.of("10.9.0.2"), false);
    applyHere(
        List.of(with(whole, mtu, true, new Overlay(tunnel, 5, HERE, List.of(remote(B, THERE))))),
        A);
    Overlay there = new Overlay(tunnel, 5, THERE, List.of(dhcp, remote(A, HERE)));
    WantedNetwork other = Plans.network("m", C);
    second.apply(
        new HostWanted(
            1,
            List.of(),
            List.of(
                with(whole, mtu, false, there),
                with(other, mtu, false, new Overlay(tunnel, 6, THERE, List.of()))),
            List.of(B, C)));
  }

  private void applyHere(List<WantedNetwork> networks, WantedPort... ports) throws IOException {
    var applied =
        driver.apply(networks, List.of(ports), Arrays.stream(ports).map(Plans::metadata).toList());
    assertThat(applied.ports()).allSatisfy(port -> assertThat(port.fault()).isEmpty());
    assertThat(applied.networks()).allSatisfy(n -> assertThat(n.fault()).isEmpty());
    if (!networks.isEmpty()) {
      Commands.run("ovs-appctl", "revalidator/wait");
      Commands.run("ovs-appctl", "revalidator/wait");
    }
  }

  private static RemotePort remote(WantedPort port, String peer) {
    return new RemotePort(peer, List.of(port.mac()), port.addresses(), false);
  }

  private static WantedNetwork with(WantedNetwork network, int mtu, boolean dhcp, Overlay overlay) {
    return new WantedNetwork(
        network.id(),
        mtu,
        network.subnets(),
        dhcp ? network.dhcp() : Optional.empty(),
        Optional.of(overlay),
        Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(Tunnel.class)
  void guestsOfTwoHostsAreOneNetwork(Tunnel tunnel) throws IOException {
    int mtu = tunnel == Tunnel.VXLAN ? 1450 : 1458;
    try (FakeGuest a = new FakeGuest(state.resolve("first"), "a", A);
        FakeGuest b = second.guest("b", B);
        FakeGuest c = second.guest("c", C)) {
      applyBoth(tunnel, mtu);
      assertThat(b.dhcp(state)).contains("ip=10.9.0.12").contains("mtu=" + mtu);
      a.dhcp(state);
      c.configured();
      assertThat(b.pings("10.9.0.11")).isTrue();
      assertThat(
              b.shell("ping -q -c 2 -i 0.2 -W 1 -M do -s $1 10.9.0.11", "" + (mtu - 28)).status())
          .isZero();

      // Rules hold for what comes by a tunnel; what they let in is answered.
      assertThat(a.pings("10.9.0.12")).isFalse();
      a.listen(80);
      a.listen(81);
      assertThat(b.connects("10.9.0.11", 80)).isTrue();
      assertThat(b.connects("10.9.0.11", 81)).isFalse();
      // As nobody but himself, and on no other network.
      b.shell("ip addr add 10.9.0.99/24 dev eth0");
      assertThat(b.shell("ping -q -c 1 -W 1 -I 10.9.0.99 10.9.0.11").status()).isNotZero();
      assertThat(c.pings("10.9.0.11")).isFalse();

      // Metadata is the own host's; the DHCP server's host does not even know the guest.
      assertThat(b.http("GET /latest/meta-data/hostname HTTP/1.0")).contains("host-10-9-0-12");

      a.capture("arp", state.resolve("arp"));
      b.shell("ip neigh flush dev eth0");
      assertThat(b.pings("10.9.0.11")).isTrue();
      assertThat(a.captured(state.resolve("arp")))
          .doesNotContain("who-has 10.9.0.11 tell 10.9.0.12");
    }
  }

  /** A raw ICMPv6 message of these bytes, the checksum the kernel's. */
  private static String icmp6(String to, String bytes) {
    return "printf '%b' '"
        + bytes
        + "' | socat -u - IP6-SENDTO:["
        + to
        + "]:58,so-bindtodevice=eth0";
  }

  @Test
  void guestsOfTwoHostsSpeakIpv6() throws IOException {
    Rule pingIn = Plans.rule6(Direction.INGRESS, OptionalInt.of(58));
    Rule allOut = Plans.rule6(Direction.EGRESS, OptionalInt.empty());
    WantedPort portA = Plans.withIpv6(A, allOut, pingIn);
    WantedPort portB = Plans.withIpv6(B, allOut);
    try (FakeGuest a = new FakeGuest(state.resolve("first"), "a", portA);
        FakeGuest b = second.guest("b", portB)) {
      WantedNetwork whole = Plans.withIpv6(Plans.network("n", portA, portB), portA, portB);
      var server = whole.dhcp().orElseThrow();
      RemotePort dhcp =
          new RemotePort(
              HERE,
              List.of(server.mac()),
              server.addresses().stream().map(at -> at.replaceAll("/.*", "")).toList(),
              false);
      List<RemotePort> there = List.of(remote(portB, THERE));
      List<RemotePort> here = List.of(dhcp, remote(portA, HERE));
      applyHere(List.of(with(whole, 1450, true, new Overlay(Tunnel.VXLAN, 5, HERE, there))), portA);
      WantedNetwork other = with(whole, 1450, false, new Overlay(Tunnel.VXLAN, 5, THERE, here));
      second.apply(new HostWanted(1, List.of(), List.of(other), List.of(portB)));
      String ofA = portA.addresses().get(1);
      String ofB = portB.addresses().get(1);
      a.capture("icmp6", state.resolve("seen"));
      for (FakeGuest guest : List.of(a, b)) {
        guest.shell("ip link set eth0 down; ip link set eth0 mtu 1500 up");
      }
      for (FakeGuest guest : List.of(a, b)) {
        // Told by router advertisement: the prefix, the MTU, and no way out.
        org.awaitility.Awaitility.await()
            .until(() ->
                guest
                    .shell("ip -6 -o addr show dev eth0 scope global -tentative")
                    .out()
                    .contains(guest.port().addresses().get(1)));
        assertThat(guest.shell("cat /proc/sys/net/ipv6/conf/eth0/mtu").out()).isEqualTo("1450\n");
        assertThat(guest.shell("ip -6 route show default").out()).isEmpty();
      }
      assertThat(b.shell("ping -6 -q -c 2 -i 0.2 -W 1 -M do -s 1402 " + ofA).status()).isZero();
      assertThat(a.shell("ping -6 -q -c 1 -W 1 " + ofB).status()).as("no rule").isNotZero();

      // By DHCPv6, as the RA says, the address that is this port's.
      assertThat(b.dhcp6(state)).contains("new_ip6_address=fd00:a::12");
      assertThat(b.dhcp(state)).as("besides").contains("ip=10.9.0.12");
      assertThat(b.shell("ping -6 -q -c 1 -W 1 -I fd00:a::12 " + ofA).status()).isZero();

      // As nobody but himself, no router, and no neighbour's address.
      b.shell("ip addr add fd00:9::bad/64 dev eth0 nodad");
      assertThat(b.shell("ping -6 -q -c 1 -W 1 -I fd00:9::bad " + ofA).status()).isNotZero();
      String advertisement = "\\0206\\0\\0\\0\\0100\\0\\0007\\0010" + "\\0".repeat(8);
      assertThat(b.shell(icmp6("ff02::1", advertisement)).status()).isZero();
      String neighbour = "\\0210\\0\\0\\0\\0040\\0\\0\\0\\0375\\0" + "\\0".repeat(13) + "\\0146";
      assertThat(b.shell(icmp6("ff02::1", neighbour)).status()).isZero();
      String seen = a.captured(state.resolve("seen"));
      assertThat(seen)
          .contains("router advertisement")
          .doesNotContain("fd00:9::bad > ")
          .doesNotContain("tgt is fd00::66");
      String router = Addresses.linkLocal(server.mac()) + " > ";
      assertThat(seen.lines().filter(line -> line.contains("router advertisement")))
          .allMatch(line -> line.contains(router));
      // All of it does reach A from a port that nothing is filtered for.
      WantedPort open = Plans.with(portB, true, false);
      second.apply(new HostWanted(2, List.of(), List.of(other), List.of(open)));
      b.shell(icmp6("ff02::1", advertisement));
      b.shell(icmp6("ff02::1", neighbour));
      assertThat(a.captured(state.resolve("seen")))
          .contains("tgt is fd00::66")
          .contains(Addresses.linkLocal(portB.mac()) + " > ff02::1: ICMP6, router advertisement");
    }
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    applyBoth(Tunnel.VXLAN, 1450);
    assertThat(second.run("ovs-vsctl", "--columns=type", "list", "Interface")).contains("vxlan");
    applyBoth(Tunnel.GRE, 1458);
    assertThat(second.run("ovs-vsctl", "--columns=type", "list", "Interface"))
        .contains("gre")
        .doesNotContain("vxlan");

    // The network leaves the other host: no tunnel is needed.
    applyHere(
        List.of(
            with(Plans.network("n", A), 1458, true, new Overlay(Tunnel.GRE, 5, HERE, List.of()))),
        A);
    assertThat(Commands.run("ovs-vsctl", "--columns=type", "list", "Interface"))
        .doesNotContain("gre");
    assertThat(Commands.run("ovs-vsctl", "list-br")).isEqualTo("br-int-t1\n");
    assertThat(Commands.run("tc", "qdisc", "show", "dev", "ul0")).doesNotContain("clsact");
    assertThat(Commands.run("ovs-ofctl", "-O", "OpenFlow14", "dump-flows", "br-int-t1"))
        .doesNotContain("tun_id");

    second.apply(new HostWanted(2, List.of(), List.of(), List.of()));
    assertThat(second.run("ip", "netns", "list")).isBlank();
    assertThat(second.run("ovs-vsctl", "list-br")).isEqualTo("br-int-t1\n");
    driver.removeAll();
    second.close();
    assertThat(HostSnapshot.host()).isEqualTo(before);
  }

  @Test
  void aSwitchThatDiesTakesNoTunnelWithIt() throws IOException {
    try (FakeGuest a = new FakeGuest(state.resolve("first"), "a", A);
        FakeGuest b = second.guest("b", B)) {
      applyBoth(Tunnel.VXLAN, 1450);
      a.configured();
      b.configured();
      assertThat(b.pings("10.9.0.11")).isTrue();
      Commands.run("sh", "-c", "kill -9 $(cat /run/openvswitch/ovs-vswitchd.pid)");
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(20))
          .until(() -> b.pings("10.9.0.11"));
    }
  }
}
