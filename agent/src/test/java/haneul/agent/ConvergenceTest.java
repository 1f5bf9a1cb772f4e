package haneul.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import haneul.base.host.HostReport;
import haneul.base.host.HostReport.GuestState;
import haneul.base.host.PowerWish;
import haneul.base.host.PowerWish.Action;
import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNic;
import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.base.id.ServerId;
import haneul.drivers.fake.FakeGuestDriver;
import haneul.drivers.fake.FakeHypervisor;
import haneul.drivers.fake.FakeNetworkDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guests come, go, stop and restart while the way to control loses what it can, is cut, and agents
 * die. In the end the host is what control wants; and never before does control hear that a guest
 * is gone of which anything comes later.
 *
 * <p>{@code -Dhaneul.chaos.seed=N} runs one of the histories again.
 */
class ConvergenceTest {
  private static final int HISTORIES = 40;
  private static final int STEPS = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final AgentTiming QUICK =
      new AgentTiming(
          Duration.ofMillis(50),
          Duration.ofMillis(10),
          Duration.ofMillis(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          3,
          Duration.ofMillis(1),
          Duration.ofMillis(8));

  @TempDir Path directory;

  @Test
  void whateverIsLostTheHostBecomesWhatControlWants() throws Exception {
    Optional<Long> one = Optional.ofNullable(Long.getLong("haneul.chaos.seed"));
    List<Long> seeds = new ArrayList<>(one.stream().toList());
    for (long seed = 1; one.isEmpty() && seed <= HISTORIES; seed++) {
      seeds.add(seed);
    }
    try (ExecutorService histories = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (long seed : seeds) {
        Path state = Files.createDirectory(directory.resolve(Long.toString(seed)));
        running.add(
            histories.submit(() -> {
              new History(seed, state).run();
              return null;
            }));
      }
      for (Future<?> history : running) {
        history.get();
      }
    }
  }

  /** One host's. */
  private static final class History {
    private final long seed;
    private final Random random;
    private final Path state;
    private final TestHost control = new TestHost();
    private final UnreliableLink link;
    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final FakeGuestDriver guests = new FakeGuestDriver(hypervisor);
    private final FakeNetworkDriver networks = new FakeNetworkDriver();
    private final Map<ServerId, WantedGuest> wanted = new LinkedHashMap<>();

    /** Guests no longer wanted, and since which revision. */
    private final Map<ServerId, Long> unwanted = new ConcurrentHashMap<>();

    private final Set<ServerId> gone = ConcurrentHashMap.newKeySet();
    private final Set<String> returned = ConcurrentHashMap.newKeySet();
    private Agent agent;

    History(long seed, Path state) throws IOException {
      this.seed = seed;
      this.random = new Random(seed);
      this.state = state;
      this.link = new UnreliableLink(control, new Random(seed));
      control.onReport(this::note);
      agent = agent();
      agent.start();
    }

    private Agent agent() {
      return new Agent(
          new HostName("host" + seed),
          link,
          guests,
          networks,
          Duties.ALONE,
          state,
          Clock.systemUTC(),
          QUICK);
    }

    /** What control hears of a guest that shall not be: once it is gone, it is gone. */
    private void note(HostReport report) {
      Set<ServerId> listed =
          report.guests().stream().map(HostReport.Guest::id).collect(Collectors.toSet());
      unwanted.forEach((id, revision) -> {
        if (report.revision() >= revision && !listed.contains(id)) {
          gone.add(id);
        }
      });
      guests.guests().keySet().stream()
          .filter(gone::contains)
          .forEach(id -> returned.add(id.value()));
    }

    void run() throws Exception {
      for (int step = 0; step < STEPS; step++) {
        step();
        Thread.sleep(random.nextInt(5));
      }
      link.mend();
      await()
          .alias("history " + seed)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .untilAsserted(this::assertConverged);
      assertThat(returned).as("gone, and there again, in history %s", seed).isEmpty();
      agent.close();
    }

    private void step() throws IOException {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> create();
        case 3, 4 -> some().ifPresent(this::delete);
        case 5, 6, 7 -> some().ifPresent(this::wish);
        case 8 -> link.lose(random.nextInt(60));
        case 9 -> link.cut(true);
        case 10 -> link.cut(false);
        default -> {
          agent.close();
          agent = agent();
          agent.start();
        }
      }
    }

    private Optional<WantedGuest> some() {
      return wanted.values().stream().skip(random.nextInt(wanted.size() + 1)).findFirst();
    }

    private void create() {
      ServerId id = new ServerId(Id.newUuid());
      WantedNic[] nics = new WantedNic[random.nextInt(3)];
      for (int i = 0; i < nics.length; i++) {
        nics[i] = TestHost.nic();
      }
      String image = "image-" + random.nextInt(1_000);
      want(TestHost.guest(id, new PowerWish(1, Action.RUN), UnreliableLink.image(image), nics));
    }

    private void delete(WantedGuest guest) {
      wanted.remove(guest.id());
      // Known to be unwanted before it is said, as an answer may come at once.
      unwanted.put(guest.id(), control.revision() + 1);
      tell();
    }

    private void wish(WantedGuest guest) {
      Action[] actions = Action.values();
      want(
          TestHost.guest(
              guest.id(),
              new PowerWish(guest.power().epoch() + 1, actions[random.nextInt(actions.length)]),
              guest.image(),
              guest.nics().toArray(WantedNic[]::new)));
    }

    private void want(WantedGuest guest) {
      wanted.put(guest.id(), guest);
      tell();
    }

    private void tell() {
      control.want(wanted.values().toArray(WantedGuest[]::new));
    }

    private void assertConverged() {
      assertThat(states(control)).isEqualTo(expected());
      assertThat(control.lastReport().orElseThrow().revision()).isEqualTo(control.revision());
      assertThat(here()).isEqualTo(expected());
      assertThat(networks.taps().keySet())
          .isEqualTo(
              wanted.values().stream()
                  .flatMap(guest -> guest.nics().stream())
                  .map(WantedNic::port)
                  .collect(Collectors.toSet()));
    }

    private Map<ServerId, String> expected() {
      return wanted.values().stream()
          .collect(
              Collectors.toMap(
                  WantedGuest::id,
                  guest ->
                      text(
                          guest.power().action() == Action.STOP
                              ? GuestState.STOPPED
                              : GuestState.RUNNING,
                          guest.power().epoch())));
    }

    private Map<ServerId, String> here() {
      return guests.guests().entrySet().stream()
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey,
                  guest -> text(guest.getValue().state(), guest.getValue().powerEpoch())));
    }

    private static Map<ServerId, String> states(TestHost control) {
      return control.lastReport().stream()
          .flatMap(report -> report.guests().stream())
          .collect(
              Collectors.toMap(
                  HostReport.Guest::id,
                  guest -> text(guest.state(), guest.powerEpoch()) + guest.fault().orElse("")));
    }

    private static String text(GuestState state, long epoch) {
      return state + " " + epoch;
    }
  }
}
