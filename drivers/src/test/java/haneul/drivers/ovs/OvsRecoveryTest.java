package haneul.drivers.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.drivers.netns.DeviceNames;
import haneul.drivers.process.Commands;
import haneul.drivers.process.GuestUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver, its program or its daemons die; things are lost; two clouds share the host. */
@Tag("engine")
class OvsRecoveryTest {
  private static final String POINTS =
      "switch bridge flows ports-removed dhcp-removed devices-removed recorded devices ports"
          + " dnsmasq-stopped dnsmasq-files dhcp metadata";

  @TempDir Path state;
  private final List<OvsNetworkDriver> drivers = new ArrayList<>();

  @BeforeEach
  void isolated() {
    OwnHost.require();
  }

  private OvsNetworkDriver driver(Path directory, String cloud) throws IOException {
    OvsNetworkDriver driver = new OvsNetworkDriver(directory, cloud, Map.of());
    drivers.add(driver);
    return driver;
  }

  @AfterEach
  void end() throws IOException {
    for (OvsNetworkDriver driver : drivers) {
      driver.removeAll();
      driver.close();
    }
  }

  /** Runs {@link ApplyMain} in a program of its own and answers its exit status. */
  private int program(String plan, String crashAt) throws IOException {
    return Commands.attempt(
            Duration.ofSeconds(60),
            "",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-Dhaneul.crashAt=" + crashAt,
                "-cp",
                System.getProperty("java.class.path"),
                "haneul.drivers.ovs.ApplyMain",
                state.toString(),
                "t1",
                plan))
        .status();
  }

  @Test
  void killedAnywhereTheNextApplyMakesItExact() throws IOException {
    String nothing = HostSnapshot.host();
    assertThat(program("one", "")).isZero();
    String one = HostSnapshot.of("t1");
    assertThat(program("other", "")).isZero();
    String other = HostSnapshot.of("t1");
    assertThat(program("none", "")).isZero();
    assertThat(HostSnapshot.host()).isEqualTo(nothing);
    for (String point : POINTS.split(" ", -1)) {
      String crashAt = "network/" + point;
      assertThat(program("one", crashAt)).as(point).isEqualTo(137);
      assertThat(program("one", "")).isZero();
      assertThat(HostSnapshot.of("t1")).as("made, killed at " + point).isEqualTo(one);
      assertThat(program("other", crashAt)).as(point).isEqualTo(137);
      assertThat(program("other", "")).isZero();
      assertThat(HostSnapshot.of("t1")).as("changed, killed at " + point).isEqualTo(other);
      program("none", crashAt);
      assertThat(program("none", "")).isZero();
      assertThat(HostSnapshot.host()).as("removed, killed at " + point).isEqualTo(nothing);
    }
    assertThat(program("one", "")).isZero();
    assertThat(program("none", "network/bridge-removed")).isEqualTo(137);
    assertThat(program("none", "")).isZero();
    assertThat(HostSnapshot.host()).isEqualTo(nothing);
  }

  @Test
  void aSwitchThatDiesComesBackWithItsFlows() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    WantedPort b = Plans.port("n", "b", 12, Plans.ALL_OUT, Plans.PING_IN, Plans.tcpIn(22, 22));
    try (FakeGuest first = new FakeGuest(state, "a", a).configured();
        FakeGuest second = new FakeGuest(state, "b", b).configured()) {
      driver(state, "t1").apply(List.of(Plans.network("n", a, b)), List.of(a, b), List.of());
      second.echo(22);
      first.talk(second.address(), 22, state.resolve("kept"));
      FakeGuest.awaitGrowth(state.resolve("kept"));
      long begin = System.nanoTime();
      Commands.run(
          "kill", "-9", Files.readString(Path.of("/run/openvswitch/ovs-vswitchd.pid")).strip());
      await().until(() -> !first.pings(second.address()));
      await().atMost(Duration.ofSeconds(15)).until(() -> first.pings(second.address()));
      System.out.println("switch killed, traffic after ms " + millisSince(begin));
      FakeGuest.awaitGrowth(state.resolve("kept"));
      assertThat(first.dhcp(state)).contains("ip=10.9.0.11");
    }
  }

  @Test
  void aDhcpServerThatDiesComesBack() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    try (FakeGuest first = new FakeGuest(state, "a", a)) {
      driver(state, "t1").apply(List.of(Plans.network("n", a)), List.of(a), List.of());
      Path pid = Path.of("/run/haneul/t1/dhcp", Plans.networkId("n").value(), "pid");
      String before = Files.readString(pid);
      Commands.run("kill", "-9", before.strip());
      await().until(() -> Files.exists(pid) && !Files.readString(pid).equals(before));
      assertThat(first.dhcp(state)).contains("ip=10.9.0.11");
    }
  }

  @Test
  void whatIsLostIsMadeAgain() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    OvsNetworkDriver driver = driver(state, "t1");
    List<WantedNetwork> networks = List.of(Plans.network("n", a));
    driver.apply(networks, List.of(a), List.of());
    String right = HostSnapshot.of("t1");
    Commands.run("ip", "link", "del", DeviceNames.tap(a.id()));
    Commands.run("ip", "netns", "del", DeviceNames.dhcpNamespace(Plans.networkId("n")));
    Commands.attempt("ip", "link", "del", DeviceNames.dhcpOutside(Plans.dhcpPortId("n")));
    driver.apply(networks, List.of(a), List.of());
    assertThat(HostSnapshot.of("t1")).isEqualTo(right);
    String tap = DeviceNames.tap(a.id());
    assertThat(driver.taps()).isEqualTo(Map.of(a.id(), tap));
    String owner = Files.readString(Path.of("/sys/class/net", tap, "owner")).strip();
    assertThat(owner).isEqualTo(Integer.toString(GuestUser.ensure().uid()));
  }

  @Test
  void aNewDriverTakesOverWithoutTouchingWhatRuns() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    List<WantedNetwork> networks = List.of(Plans.network("n", a));
    try (FakeGuest first = new FakeGuest(state, "a", a)) {
      OvsNetworkDriver before = new OvsNetworkDriver(state, "t1", Map.of());
      before.apply(networks, List.of(a), List.of(Plans.metadata(a)));
      first.dhcp(state);
      String right = HostSnapshot.of("t1");
      String pid =
          Files.readString(Path.of("/run/haneul/t1/dhcp", Plans.networkId("n").value(), "pid"));
      before.close();
      assertThat(first.pings("10.9.0.2")).as("nobody at the wheel").isTrue();
      OvsNetworkDriver driver = driver(state, "t1");
      assertThat(driver.taps()).containsOnlyKeys(a.id());
      driver.apply(networks, List.of(a), List.of(Plans.metadata(a)));
      assertThat(HostSnapshot.of("t1")).isEqualTo(right);
      assertThat(
              Files.readString(Path.of("/run/haneul/t1/dhcp", Plans.networkId("n").value(), "pid")))
          .isEqualTo(pid);
      assertThat(first.http("GET /latest/meta-data/hostname HTTP/1.0")).contains("host-10-9-0-11");
    }
  }

  @Test
  void twoCloudsDoNotTouchEachOther() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT, Plans.PING_IN);
    WantedPort b = Plans.port("m", "b", 12, Plans.ALL_OUT, Plans.PING_IN);
    OvsNetworkDriver one = driver(state.resolve("one"), "t1");
    OvsNetworkDriver two = driver(state.resolve("two"), "t2");
    one.apply(List.of(Plans.network("n", a)), List.of(a), List.of());
    String alone = HostSnapshot.of("t1");
    two.apply(List.of(Plans.network("m", b)), List.of(b), List.of());
    assertThat(two.apply(List.of(Plans.network("n", a)), List.of(a), List.of()).ports())
        .as("the first cloud's device")
        .allSatisfy(port -> assertThat(port.fault()).isPresent());
    two.apply(List.of(Plans.network("m", b)), List.of(b), List.of());
    assertThat(one.taps()).containsOnlyKeys(a.id());
    assertThat(two.taps()).containsOnlyKeys(b.id());
    two.removeAll();
    assertThat(HostSnapshot.of("t1")).isEqualTo(alone);
  }

  @Test
  void aPortThatGoesLeavesNothing() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    WantedPort b = Plans.port("n", "b", 12, Plans.ALL_OUT);
    OvsNetworkDriver driver = driver(state, "t1");
    driver.apply(List.of(Plans.network("n", a)), List.of(a), List.of());
    String before = HostSnapshot.of("t1");
    driver.apply(List.of(Plans.network("n", a, b)), List.of(a, b), List.of());
    assertThat(HostSnapshot.of("t1")).contains(DeviceNames.tap(b.id()), b.mac());
    driver.apply(List.of(Plans.network("n", a)), List.of(a), List.of());
    assertThat(HostSnapshot.of("t1")).isEqualTo(before);
    Path hosts = Path.of("/run/haneul/t1/dhcp", Plans.networkId("n").value(), "hosts");
    assertThat(Files.readString(hosts)).contains(a.mac()).doesNotContain(b.mac());
    driver.apply(List.of(), List.of(), List.of());
    assertThat(HostSnapshot.host()).doesNotContain("netns ", "tap", "dhp", "dnsmasq");
  }

  @Test
  void anAddressGoesToItsNextPort() throws IOException {
    WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
    WantedPort b = Plans.port("n", "b", 11, Plans.ALL_OUT);
    OvsNetworkDriver driver = driver(state, "t1");
    try (FakeGuest first = new FakeGuest(state, "a", a)) {
      driver.apply(List.of(Plans.network("n", a)), List.of(a), List.of());
      assertThat(first.dhcp(state)).contains("ip=10.9.0.11");
    }
    try (FakeGuest second = new FakeGuest(state, "b", b)) {
      driver.apply(List.of(Plans.network("n", b)), List.of(b), List.of());
      assertThat(second.dhcp(state)).contains("ip=10.9.0.11");
    }
  }

  /** Its bound is wide, as the host may be busy; what it takes on an idle one is printed. */
  @Test
  void oneMoreAmongManyIsQuick() throws IOException {
    OvsNetworkDriver driver = driver(state, "t1");
    List<WantedPort> ports = new ArrayList<>();
    List<String> group = IntStream.range(20, 120).mapToObj(i -> "10.9.0." + i).toList();
    for (int i = 0; i < 100; i++) {
      ports.add(Plans.port("n", "p" + i, 20 + i, Plans.ALL_OUT, Plans.PING_IN, Plans.allIn(group)));
    }
    System.out.println("100 ports, ms: " + applyMillis(driver, ports));
    System.out.println("the same again, ms: " + applyMillis(driver, ports));
    List<Long> more = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ports.add(Plans.port("n", "q" + i, 200 + i, Plans.ALL_OUT, Plans.PING_IN));
      more.add(applyMillis(driver, ports));
    }
    ports.removeFirst();
    System.out.println("one more, ms: " + more + ", one less: " + applyMillis(driver, ports));
    assertThat(Collections.min(more)).isLessThan(1000);
  }

  private static long applyMillis(OvsNetworkDriver driver, List<WantedPort> ports)
      throws IOException {
    List<WantedNetwork> networks = List.of(Plans.network("n", ports));
    long begin = System.nanoTime();
    driver.apply(networks, ports, List.of());
    return millisSince(begin);
  }

  private static long millisSince(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
