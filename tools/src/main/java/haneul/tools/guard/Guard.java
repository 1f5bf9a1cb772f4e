package haneul.tools.guard;

import haneul.tools.guard.action.Courier;
import haneul.tools.guard.address.Network;
import haneul.tools.guard.engine.Ban;
import haneul.tools.guard.engine.Engine;
import haneul.tools.guard.rule.Rule;
import haneul.tools.guard.source.LogSource;
import haneul.tools.guard.source.Logs;
import haneul.tools.guard.source.Source;
import haneul.tools.guard.source.Source.Found;
import haneul.tools.guard.source.StreamSource;
import haneul.tools.guard.source.Tally;
import haneul.tools.guard.state.GuardState;
import haneul.tools.guard.state.StateDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what is new in the logs, decides, writes down, acts: once, or over and over. Following
 * is nothing but looking once again and again, so cron and a service give the same bans.
 *
 * <p>State first, then the places: what is written down is how far the logs were read, what was
 * counted and who is banned, as one. A guard killed anywhere begins again from there, reads the
 * lines since once more, and comes to the same.
 */
final class Guard implements AutoCloseable {
  /** Counts without a ban may be lost to a kill for so long: the lines are read again then. */
  private static final Duration WRITE_EVERY = Duration.ofSeconds(5);

  /** While a long log is being read, every ban need not be on the disk at once. */
  private static final Duration WRITE_AT_MOST = Duration.ofSeconds(1);

  private static final Duration REFRESH_EVERY = Duration.ofMinutes(1);
  private static final Duration NOTICE_LIFE = Duration.ofDays(1);
  private static final Duration LAST_NOTICES = Duration.ofSeconds(30);
  private static final Duration KEEP = Duration.ofDays(1);

  private final Settings settings;
  private final StateDirectory directory;
  private final GuardState state;
  private final Report report;
  private final InstantSource clock;
  private final Logs logs;
  private final Engine engine;
  private final Actions actions;
  private final Optional<Courier> courier;
  private final Set<String> told = new HashSet<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private @Nullable StreamSource stream;
  private final Tally tally = new Tally();
  private boolean unwritten = true; // something that must not wait: at first, the places
  private boolean moved; // something that may
  private Instant written = Instant.EPOCH;
  private Instant refreshed = Instant.EPOCH;

  Guard(
      Settings settings,
      StateDirectory directory,
      GuardState state,
      Report report,
      InstantSource clock) {
    this.settings = settings;
    this.directory = directory;
    this.state = state;
    this.report = report;
    this.clock = clock;
    this.logs = new Logs(settings.logs(), settings.format());
    this.engine = new Engine(state.memory(), settings.spared());
    this.actions = Actions.of(settings, state);
    this.courier = settings.webhook().map(url -> new Courier(url, state.notices(), report::warn));
  }

  /** Reads all that there is, and ends. */
  void once(InputStream in) throws IOException, InterruptedException {
    open(in, true);
    look();
    unwritten = true;
    settle();
    if (courier.isPresent()) {
      courier.get().finish(LAST_NOTICES);
      delivered();
    }
    if (moved) {
      write();
    }
  }

  /** As {@link #once}, but nothing is written anywhere: what would be is shown. */
  void rehearse(InputStream in) throws IOException, InterruptedException {
    open(in, true);
    look(false);
    report.show(actions.preview(active(), clock.instant()));
  }

  /**
   * Looks again and again, until {@link #stop}, or until standard input ends and it is all there
   * is.
   */
  void follow(InputStream in) throws IOException, InterruptedException {
    open(in, false);
    while (!stopping.get()) {
      boolean last = settings.logs().isEmpty() && stream != null && stream.isOver();
      look();
      settle();
      if (last) {
        break;
      }
      for (long left = settings.interval().toMillis(); left > 0 && !stopping.get(); left -= 100) {
        Thread.sleep(Math.min(left, 100));
      }
    }
    unwritten = true;
    settle();
  }

  /** Ends {@link #follow} soon, from another thread. */
  void stop() {
    stopping.set(true);
  }

  private void open(InputStream in, boolean toTheEnd) {
    if (settings.standardInput()) {
      stream = new StreamSource(in, settings.format(), settings.rules(), tally, toTheEnd);
    }
  }

  private void look() throws IOException, InterruptedException {
    look(true);
  }

  /** Hits of all logs, in the order of their times. */
  private void look(boolean settling) throws IOException, InterruptedException {
    Instant now = clock.instant();
    Logs.News news = logs.news(state.cursors(), settings.rules(), tally, now);
    tellOfMissing(news);
    record Next(Found found, Source from) {}
    PriorityQueue<Next> waiting =
        new PriorityQueue<>(Comparator.comparing(next -> next.found().time()));
    List<Source> reading = new ArrayList<>(news.sources());
    if (stream != null) {
      reading.add(stream);
    }
    while (!reading.isEmpty() || !waiting.isEmpty()) {
      for (Source source : List.copyOf(reading)) {
        Found found = source.next();
        if (found != null) {
          waiting.add(new Next(found, source));
        }
        if (found != null || source.drained()) {
          reading.remove(source);
        }
      }
      if (reading.isEmpty() && !waiting.isEmpty()) {
        Next first = waiting.remove();
        first.found().hits().forEach(this::take);
        first.from().taken();
        reading.add(first.from());
      }
      if (settling && (overdue() || (unwritten && since(written).compareTo(WRITE_AT_MOST) > 0))) {
        noteCursors(news);
        settle();
      }
    }
    noteCursors(news);
    for (Source source : news.sources()) {
      source.close();
    }
  }

  /** Of each log once, until it is as it should be. */
  private void tellOfMissing(Logs.News news) {
    Set<String> missing = new HashSet<>();
    news.missing().forEach(log -> missing.add(log.toString()));
    told.removeIf(
        log -> log.startsWith("/") && !missing.contains(log) && !news.lost().contains(log));
    for (String log : missing) {
      if (told.add(log)) {
        report.fail("there is no log at " + log + "; is the path right?");
      }
    }
    for (String log : news.lost()) {
      if (told.add(log)) {
        report.warn(log + " is a new file and the old one is gone; its last lines are not counted");
      }
    }
  }

  private void noteCursors(Logs.News news) {
    for (LogSource source : news.sources()) {
      var cursors = source.cursors();
      if (!cursors.isEmpty() && !cursors.equals(state.cursors().put(source.log(), cursors))) {
        moved = true;
      }
    }
  }

  private void take(Engine.Hit hit) {
    switch (engine.take(hit)) {
      case Engine.Counted counted -> moved = true;
      case Engine.AlreadyBanned already -> tally.add(Tally.What.ALREADY_BANNED, 1);
      case Engine.IsSpared spared -> tally.add(Tally.What.SPARED, 1);
      case Engine.Banned banned -> banned(banned.ban(), hit.rule());
    }
  }

  private void banned(Ban ban, Rule rule) {
    Instant now = clock.instant();
    tally.add(Tally.What.BANS, 1);
    unwritten = true;
    if (ban.end().isAfter(now) || !settings.actsAnywhere()) {
      report.banned(ban, rule, now);
    }
    if (courier.isPresent() && ban.end().isAfter(now)) {
      GuardState.Notice notice = Notices.of(ban, "banned " + Report.sentence(ban, rule), now);
      state.add(notice);
      courier.get().take(notice);
    }
  }

  private boolean overdue() {
    return moved && since(written).compareTo(WRITE_EVERY) > 0;
  }

  private Duration since(Instant then) {
    return Duration.between(then, clock.instant());
  }

  /** Writes what must not wait, and has the places follow. */
  private void settle() throws IOException, InterruptedException {
    List<Path> wishes = directory.openWishes();
    for (Path wish : wishes) {
      Network network = StateDirectory.wished(wish);
      unwritten |= network != null && state.memory().lift(network, clock.instant());
    }
    delivered();
    if (unwritten || overdue()) {
      write();
    }
    act();
    for (Path wish : wishes) {
      StateDirectory.fulfilled(wish);
    }
  }

  private void delivered() {
    courier.ifPresent(worker ->
        worker
            .done()
            .forEach(id -> {
              state.remove(id);
              moved = true;
            }));
    Instant edge = clock.instant().minus(NOTICE_LIFE);
    for (GuardState.Notice notice : state.notices()) {
      if (notice.since().isBefore(edge)) {
        state.remove(notice.id());
        report.warn("a notice for the webhook is a day old and was given up");
      }
    }
  }

  private void write() throws IOException {
    Duration longest =
        settings.rules().stream()
            .map(rule -> rule.limits().window())
            .max(Comparator.naturalOrder())
            .orElse(KEEP);
    if (state.memory().forgotten() > 0 && told.add("forgotten")) {
      report.warn("more addresses than can be counted at once; the least recent were forgotten");
    }
    state.memory().tidy(clock.instant(), longest.compareTo(KEEP) > 0 ? longest : KEEP);
    directory.write(state);
    written = clock.instant();
    unwritten = false;
    moved = false;
  }

  private void act() throws IOException, InterruptedException {
    if (since(refreshed).compareTo(REFRESH_EVERY) > 0) {
      settings.spared().refresh();
      refreshed = clock.instant();
    }
    actions.apply(active(), clock.instant()).forEach(report::fail);
  }

  /** Whoever is spared by now is not kept out any longer. */
  List<Ban> active() {
    return state.memory().active(clock.instant()).stream()
        .filter(ban -> !settings.spared().spares(ban.network()))
        .toList();
  }

  Tally tally() {
    return tally;
  }

  @Override
  public void close() {
    courier.ifPresent(Courier::close);
    if (stream != null) {
      stream.close();
    }
  }
}
