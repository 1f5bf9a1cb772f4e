package haneul.platform.link;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.host.ControlLink;
import haneul.base.host.HostQuestions;
import haneul.base.host.HostReport;
import haneul.base.host.HostWanted;
import haneul.base.host.ImageRef;
import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.base.id.HostName;
import haneul.base.id.ImageId;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * Control's end of the agent link. Level-triggered: what an agent gets is computed from the tables
 * when it asks, so neither side has anything to lose.
 */
public final class AgentLink implements ControlLink {
  /** Another controller may have changed the tables: look at least this often. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private static final Duration LOOK_AGAIN_ALONE = Duration.ofSeconds(30);

  /** So that what is asked for is not held up by telling everyone of it. */
  private static final int COMPUTED_AT_ONCE =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  /** Signs of life that come within this time are one write, however many hosts there are. */
  private static final Duration SIGNS_TOGETHER = Duration.ofSeconds(1);

  /** Who waits longer for a turn shows that many want one. */
  private static final Duration LONG_TURN = Duration.ofMillis(200);

  /** Then hosts that have to know of others only wait for more of it, no longer than this. */
  private static final Duration GATHER_AT_MOST = Duration.ofSeconds(1);

  /** All of a host's report is compared with the tables so often: what was missed is mended. */
  private static final Duration WHOLE_EVERY = Duration.ofMinutes(1);

  /** A host that said nothing for so long is back: much may have been decided without it. */
  private static final Duration AWAY = Duration.ofSeconds(10);

  private final Store store;
  private final InstantSource clock;
  private final Hosts hosts;
  private final List<HostWantedSource> sources;
  private final List<HostReportSink> sinks;
  private final ImageFetcher images;
  private final Duration lookAgain;
  private final Semaphore computing = new Semaphore(COMPUTED_AT_ONCE, true);
  private final Map<HostName, Bell> bells = new ConcurrentHashMap<>();
  private volatile Instant crowdedUntil = Instant.MIN;
  private final Map<HostName, Object> reporting = new ConcurrentHashMap<>();
  private final Map<HostName, Taken> lastReports = new ConcurrentHashMap<>();
  private final Map<HostName, Instant> unwritten = new HashMap<>();
  private Instant signsWrittenAt = Instant.EPOCH;
  private final Map<HostName, HostQuestions> questions = new ConcurrentHashMap<>();

  /**
   * A report that was taken in.
   *
   * @param wholeAt when all of a report was last compared with the tables
   */
  private record Taken(HostReport report, Instant at, Instant wholeAt) {
    /** Then the next is told from it. */
    boolean stillCounts(Instant now) {
      return now.isBefore(at.plus(AWAY)) && now.isBefore(wholeAt.plus(WHOLE_EVERY));
    }
  }

  /** Rung when a host's wanted state changed. */
  private static final class Bell {
    /** Something about the host itself changed since it was last told. */
    boolean urgent;
  }

  /** Puts an image's content at a path that does not exist yet. */
  public interface ImageFetcher {
    void fetch(ImageId image, Path target) throws IOException;
  }

  public AgentLink(
      Store store,
      InstantSource clock,
      Hosts hosts,
      List<HostWantedSource> sources,
      List<HostReportSink> sinks,
      ImageFetcher images) {
    this.store = store;
    this.clock = clock;
    this.hosts = hosts;
    this.sources = List.copyOf(sources);
    this.sinks = List.copyOf(sinks);
    this.images = images;
    this.lookAgain = store.embedded() ? LOOK_AGAIN_ALONE : LOOK_AGAIN;
    hosts.onChange(this::ring);
  }

  private void ring(HostName host, boolean itself) {
    Bell bell = bell(host);
    synchronized (bell) {
      bell.urgent |= itself;
      bell.notifyAll();
    }
  }

  private Bell bell(HostName host) {
    return bells.computeIfAbsent(host, name -> new Bell());
  }

  @Override
  public HostWanted await(HostName host, long afterRevision, Duration wait)
      throws InterruptedException {
    Instant end = clock.instant().plus(wait);
    Bell bell = bell(host);
    synchronized (bell) {
      Optional<Instant> changedAt = Optional.empty();
      while (true) {
        Instant now = clock.instant();
        if (changedAt.isEmpty() && revision(host) != afterRevision) {
          changedAt = Optional.of(now);
        }
        Duration left =
            changedAt
                .map(at -> afterRevision < 0 || bell.urgent ? Duration.ZERO : gathering(at, now))
                .orElseGet(() -> shorter(Duration.between(now, end), lookAgain));
        if (!left.isPositive()) {
          bell.urgent = false;
          break;
        }
        bell.wait(Math.max(1, left.toMillis()));
      }
    }
    return inTurn(host);
  }

  /** How long a host that has to know of others only still waits for more of that. */
  private Duration gathering(Instant changedAt, Instant now) {
    return now.isBefore(crowdedUntil)
        ? Duration.between(now, changedAt.plus(GATHER_AT_MOST))
        : Duration.ZERO;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** A change may be about many hosts. Those that wait here get all that changed meanwhile. */
  private HostWanted inTurn(HostName host) throws InterruptedException {
    Instant came = clock.instant();
    computing.acquire();
    try {
      Instant now = clock.instant();
      if (came.plus(LONG_TURN).isBefore(now)) {
        crowdedUntil = now.plus(GATHER_AT_MOST);
      }
      return store.read(tx -> wanted(tx, host));
    } finally {
      computing.release();
    }
  }

  private long revision(HostName host) {
    return store.read(tx -> hosts.revision(tx, host));
  }

  /** The host's whole wanted state, of one snapshot. */
  public HostWanted wanted(Tx tx, HostName host) {
    List<WantedGuest> guests = new ArrayList<>();
    List<WantedNetwork> networks = new ArrayList<>();
    List<WantedPort> ports = new ArrayList<>();
    List<ImageRef> wantedImages = new ArrayList<>();
    for (HostWantedSource source : sources) {
      HostWantedSource.Part part = source.wanted(tx, host);
      guests.addAll(part.guests());
      networks.addAll(part.networks());
      ports.addAll(part.ports());
      wantedImages.addAll(part.images());
    }
    return new HostWanted(hosts.revision(tx, host), guests, networks, ports, wantedImages);
  }

  @Override
  public void report(HostReport report) {
    // After this end was frozen, reports that a host sent one after the other come at once: what
    // one is told from must be what was written before it.
    synchronized (reporting.computeIfAbsent(report.host(), _ -> new Object())) {
      take(report);
    }
  }

  private void take(HostReport report) {
    Instant now = clock.instant();
    Optional<Taken> taken =
        Optional.ofNullable(lastReports.get(report.host())).filter(it -> it.stillCounts(now));
    Optional<HostReport> last = taken.map(Taken::report);
    if (last.isPresent() && report.saysTheSame(last.get())) {
      signOfLife(report.host());
    } else {
      store.run(tx -> {
        if (hosts.seen(tx, report, now)) {
          sinks.forEach(sink -> sink.changed(tx, report.host()));
        }
        sinks.forEach(sink -> sink.accept(tx, last, report));
      });
    }
    lastReports.put(report.host(), new Taken(report, now, taken.map(Taken::wholeAt).orElse(now)));
  }

  /**
   * A host that has nothing new lives. Who comes when the last write is old enough writes for all
   * that came since, with the time of the first of them: none is said to have lived when it did
   * not.
   */
  private void signOfLife(HostName host) {
    Map<HostName, Instant> signs;
    synchronized (unwritten) {
      Instant now = clock.instant();
      unwritten.putIfAbsent(host, now);
      boolean soon =
          !now.isBefore(signsWrittenAt) && now.isBefore(signsWrittenAt.plus(SIGNS_TOGETHER));
      if (soon) {
        return;
      }
      signsWrittenAt = now;
      signs = Map.copyOf(unwritten);
      unwritten.clear();
    }
    Instant first = Collections.min(signs.values());
    store.run(tx -> hosts.alive(tx, signs.keySet(), first, clock.instant()));
  }

  /** Forgets a host; what it did for others goes elsewhere. */
  public void forget(Tx tx, HostName host) {
    hosts.remove(tx, host);
    sinks.forEach(sink -> sink.changed(tx, host));
    tx.afterCommit(() -> lastReports.remove(host));
  }

  /** Whether one of the host's guests is made of this image, or it shall have it anyway. */
  boolean mayFetch(HostName host, String image) {
    HostWanted wanted = store.read(tx -> wanted(tx, host));
    return Stream.concat(wanted.guests().stream().map(WantedGuest::image), wanted.images().stream())
        .anyMatch(its -> its.id().value().equals(image));
  }

  @Override
  public void fetchImage(ImageId image, Path target) throws IOException {
    images.fetch(image, target);
  }

  /** An agent says that it answers questions. */
  public void connect(HostName host, HostQuestions answers) {
    questions.put(host, answers);
  }

  /** Who answers questions on a host; 503 when nobody does. */
  public HostQuestions ask(HostName host) {
    HostQuestions answers = questions.get(host);
    if (answers == null) {
      throw CloudException.of(
          ErrorKind.UNAVAILABLE, "HostNotConnected", "Host " + host + " is not connected.");
    }
    return answers;
  }
}
