package haneul.agent;

import haneul.base.host.ControlLink;
import haneul.base.host.HostReport;
import haneul.base.host.HostReport.Guest;
import haneul.base.host.HostReport.GuestState;
import haneul.base.host.HostReport.HostFacts;
import haneul.base.host.HostWanted;
import haneul.base.id.HostName;
import haneul.base.id.ServerId;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.GuestDriver.Observed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells control what the host is: at once when something changed here, and as a sign of life. That
 * the host has heard how others are now can wait for that: in a big cloud it does so all the time.
 */
final class Reporter implements AutoCloseable {
  private static final long GIBIBYTE = 1L << 30;
  private static final Duration GATHER = Duration.ofMillis(20);
  private static final Duration SETTLING = Duration.ofMillis(250);

  private final HostName host;
  private final ControlLink link;
  private final GuestDriver guests;
  private final NetworkReconciler networks;
  private final GuestReconciler reconciler;
  private final WantedState wanted;
  private final Faults faults;
  private final Duties duties;
  private final Path stateDirectory;
  private final Clock clock;
  private final AgentTiming timing;
  private final Bell bell = new Bell();
  private final Loop loop;
  private @Nullable HostFacts facts;
  private @Nullable HostReport sent;
  private long sentAtNanos;
  private long diskFreeBytes;

  Reporter(
      HostName host,
      ControlLink link,
      GuestDriver guests,
      NetworkReconciler networks,
      GuestReconciler reconciler,
      WantedState wanted,
      Faults faults,
      Duties duties,
      Path stateDirectory,
      Clock clock,
      AgentTiming timing) {
    this.host = host;
    this.link = link;
    this.guests = guests;
    this.networks = networks;
    this.reconciler = reconciler;
    this.wanted = wanted;
    this.faults = faults;
    this.duties = duties;
    this.stateDirectory = stateDirectory;
    this.clock = clock;
    this.timing = timing;
    this.loop = Loop.start("agent reports", timing, this::turn);
  }

  void wake() {
    bell.ring();
  }

  private HostReport look() throws IOException {
    // Read before the rest: what is said of a revision must be at least as new as it.
    long revision = Math.min(networks.outcome().revision(), reconciler.revision());
    return new HostReport(
        host,
        revision,
        clock.instant(),
        facts(),
        guestReports(),
        networks.outcome().applied().ports(),
        networks.outcome().applied().networks());
  }

  private boolean isNews(HostReport report) {
    HostReport before = sent;
    return before == null
        || !report.showsTheSame(before)
        || (before.revision() < wanted.ownRevision() && before.revision() < report.revision());
  }

  @Override
  public void close() {
    loop.close();
  }

  private void turn() throws IOException, InterruptedException {
    HostReport report = settled();
    if (isNews(report) || untilSignOfLife().isNegative()) {
      sent = null; // when it does not arrive, the next one is news whatever it says
      link.report(report);
      sent = report;
      sentAtNanos = System.nanoTime();
    }
    Duration left = untilSignOfLife();
    if (left.isPositive()) {
      bell.await(left);
    }
    // Changes come in flocks: one report tells of all.
    Thread.sleep(GATHER);
  }

  /** What is being made mostly runs in a moment: one report tells of all its way. */
  private HostReport settled() throws IOException, InterruptedException {
    HostReport report = look();
    long end = System.nanoTime() + SETTLING.toNanos();
    for (long left = SETTLING.toNanos();
        isSettling(report) && left > 0;
        left = end - System.nanoTime()) {
      bell.await(Duration.ofNanos(left));
      report = look();
    }
    return report;
  }

  private boolean isSettling(HostReport report) {
    return report.revision() < wanted.ownRevision()
        || report.guests().stream()
            .anyMatch(guest -> guest.state() == GuestState.PREPARING && guest.fault().isEmpty());
  }

  private Duration untilSignOfLife() {
    return timing.reportEvery().minusNanos(System.nanoTime() - sentAtNanos);
  }

  private HostFacts facts() throws IOException {
    HostFacts known = facts;
    if (known == null) {
      known = HostFactsFinder.find(guests, stateDirectory);
      facts = known;
    }
    long free = stateDirectory.toFile().getUsableSpace();
    if (Math.abs(free - diskFreeBytes) >= GIBIBYTE) {
      diskFreeBytes = free; // a smaller change is no news
    }
    return known
        .withDiskFree((int) (diskFreeBytes / GIBIBYTE))
        .with(duties.tunnelEnd().find(), duties.roles())
        .reaching(networks.physicalNetworks());
  }

  /**
   * All guests of which there is something, or shall be, or may be yet: what is not listed counts
   * as gone, and its addresses are given to others. Who is at work is looked at first, as it leaves
   * its traces before it ends.
   */
  private List<Guest> guestReports() {
    Map<ServerId, Observed> observed = new HashMap<>();
    wanted
        .get()
        .map(HostWanted::guests)
        .orElse(List.of())
        .forEach(guest -> observed.put(guest.id(), new Observed(GuestState.PREPARING, 0)));
    reconciler.busy().forEach(id -> observed.put(id, new Observed(GuestState.PREPARING, 0)));
    observed.putAll(guests.guests());
    return observed.entrySet().stream().map(it -> report(it.getKey(), it.getValue())).toList();
  }

  private Guest report(ServerId id, Observed observed) {
    Optional<Faults.Fault> fault = faults.of(id);
    return new Guest(
        id,
        observed.state(),
        Math.max(observed.powerEpoch(), fault.map(Faults.Fault::powerEpoch).orElse(0L)),
        fault.map(Faults.Fault::sentence));
  }
}
