package haneul.drivers.spi;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostReport;
import haneul.base.host.PathProbe.Listen;
import haneul.base.host.PathProbe.Measured;
import haneul.base.host.PathProbe.Way;
import haneul.base.host.PhysicalNetwork;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNetwork.PhysicalSegment;
import haneul.base.host.WantedPort;
import haneul.base.id.PortId;
import haneul.drivers.ovs.Plans;
import haneul.drivers.spi.NetworkDriver.Applied;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every network driver does, the fake as well. */
public abstract class NetworkDriverContract {
  private final List<NetworkDriver> drivers = new ArrayList<>();
  private final WantedPort a = Plans.port("n", "a", 11, Plans.ALL_OUT);
  private final WantedPort b = Plans.port("n", "b", 12, Plans.ALL_OUT);

  /** The device to the one physical network that the host reaches. */
  protected static final Map<String, String> PHYSICAL = Map.of("physnet1", "phys0");

  /** A driver on a host that has nothing of it, but the device of {@link #PHYSICAL}. */
  protected abstract NetworkDriver create() throws IOException;

  /** Whether what an earlier driver made is seen by the next one. */
  protected abstract boolean outlivesTheProgram();

  private NetworkDriver driver;

  @BeforeEach
  void start() throws IOException {
    driver = create();
    drivers.add(driver);
  }

  @AfterEach
  void end() throws IOException {
    for (NetworkDriver each : drivers) {
      each.removeAll();
      each.close();
    }
  }

  private Applied apply(List<WantedNetwork> networks, WantedPort... ports) throws IOException {
    return driver.apply(
        networks, List.of(ports), java.util.Arrays.stream(ports).map(Plans::metadata).toList());
  }

  @Test
  void reportsEachPortAndNetwork() throws IOException {
    Applied applied = apply(List.of(Plans.network("n", a, b)), a, Plans.with(b, false, true));
    assertThat(applied.ports()).extracting(HostReport.Port::id).containsExactly(a.id(), b.id());
    assertThat(applied.ports()).extracting(HostReport.Port::up).containsExactly(true, false);
    assertThat(applied.networks()).extracting(HostReport.Network::dhcpReady).containsExactly(true);
  }

  @Test
  void aTapForEachPortAsLongAsItIsWanted() throws IOException {
    assertThat(driver.taps()).isEmpty();
    apply(List.of(Plans.network("n", a, b)), a, b);
    assertThat(driver.taps()).isEqualTo(Map.of(a.id(), tap(a.id()), b.id(), tap(b.id())));
    apply(List.of(Plans.network("n", b)), b);
    assertThat(driver.taps()).isEqualTo(Map.of(b.id(), tap(b.id())));
    apply(List.of());
    assertThat(driver.taps()).isEmpty();
  }

  private static String tap(PortId port) {
    return "tap" + port.value().substring(0, 11);
  }

  @Test
  void theSameAgainChangesNothing() throws IOException {
    Applied first = apply(List.of(Plans.network("n", a, b)), a, b);
    assertThat(apply(List.of(Plans.network("n", a, b)), a, b)).isEqualTo(first);
  }

  @Test
  void onePortsFaultIsItsOwn() throws IOException {
    WantedPort lost = Plans.port("unknown", "c", 13);
    Applied applied = apply(List.of(Plans.network("n", a)), a, lost);
    assertThat(applied.ports().getFirst().up()).isTrue();
    assertThat(applied.ports().getLast().up()).isFalse();
    assertThat(applied.ports().getLast().fault()).isPresent();
  }

  @Test
  void withoutADhcpServerNoneIsReady() throws IOException {
    WantedNetwork network = Plans.network("n", a);
    WantedNetwork silent =
        new WantedNetwork(network.id(), network.mtu(), network.subnets(), Optional.empty());
    assertThat(apply(List.of(silent), a).networks().getFirst().dhcpReady()).isFalse();
    assertThat(apply(List.of(network), a).networks().getFirst().dhcpReady()).isTrue();
    assertThat(apply(List.of(silent), a).networks().getFirst().dhcpReady()).isFalse();
  }

  @Test
  void aNetworkIsOnAPhysicalNetworkThatTheHostReaches() throws IOException {
    assertThat(driver.physicalNetworks())
        .containsExactly(new PhysicalNetwork("physnet1", "phys0", 1500));
    Applied applied = apply(List.of(on("physnet1", 7)), a);
    assertThat(applied.networks().getFirst().fault()).isEmpty();
    applied = apply(List.of(on("physnet2", 7)), a);
    assertThat(applied.networks().getFirst().fault().orElse(""))
        .contains("no device of this host leads to physical network physnet2");
    // On the host itself it works.
    assertThat(applied.ports().getFirst().up()).isTrue();
    assertThat(applied.networks().getFirst().dhcpReady()).isTrue();
  }

  private WantedNetwork on(String physicalNetwork, int vlan) {
    WantedNetwork network = Plans.network("n", a);
    return new WantedNetwork(
        network.id(),
        network.mtu(),
        network.subnets(),
        network.dhcp(),
        Optional.empty(),
        Optional.of(new PhysicalSegment(physicalNetwork, OptionalInt.of(vlan))));
  }

  @Test
  void ipv6ComesAndGoes() throws IOException {
    WantedPort a6 = Plans.withIpv6(a);
    WantedNetwork network = Plans.network("n", a);
    List<Applied> all = new ArrayList<>();
    all.add(apply(List.of(network), a));
    all.add(apply(List.of(Plans.withIpv6(network, a6)), a6));
    all.add(apply(List.of(network), a));
    assertThat(all)
        .allSatisfy(applied -> {
          assertThat(applied.ports().getFirst().up()).isTrue();
          assertThat(applied.networks().getFirst())
              .isEqualTo(new HostReport.Network(network.id(), true, java.util.Optional.empty()));
        });
  }

  @Test
  void measuresPathsToWhoAnswers() throws IOException {
    String key = "0f".repeat(16);
    String here = "127.0.0.1";
    Listen listen = new Listen(key, List.of(here), 60);
    assertThat(driver.answerProbes(here, listen)).isEqualTo(driver.answerProbes(here, listen));
    Measured measured = driver.measure(here, new Way(key, here, 1500));
    assertThat(measured.largestBytes()).isEqualTo(1500);
    assertThat(measured.hops()).isEmpty();
    driver.answerProbes(here, Listen.end(key));
  }

  @Test
  void removesAllAndMayBeAskedAgain() throws IOException {
    apply(List.of(Plans.network("n", a)), a);
    driver.removeAll();
    assertThat(driver.taps()).isEmpty();
    driver.removeAll();
    assertThat(apply(List.of(Plans.network("n", a)), a).ports().getFirst().up()).isTrue();
  }

  @Test
  void theNextDriverFindsWhatIsThere() throws IOException {
    apply(List.of(Plans.network("n", a)), a);
    driver.close();
    driver = create();
    drivers.add(driver);
    if (outlivesTheProgram()) {
      assertThat(driver.taps()).containsOnlyKeys(a.id());
    }
    assertThat(apply(List.of(Plans.network("n", a)), a).ports().getFirst().up()).isTrue();
  }
}
