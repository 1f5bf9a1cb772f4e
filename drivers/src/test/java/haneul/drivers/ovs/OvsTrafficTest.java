package haneul.drivers.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.GuestMetadata;
import haneul.base.host.HostReport;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.drivers.spi.NetworkDriver.Applied;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
    driver = new OvsNetworkDriver(state, "t1");
  }

  @AfterEach
  void end() throws IOException {
    if (driver != null) {
      driver.removeAll();
      driver.close();
    }
  }

  private Applied apply(List<WantedNetwork> networks, WantedPort... ports) throws IOException {
    List<GuestMetadata> metadata =
        Arrays.stream(ports).map(port -> Plans.metadata("server-" + port.mac())).toList();
    Applied applied = driver.apply(networks, List.of(ports), metadata);
    assertThat(applied.ports()).allSatisfy(port -> assertThat(port.fault()).isEmpty());
    assertThat(applied.networks()).allSatisfy(n -> assertThat(n.fault()).isEmpty());
    return applied;
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
}
