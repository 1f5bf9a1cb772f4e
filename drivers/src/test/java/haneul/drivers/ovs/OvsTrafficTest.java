package haneul.drivers.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.GuestMetadata;
import haneul.base.host.HostReport;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.drivers.netns.DeviceNames;
import haneul.drivers.process.Commands;
import haneul.drivers.spi.NetworkDriver.Applied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes between guests and what does not. */
@Tag("engine")
class OvsTrafficTest {
  @TempDir Path state;
  private OvsNetworkDriver driver;

  @BeforeEach
  void start() throws IOException {
    OwnHost.require();
    driver = new OvsNetworkDriver(state, "t1", Map.of());
  }

  @AfterEach
  void end() throws IOException {
    if (driver != null) {
      driver.removeAll();
      driver.close();
    }
  }

  private Applied apply(List<WantedNetwork> networks, WantedPort... ports) throws IOException {
    List<GuestMetadata> metadata = Arrays.stream(ports).map(Plans::metadata).toList();
    Applied applied = driver.apply(networks, List.of(ports), metadata);
    assertThat(applied.ports()).allSatisfy(port -> assertThat(port.fault()).isEmpty());
    assertThat(applied.networks()).allSatisfy(n -> assertThat(n.fault()).isEmpty());
    // The switch's cache follows its tables within milliseconds, or later on a busy host. Twice, as
    // the first round may have begun before the change.
    Commands.run("ovs-appctl", "revalidator/wait");
    Commands.run("ovs-appctl", "revalidator/wait");
    return applied;
  }

  /** Ports of one network "n" with its DHCP. */
  private Applied apply(WantedPort... ports) throws IOException {
    return apply(List.of(Plans.network("n", ports)), ports);
  }

  @Test
  void dhcpTellsAddressMtuAndRoutes() throws IOException {
    WantedPort port = Plans.port("n", "a", 11, Plans.ALL_OUT);
    try (FakeGuest guest = new FakeGuest(state, "a", port)) {
      long begin = System.nanoTime();
      Applied applied = apply(List.of(Plans.network("n", port)), port);
      System.out.println("first apply ms " + (System.nanoTime() - begin) / 1_000_000);
      assertThat(applied.networks().getFirst())
          .isEqualTo(
              new HostReport.Network(Plans.networkId("n"), true, java.util.Optional.empty()));
      String told = guest.dhcp(state);
      assertThat(told).contains("ip=10.9.0.11").contains("mtu=1450").contains("mask=24");
      assertThat(told).contains("router=10.9.0.1").contains("dns=10.9.0.2");
      assertThat(told)
          .contains(
              "staticroutes=169.254.169.254/32 10.9.0.2 192.168.7.0/24 10.9.0.9 0.0.0.0/0 10.9.0.1");
      assertThat(guest.pings("10.9.0.2")).isTrue();
    }
  }

  @Test
  void metadataAnswersEachGuestItsOwn() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    WantedPort b =
        Plans.withPair(Plans.port("n", "b", 12, Plans.ALL_OUT), Plans.mac("b"), "10.9.0.77");
    try (FakeGuest first = new FakeGuest(state, "a", a);
        FakeGuest second = new FakeGuest(state, "b", b)) {
      apply(a, b);
      first.dhcp(state);
      second.dhcp(state);
      String url = "/latest/meta-data/hostname";
      assertThat(first.http("GET " + url + " HTTP/1.0")).contains("host-10-9-0-11");
      assertThat(second.http("GET " + url + " HTTP/1.0")).contains("host-10-9-0-12");
      assertThat(first.http("HEAD /openstack/latest/meta_data.json HTTP/1.0"))
          .startsWith("HTTP/1.1 200 ")
          .contains("Content-Type: application/json")
          .endsWith("\r\n\r\n");
      assertThat(first.http("GET /openstack/latest/meta_data.json HTTP/1.0"))
          .contains("\"hostname\"")
          .contains(a.server().value());
      assertThat(first.http("PUT /latest/api/token HTTP/1.0")).startsWith("HTTP/1.1 405 ");
      assertThat(first.http("GET nonsense HTTP/1.0")).startsWith("HTTP/1.1 400 ");
      assertThat(first.http("GET /" + "x".repeat(9000) + " HTTP/1.0")).startsWith("HTTP/1.1 400 ");
      second.shell("ip addr add 10.9.0.77/24 dev eth0");
      assertThat(
              second
                  .shell(
                      "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | socat -T3 -"
                          + " TCP:169.254.169.254:80,bind=10.9.0.77")
                  .out())
          .startsWith("HTTP/1.1 404 ");
      // The server's own DNS knows the guests by name.
      assertThat(first.shell("busybox nslookup host-10-9-0-12.openstacklocal 10.9.0.2").out())
          .contains("10.9.0.12");
    }
  }

  @Test
  void nothingComesInUnlessARuleLetsIt() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    WantedPort b = Plans.port("n", "b", 12, Plans.ALL_OUT);
    try (FakeGuest first = new FakeGuest(state, "a", a).configured();
        FakeGuest second = new FakeGuest(state, "b", b).configured()) {
      for (int port : new int[] {22, 79, 80, 88, 89}) {
        second.listen(port);
      }
      apply(a, b);
      assertThat(first.pings(second.address())).isFalse();
      assertThat(first.connects(second.address(), 22)).isFalse();

      apply(a, Plans.withRules(b, Plans.ALL_OUT, Plans.PING_IN));
      assertThat(first.pings(second.address())).isTrue();
      assertThat(second.pings(first.address())).isFalse();
      assertThat(first.connects(second.address(), 22)).isFalse();

      apply(a, Plans.withRules(b, Plans.ALL_OUT, Plans.tcpIn(22, 22), Plans.tcpIn(80, 88)));
      assertThat(first.connects(second.address(), 22)).isTrue();
      assertThat(first.connects(second.address(), 79)).isFalse();
      assertThat(first.connects(second.address(), 80)).isTrue();
      assertThat(first.connects(second.address(), 88)).isTrue();
      assertThat(first.connects(second.address(), 89)).isFalse();
      assertThat(first.pings(second.address())).isFalse();

      apply(a, Plans.withRules(b, Plans.tcpIn(22, 22, "10.9.0.64/26")));
      assertThat(first.connects(second.address(), 22)).isFalse();
      apply(a, Plans.withRules(b, Plans.tcpIn(22, 22, "10.9.0.0/26")));
      assertThat(first.connects(second.address(), 22)).isTrue();

      apply(a, Plans.withRules(b, Plans.tcpIn(22, 22, "10.9.0.13", "10.9.0.14")));
      assertThat(first.connects(second.address(), 22)).isFalse();
      apply(
          a,
          Plans.withRules(
              b,
              Plans.tcpIn(20, 30, "10.9.0.13", "10.9.0.11"),
              Plans.tcpIn(80, 80, "10.9.0.13", "10.9.0.14")));
      assertThat(first.connects(second.address(), 22)).isTrue();
      assertThat(first.connects(second.address(), 80)).isFalse();
      apply(a, Plans.withRules(b, Plans.allIn(List.of())));
      assertThat(first.connects(second.address(), 22)).isFalse();
      assertThat(second.pings("10.9.0.2")).as("no egress rule").isFalse();
    }
  }

  @Test
  void aWithdrawnRuleEndsItsConnectionsAndNoOthers() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    WantedPort b =
        Plans.port("n", "b", 12, Plans.ALL_OUT, Plans.tcpIn(22, 22), Plans.tcpIn(80, 80));
    try (FakeGuest first = new FakeGuest(state, "a", a).configured();
        FakeGuest second = new FakeGuest(state, "b", b).configured()) {
      apply(a, b);
      second.echo(22);
      second.echo(80);
      first.talk(second.address(), 22, state.resolve("kept"));
      first.talk(second.address(), 80, state.resolve("ended"));
      FakeGuest.awaitGrowth(state.resolve("kept"));
      FakeGuest.awaitGrowth(state.resolve("ended"));
      apply(a, Plans.withRules(b, Plans.ALL_OUT, Plans.tcpIn(22, 22)));
      FakeGuest.awaitGrowth(state.resolve("kept"));
      assertThat(FakeGuest.grows(state.resolve("ended"))).isFalse();
      assertThat(first.connects(second.address(), 80)).isFalse();
    }
  }

  @Test
  void spoofedSourcesAreDropped() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    WantedPort b = Plans.with(Plans.port("n", "b", 12), true, false);
    try (FakeGuest first = new FakeGuest(state, "a", a).configured();
        FakeGuest second = new FakeGuest(state, "b", b).configured()) {
      apply(a, b);
      assertThat(first.pings(second.address())).as("honest").isTrue();
      assertThat(second.pings("10.9.0.2")).as("without port security").isTrue();

      second.capture("arp or icmp", state.resolve("seen"));
      first.shell("ip addr add 10.9.0.66/24 dev eth0");
      first.shell("busybox arping -q -c 2 -w 2 -s 10.9.0.66 -I eth0 10.9.0.12");
      first.shell("ip neigh replace 10.9.0.12 lladdr " + b.mac() + " dev eth0");
      assertThat(
              first
                  .shell(
                      "ping -c 1 -W 1 -I 10.9.0.66 10.9.0.12 || busybox ping -c 1 -W 1 -I 10.9.0.66 10.9.0.12")
                  .status())
          .isNotZero();
      first.shell("ip addr del 10.9.0.66/24 dev eth0");
      first.shell("ip link set eth0 address fa:16:3e:99:99:99");
      assertThat(first.pings(second.address())).as("with another MAC").isFalse();
      first.shell("ip link set eth0 address " + a.mac());
      assertThat(first.pings(second.address())).as("honest again").isTrue();
      assertThat(second.captured(state.resolve("seen")))
          .contains("10.9.0.11")
          .doesNotContain("10.9.0.66")
          .doesNotContain("fa:16:3e:99:99:99");

      WantedPort pair = Plans.withPair(a, a.mac(), "10.9.0.64/29");
      apply(pair, b);
      first.shell("ip addr add 10.9.0.66/24 dev eth0");
      assertThat(first.shell("busybox ping -c 2 -W 1 -I 10.9.0.66 10.9.0.12").status()).isZero();
    }
  }

  @Test
  void aGuestIsNoDhcpServer() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    WantedPort b = Plans.port("n", "b", 12, Plans.ALL_OUT);
    try (FakeGuest first = new FakeGuest(state, "a", a).configured();
        FakeGuest second = new FakeGuest(state, "b", b)) {
      apply(a, b);
      second.capture("udp port 68", state.resolve("seen"));
      first.shell(
          "echo offer | socat - UDP-DATAGRAM:255.255.255.255:68,broadcast,sourceport=67,bind=10.9.0.11");
      assertThat(second.dhcp(state)).contains("ip=10.9.0.12");
      assertThat(second.captured(state.resolve("seen")))
          .contains("10.9.0.2.67 >")
          .doesNotContain("10.9.0.11.67 >");
    }
  }

  @Test
  void networksOfEqualAddressesDoNotMeet() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT, Plans.PING_IN);
    WantedPort b = Plans.port("n", "b", 12, Plans.ALL_OUT, Plans.PING_IN);
    WantedPort c = Plans.with(Plans.port("m", "c", 13, Plans.ALL_OUT, Plans.PING_IN), true, false);
    WantedPort d = Plans.port("m", "d", 12, Plans.ALL_OUT, Plans.PING_IN);
    try (FakeGuest first = new FakeGuest(state, "a", a);
        FakeGuest second = new FakeGuest(state, "b", b);
        FakeGuest third = new FakeGuest(state, "c", c);
        FakeGuest fourth = new FakeGuest(state, "d", d)) {
      apply(List.of(Plans.network("n", a, b), Plans.network("m", c, d)), a, b, c, d);
      assertThat(first.dhcp(state)).contains("ip=10.9.0.11");
      assertThat(third.dhcp(state)).contains("ip=10.9.0.13");
      assertThat(fourth.dhcp(state)).contains("ip=10.9.0.12");
      assertThat(first.pings("10.9.0.12")).as("its namesake has no address yet").isFalse();
      assertThat(second.dhcp(state)).contains("ip=10.9.0.12");
      first.shell("ip neigh flush all");
      assertThat(first.pings("10.9.0.12")).isTrue();
      assertThat(third.pings("10.9.0.12")).isTrue();
      assertThat(first.pings("10.9.0.13")).isFalse();
      assertThat(third.pings("10.9.0.11")).isFalse();
      String url = "/latest/meta-data/instance-id";
      String here = second.http("GET " + url + " HTTP/1.0");
      String there = fourth.http("GET " + url + " HTTP/1.0");
      assertThat(here).isNotEmpty().isNotEqualTo(there);
    }
  }

  @Test
  void theHostItselfIsOutOfReach() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    try (FakeGuest first = new FakeGuest(state, "a", a).configured()) {
      Commands.run("ip", "addr", "add", "172.31.0.1/32", "dev", "lo");
      try {
        apply(a);
        String tapMac =
            Files.readString(Path.of("/sys/class/net", DeviceNames.tap(a.id()), "address")).strip();
        first.shell("ip route add 172.31.0.1 dev eth0");
        first.shell("ip neigh replace 172.31.0.1 lladdr " + tapMac + " dev eth0");
        Commands.run("ip", "route", "add", "10.9.0.11", "dev", DeviceNames.tap(a.id()));
        assertThat(first.pings("172.31.0.1")).isFalse();
      } finally {
        Commands.run("ip", "addr", "del", "172.31.0.1/32", "dev", "lo");
      }
    }
  }

  @Test
  void downMeansNothingPasses() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT, Plans.PING_IN);
    try (FakeGuest first = new FakeGuest(state, "a", a).configured()) {
      apply(a);
      assertThat(first.pings("10.9.0.2")).isTrue();
      Applied applied = apply(Plans.with(a, false, true));
      assertThat(applied.ports().getFirst().up()).isFalse();
      assertThat(first.pings("10.9.0.2")).isFalse();
    }
  }
}
