package haneul.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import haneul.base.host.GuestMetadata;
import haneul.base.host.HostReport;
import haneul.base.host.HostReport.Guest;
import haneul.base.host.HostReport.GuestState;
import haneul.base.host.ImageRef;
import haneul.base.host.PathProbe;
import haneul.base.host.PhysicalNetwork;
import haneul.base.host.PowerWish;
import haneul.base.host.PowerWish.Action;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNic;
import haneul.base.host.WantedPort;
import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.base.id.ImageId;
import haneul.base.id.PortId;
import haneul.base.id.ServerId;
import haneul.drivers.fake.FakeGuestDriver;
import haneul.drivers.fake.FakeHypervisor;
import haneul.drivers.fake.FakeNetworkDriver;
import haneul.drivers.spi.NetworkDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
  private static final AgentTiming QUICK =
      new AgentTiming(
          Duration.ofMillis(200),
          Duration.ofMillis(100),
          Duration.ofMillis(200),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          3,
          Duration.ofMillis(10),
          Duration.ofMillis(100));

  @TempDir Path state;

  private final TestHost control = new TestHost();
  private final FakeHypervisor hypervisor = new FakeHypervisor();
  private final FakeGuestDriver driver = new FakeGuestDriver(hypervisor);
  private final WatchedNetworks networks = new WatchedNetworks();
  private final ServerId id = new ServerId(Id.newUuid());
  private Agent agent;

  @BeforeEach
  void startAgent() throws IOException {
    agent = agent();
    agent.start();
  }

  @AfterEach
  void stopAgent() {
    agent.close();
  }

  @Test
  void makesAGuestWithItsNetworkAndSaysSo() {
    WantedNic nic = TestHost.nic();
    long revision = control.want(TestHost.guest(id, wish(1, Action.RUN), nic));
    eventually(() -> {
      assertThat(control.reported(id)).contains(guest(GuestState.RUNNING, 1));
      HostReport report = control.lastReport().orElseThrow();
      assertThat(report.revision()).isEqualTo(revision);
      assertThat(report.ports()).contains(new HostReport.Port(nic.port(), true, Optional.empty()));
      assertThat(report.facts().memoryMebibytes()).isPositive();
    });
  }

  @Test
  void performsAWishOnceAndLeavesTheGuestToItsOwner() throws Exception {
    control.want(TestHost.guest(id, wish(1, Action.RUN)));
    awaitReported(GuestState.RUNNING, 1);
    hypervisor.shutDownFromInside(id);
    awaitReported(GuestState.STOPPED, 1);
    control.want(TestHost.guest(id, wish(1, Action.RUN)));
    Thread.sleep(400);
    assertThat(control.reported(id)).contains(guest(GuestState.STOPPED, 1));
    control.want(TestHost.guest(id, wish(2, Action.RUN)));
    awaitReported(GuestState.RUNNING, 2);
    assertThat(hypervisor.starts(id)).isEqualTo(2);
  }

  @Test
  void stopsAndRestarts() {
    control.want(TestHost.guest(id, wish(1, Action.RUN)));
    awaitReported(GuestState.RUNNING, 1);
    control.want(TestHost.guest(id, wish(2, Action.REBOOT_SOFT)));
    awaitReported(GuestState.RUNNING, 2);
    control.want(TestHost.guest(id, wish(3, Action.REBOOT_HARD)));
    awaitReported(GuestState.RUNNING, 3);
    assertThat(hypervisor.starts(id)).isEqualTo(3);
    control.want(TestHost.guest(id, wish(4, Action.STOP)));
    awaitReported(GuestState.STOPPED, 4);
  }

  @Test
  void fetchesImagesAheadOfGuests() {
    ImageRef lost = new ImageRef(new ImageId(Id.newUuid()), "qcow2", 1, "ab".repeat(64));
    control.wantImages(lost, TestHost.IMAGE_REF);
    Path there = state.resolve("images-cache/" + TestHost.IMAGE_REF.sha512() + ".raw");
    // One that cannot be had keeps none from the others.
    eventually(() -> assertThat(there).exists());
    assertThat(driver.guests()).isEmpty();
  }

  @Test
  void aCrashIsReportedAtOnce() {
    control.want(TestHost.guest(id, wish(1, Action.RUN)));
    awaitReported(GuestState.RUNNING, 1);
    hypervisor.crash(id);
    await()
        .atMost(Duration.ofSeconds(1))
        .untilAsserted(
            () -> assertThat(control.reported(id)).contains(guest(GuestState.CRASHED, 1)));
  }

  @Test
  void aFailedStartIsTriedAgainThenReportedAndNotForEver() throws Exception {
    hypervisor.refuseStart(id, true);
    control.want(TestHost.guest(id, wish(1, Action.RUN)));
    eventually(() -> {
      Guest guest = control.reported(id).orElseThrow();
      assertThat(guest.powerEpoch()).isEqualTo(1);
      assertThat(guest.fault().orElseThrow()).contains("refuse");
    });
    hypervisor.refuseStart(id, false);
    Thread.sleep(400);
    assertThat(hypervisor.starts(id)).isZero();
    control.want(TestHost.guest(id, wish(2, Action.RUN)));
    awaitReported(GuestState.RUNNING, 2);
  }

  @Test
  void anImageThatCannotBeFetchedIsAFaultOfTheGuest() {
    ImageRef missing =
        new ImageRef(new ImageId(Id.newUuid()), "raw", 1, TestHost.sha512(new byte[1]));
    control.want(TestHost.guest(id, wish(1, Action.RUN), missing));
    eventually(() ->
        assertThat(control.reported(id))
            .contains(new Guest(id, GuestState.PREPARING, 1, Optional.of("no such image"))));
    control.want();
    eventually(() -> assertThat(control.reported(id)).isEmpty());
  }

  @Test
  void aPortGoesOnlyAfterItsGuest() {
    WantedNic nic = TestHost.nic();
    control.want(TestHost.guest(id, wish(1, Action.RUN), nic));
    awaitReported(GuestState.RUNNING, 1);
    control.want();
    eventually(() -> {
      assertThat(control.reported(id)).isEmpty();
      assertThat(control.lastReport().orElseThrow().ports()).isEmpty();
    });
    assertThat(networks.violations).isEmpty();
  }

  @Test
  void aSlowGuestHoldsUpNoOtherAndItsDeletionDoesNotWait() {
    ServerId slow = new ServerId(Id.newUuid());
    hypervisor.ignorePowerButton(slow);
    control.want(
        TestHost.guest(slow, wish(1, Action.RUN)), TestHost.guest(id, wish(1, Action.RUN)));
    awaitReported(GuestState.RUNNING, 1);
    eventually(() -> assertThat(hypervisor.starts(slow)).isEqualTo(1));
    control.want(
        TestHost.guest(slow, wish(2, Action.STOP)), TestHost.guest(id, wish(2, Action.STOP)));
    awaitReported(GuestState.STOPPED, 2);
    assertThat(control.reported(slow).orElseThrow().state()).isEqualTo(GuestState.RUNNING);
    control.want(TestHost.guest(id, wish(2, Action.STOP)));
    eventually(() -> assertThat(control.reported(slow)).isEmpty());
  }

  @Test
  void survivesAControlThatIsAway() {
    control.fail(20);
    control.want(TestHost.guest(id, wish(1, Action.RUN)));
    awaitReported(GuestState.RUNNING, 1);
  }

  @Test
  void networksThatFailAreMended() {
    networks.failures.set(3);
    control.want(TestHost.guest(id, wish(1, Action.RUN), TestHost.nic()));
    awaitReported(GuestState.RUNNING, 1);
  }

  @Test
  void theNextAgentGoesOn() throws IOException {
    control.want(TestHost.guest(id, wish(1, Action.RUN)));
    awaitReported(GuestState.RUNNING, 1);
    agent.close();
    control.want(TestHost.guest(id, wish(2, Action.STOP)));
    agent = agent();
    agent.start();
    awaitReported(GuestState.STOPPED, 2);
    assertThat(hypervisor.starts(id)).isEqualTo(1);
  }

  @Test
  void aHostThatWasNotToldAnythingDestroysNothing() throws Exception {
    control.want(TestHost.guest(id, wish(1, Action.RUN)));
    awaitReported(GuestState.RUNNING, 1);
    agent.close();
    control.fail(Integer.MAX_VALUE);
    agent = agent();
    agent.start();
    Thread.sleep(300);
    assertThat(driver.guests()).containsKey(id);
  }

  @Test
  void aGuestThatWasStoppedWhileNobodyLookedStaysDown() throws Exception {
    control.want(TestHost.guest(id, wish(1, Action.RUN)));
    awaitReported(GuestState.RUNNING, 1);
    agent.close();
    driver.stop(id, Duration.ofSeconds(1));
    agent = agent();
    agent.start();
    awaitReported(GuestState.STOPPED, 1);
    Thread.sleep(300);
    assertThat(control.reported(id)).contains(guest(GuestState.STOPPED, 1));
  }

  @Test
  void answersQuestions() throws Exception {
    control.want(TestHost.guest(id, wish(1, Action.RUN)));
    awaitReported(GuestState.RUNNING, 1);
    hypervisor.say(id, "login:");
    assertThat(agent.questions().consoleTail(id, 6)).isEqualTo("login:");
    assertThatThrownBy(() -> agent.questions().answerProbes(PathProbe.Listen.end("0f".repeat(16))))
        .isInstanceOf(IOException.class)
        .hasMessage("no tunnel leads to this host");
  }

  private Agent agent() {
    return new Agent(
        new HostName("host1"),
        control,
        driver,
        networks,
        Duties.ALONE,
        state,
        Clock.systemUTC(),
        QUICK);
  }

  private Guest guest(GuestState state, long epoch) {
    return new Guest(id, state, epoch, Optional.empty());
  }

  private void awaitReported(GuestState state, long epoch) {
    eventually(() -> assertThat(control.reported(id)).contains(guest(state, epoch)));
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(5))
        .ignoreException(NoSuchElementException.class) // not reported yet
        .untilAsserted(assertion);
  }

  private static PowerWish wish(long epoch, Action action) {
    return new PowerWish(epoch, action);
  }

  /** Fails as often as asked, and notes ports taken from guests that still run. */
  private final class WatchedNetworks implements NetworkDriver {
    private final FakeNetworkDriver real = new FakeNetworkDriver();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private volatile List<WantedPort> before = List.of();
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public Applied apply(
        Collection<WantedNetwork> wanted,
        Collection<WantedPort> ports,
        Collection<GuestMetadata> metadata)
        throws IOException {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IOException("the switch is away");
      }
      for (WantedPort port : before) {
        if (!ports.contains(port) && driver.guests().containsKey(port.server())) {
          violations.add("port " + port.id() + " was taken from a guest");
        }
      }
      before = List.copyOf(ports);
      return real.apply(wanted, ports, metadata);
    }

    @Override
    public List<PhysicalNetwork> physicalNetworks() {
      return real.physicalNetworks();
    }

    @Override
    public Map<PortId, String> taps() {
      return real.taps();
    }

    @Override
    public PathProbe.Card answerProbes(String local, PathProbe.Listen listen) {
      return real.answerProbes(local, listen);
    }

    @Override
    public PathProbe.Measured measure(String local, PathProbe.Way way) {
      return real.measure(local, way);
    }

    @Override
    public void removeAll() {
      real.removeAll();
    }

    @Override
    public void close() {}
  }
}
