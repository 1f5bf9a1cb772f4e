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
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Control's end of the agent link. Level-triggered: what an agent gets is computed from the tables
 * when it asks, so neither side has anything to lose.
 */
public final class AgentLink implements ControlLink {
  /** Another controller may have changed the tables: look at least this often. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private static final Duration LOOK_AGAIN_ALONE = Duration.ofSeconds(30);

  /**
   * So that requests are not held up by telling everyone of them. With fewer at once, hosts wait
   * longer, and get more news together: more boots a second, but later when little is going on.
   */
  private static final int COMPUTED_AT_ONCE = 3;

  /** Signs of life that come within this time are one write, however many hosts there are. */
  private static final Duration SIGNS_TOGETHER = Duration.ofSeconds(1);

  /** All of a host's report is compared with the tables so often: what was missed is mended. */
  private static final Duration WHOLE_EVERY = Duration.ofMinutes(5);

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
  private final Map<HostName, HostBell> bells = new ConcurrentHashMap<>();
  private final HostBell.Pace pace = new HostBell.Pace();
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
    hosts.onChange((host, itself) -> bell(host).ring(itself));
  }

  private HostBell bell(HostName host) {
    return bells.computeIfAbsent(host, _ -> new HostBell(clock, pace));
  }

  @Override
  public HostWanted await(HostName host, long afterRevision, Duration wait)
      throws InterruptedException {
    Optional<HostWanted> news = news(host, afterRevision, wait);
    return news.isPresent()
        ? news.get()
        : store.readBriefly(tx -> read(tx, host, hosts.revisions(tx, host))).get();
  }

  /** {@link #await}, but empty when nothing changed in that time. */
  Optional<HostWanted> news(HostName host, long afterRevision, Duration wait)
      throws InterruptedException {
    HostBell bell = bell(host);
    Instant end = clock.instant().plus(wait);
    while (true) {
      if (afterRevision >= 0) {
        bell.listen(afterRevision, HostBell.earlier(end, clock.instant().plus(lookAgain)));
      }
      Optional<HostWanted> news;
      try {
        news = inTurn(host, afterRevision);
      } catch (RuntimeException | InterruptedException e) {
        bell.ring(true); // for who asks next
        throw e;
      }
      bell.told(news.map(HostWanted::revision).orElse(afterRevision));
      if (news.isPresent() || !clock.instant().isBefore(end)) {
        return news;
      }
    }
  }

  /** A change may be about many hosts. Those that wait here get all that changed meanwhile. */
  private Optional<HostWanted> inTurn(HostName host, long afterRevision)
      throws InterruptedException {
    computing.acquire();
    try {
      Optional<HostWanted> news =
          store
              .<Optional<Supplier<HostWanted>>>readBriefly(tx -> {
                Hosts.Revisions now = hosts.revisions(tx, host);
                return now.whole() == afterRevision
                    ? Optional.empty()
                    : Optional.of(read(tx, host, now));
              })
              .map(Supplier::get);
      news.ifPresent(_ -> pace.told(clock.instant()));
      return news;
    } finally {
      computing.release();
    }
  }

  /** The host's whole wanted state, of one snapshot. */
  public HostWanted wanted(Tx tx, HostName host) {
    return read(tx, host, hosts.revisions(tx, host)).get();
  }

  private Supplier<HostWanted> read(Tx tx, HostName host, Hosts.Revisions now) {
    List<Supplier<HostWantedSource.Part>> parts =
        sources.stream().map(source -> source.read(tx, host, now.own())).toList();
    return () -> together(now.whole(), parts);
  }

  private static HostWanted together(long revision, List<Supplier<HostWantedSource.Part>> parts) {
    List<WantedGuest> guests = new ArrayList<>();
    List<WantedNetwork> networks = new ArrayList<>();
    List<WantedPort> ports = new ArrayList<>();
    List<ImageRef> wantedImages = new ArrayList<>();
    for (Supplier<HostWantedSource.Part> made : parts) {
      HostWantedSource.Part part = made.get();
      guests.addAll(part.guests());
      networks.addAll(part.networks());
      ports.addAll(part.ports());
      wantedImages.addAll(part.images());
    }
    return new HostWanted(revision, guests, networks, ports, wantedImages);
  }

  @Override
  public void report(HostReport report) {
    // After this end was frozen, reports that a host sent one after the other come at once: what
    // one is told from must be what was written before it.
    synchronized (reporting.computeIfAbsent(report.host(), _ -> new Object())) {
      take(report);
    }
  }

  /**
   * A host's word that a report of its still holds.
   *
   * @param at that report's time
   * @return whether that is known here; when not, the host has to report anew
   */
  boolean stillHolds(HostName host, String at) {
    synchronized (reporting.computeIfAbsent(host, _ -> new Object())) {
      Instant now = clock.instant();
      Taken taken = lastReports.get(host);
      if (taken == null || !taken.stillCounts(now) || !taken.report().at().toString().equals(at)) {
        return false;
      }
      signOfLife(host);
      lastReports.put(host, new Taken(taken.report(), now, taken.wholeAt()));
      return true;
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
        if (hosts.seen(tx, last, report, now)) {
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
