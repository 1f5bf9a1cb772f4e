package haneul.drivers.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostReport;
import haneul.base.host.HostWanted;
import haneul.base.host.PhysicalNetwork;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNetwork.PhysicalSegment;
import haneul.base.host.WantedPort;
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

/**
 * What passes between guests and a physical network. The wire is a bridge, {@code br-lan}, that an
 * operator made: this host reaches it as that, the other one by a card, and two gateways that are
 * nobody's guests stand on it, one of them on VLAN 7.
 */
@Tag("engine")
class OvsPhysicalTest {
  private static final WantedPort A = Plans.port("n", "a", 11, Plans.ALL_OUT, Plans.PING_IN);
  private static final WantedPort B = Plans.port("n", "b", 12, Plans.ALL_OUT);
  private static final WantedPort C = Plans.port("m", "c", 13, Plans.ALL_OUT);
  private static final String GATEWAY = "10.9.0.1";

  @TempDir Path state;
  private OvsNetworkDriver driver;
  private SecondHost second;
  private String before;

  @BeforeEach
  void start() throws IOException {
    OwnHost.require();
    before = HostSnapshot.host();
    driver =
        new OvsNetworkDriver(
            state.resolve("first"),
            "t1",
            Map.of(
                "physnet1", "br-lan", "physnet2", "ul0", "physnet3", "lan-b", "mars", "nowhere"));
    second = new SecondHost(state.resolve("second"), "t1", 1500);
    second.wire("lan-b", "lan0");
    applyHere(List.of()); // starts the switch
    Commands.run(
        "sh",
        "-ec",
        """
        ovs-vsctl add-br br-lan -- set bridge br-lan datapath_type=netdev -- add-port br-lan lan-b
        for tag in 0 7; do
          ip netns add gw$tag
          ip link add lan-$tag up type veth peer name eth0 netns gw$tag
          ip netns exec gw$tag ethtool -K eth0 tx off > /dev/null
          ip -n gw$tag addr add $1/24 dev eth0
          ip -n gw$tag link set eth0 up
          ovs-vsctl add-port br-lan lan-$tag tag=$tag
        done
        ovs-vsctl clear port lan-0 tag
        """,
        "sh",
        GATEWAY);
  }

  @AfterEach
  void end() throws IOException {
    if (second != null) {
      second.close();
    }
    if (driver != null) {
      takeWireAway();
      driver.removeAll();
      driver.close();
    }
  }

  private static void takeWireAway() throws IOException {
    Commands.attempt("ovs-vsctl", "--if-exists", "del-br", "br-lan");
    for (String end : List.of("b", "0", "7")) {
      Commands.attempt("ip", "link", "del", "lan-" + end);
      Commands.attempt("ip", "netns", "del", "gw" + end);
    }
  }

  private List<HostReport.Network> applyHere(List<WantedNetwork> networks, WantedPort... ports)
      throws IOException {
    var applied =
        driver.apply(networks, List.of(ports), Arrays.stream(ports).map(Plans::metadata).toList());
    assertThat(applied.ports()).allSatisfy(port -> assertThat(port.fault()).isEmpty());
    Commands.run("ovs-appctl", "revalidator/wait");
    Commands.run("ovs-appctl", "revalidator/wait");
    return applied.networks();
  }

  private static WantedNetwork on(
      String physicalNetwork, int vlan, boolean dhcp, WantedNetwork of) {
    return new WantedNetwork(
        of.id(),
        of.mtu(),
        of.subnets(),
        dhcp ? of.dhcp() : Optional.empty(),
        Optional.empty(),
        Optional.of(
            new PhysicalSegment(
                physicalNetwork, vlan == 0 ? OptionalInt.empty() : OptionalInt.of(vlan))));
  }

  /** This host has DHCP and guest A, the other one guest B, and C on another network. */
  private void applyBoth(int vlan) throws IOException {
    WantedNetwork whole = Plans.network("n", A, B);
    assertThat(applyHere(List.of(on("physnet1", vlan, true, whole)), A))
        .allSatisfy(network -> assertThat(network.fault()).isEmpty());
    second.apply(
        new HostWanted(
            1,
            List.of(),
            List.of(
                on("physnet1", vlan, false, whole),
                on("physnet1", 8, false, Plans.network("m", C))),
            List.of(B, C)));
  }

  private static boolean gatewayPings(int vlan, String address) throws IOException {
    String ping = "ip netns exec gw" + vlan + " busybox ping -q -c 2 -i 0.1 -W 1 " + address;
    return Commands.attempt(ping.split(" ")).status() == 0;
  }

  @Test
  void guestsReachWhatIsOutThereAndEachOther() throws IOException {
    try (FakeGuest a = new FakeGuest(state.resolve("first"), "a", A);
        FakeGuest b = second.guest("b", B);
        FakeGuest c = second.guest("c", C)) {
      applyBoth(7);
      assertThat(b.dhcp(state)).contains("ip=10.9.0.12");
      a.dhcp(state);
      c.configured();
      assertThat(b.pings("10.9.0.11")).isTrue();
      assertThat(a.pings(GATEWAY)).isTrue();
      assertThat(b.pings(GATEWAY)).isTrue();
      assertThat(gatewayPings(7, "10.9.0.11")).isTrue();

      // Rules hold for what comes from outside, and guards for what goes there.
      assertThat(gatewayPings(7, "10.9.0.12")).isFalse();
      b.shell("ip addr add 10.9.0.99/24 dev eth0");
      assertThat(b.shell("ping -q -c 1 -W 1 -I 10.9.0.99 " + GATEWAY).status()).isNotZero();
      // Nobody on another VLAN.
      assertThat(c.pings(GATEWAY)).isFalse();
      assertThat(gatewayPings(0, "10.9.0.11")).isFalse();

      // What a guest is told of itself, it is told on its own host, and nobody outside is.
      String question = "GET /latest/meta-data/hostname HTTP/1.0";
      assertThat(b.http(question)).contains("host-10-9-0-12");
      assertThat(
              Commands.attempt(
                      "sh",
                      "-c",
                      "ip -n gw7 route add 169.254.169.254 via 10.9.0.2; ip netns exec gw7"
                          + " socat -T1 - TCP:169.254.169.254:80,connect-timeout=1")
                  .err())
          .contains("timed out");

      // The same without a tag.
      applyBoth(0);
      a.shell("ip neigh flush dev eth0");
      b.shell("ip neigh flush dev eth0; ip addr del 10.9.0.99/24 dev eth0");
      assertThat(b.pings("10.9.0.11")).isTrue();
      assertThat(a.pings(GATEWAY)).isTrue();
      assertThat(b.pings(GATEWAY)).isTrue();
      assertThat(gatewayPings(0, "10.9.0.11")).isTrue();
    }
  }

  @Test
  void whatWasTakenIsGivenBack() throws IOException {
    applyBoth(7);
    assertThat(second.run("ovs-vsctl", "port-to-br", "lan0")).isEqualTo("br-int-t1\n");
    assertThat(second.run("tc", "qdisc", "show", "dev", "lan0")).contains("clsact");
    assertThat(Commands.run("ovs-vsctl", "list-ports", "br-lan")).contains("phy-br-lan-t1");

    // The bridge made anew has its patch again.
    Commands.run("ovs-vsctl", "del-port", "phy-br-lan-t1");
    driver.apply(List.of(on("physnet1", 0, true, Plans.network("n", A))), List.of(A), List.of());
    assertThat(Commands.run("ovs-vsctl", "list-ports", "br-lan")).contains("phy-br-lan-t1");

    applyHere(List.of(Plans.network("n", A)), A);
    assertThat(Commands.run("ovs-vsctl", "list-ports", "br-lan"))
        .isEqualTo("lan-0\nlan-7\nlan-b\n");
    assertThat(Commands.run("ovs-vsctl", "list-ports", "br-int-t1")).doesNotContain("br-lan");
    assertThat(Commands.run("ovs-ofctl", "-O", "OpenFlow14", "dump-flows", "br-int-t1"))
        .doesNotContain("vlan");
    second.apply(new HostWanted(2, List.of(), List.of(), List.of()));
    assertThat(second.run("ovs-vsctl", "list-ports", "br-int-t1")).isBlank();
    assertThat(second.run("ip", "-br", "link", "show", "lan0")).contains("UP");
    assertThat(second.run("tc", "qdisc", "show", "dev", "lan0")).doesNotContain("clsact");

    whatCannotLeadThereIsSaid();
    applyBoth(0);
    second.close();
    takeWireAway();
    driver.removeAll();
    assertThat(HostSnapshot.host()).isEqualTo(before);
  }

  private void whatCannotLeadThereIsSaid() throws IOException {
    assertThat(driver.physicalNetworks())
        .containsExactly(
            new PhysicalNetwork("physnet1", "br-lan", 1500),
            new PhysicalNetwork("physnet3", "lan-b", 1500));
    assertThat(fault("physnet2")).contains("ul0 has an address of this host");
    assertThat(fault("physnet3")).contains("lan-b is on bridge br-lan already");
    assertThat(fault("mars")).contains("this host has no device nowhere");
    Commands.run("ovs-vsctl", "set", "bridge", "br-lan", "datapath_type=system");
    assertThat(fault("physnet1")).contains("ovs-vsctl set bridge br-lan datapath_type=netdev");
    Commands.run("ovs-vsctl", "set", "bridge", "br-lan", "datapath_type=netdev");
  }

  private String fault(String physicalNetwork) throws IOException {
    return applyHere(List.of(on(physicalNetwork, 7, true, Plans.network("n", A))), A)
        .getFirst()
        .fault()
        .orElse("");
  }
}
