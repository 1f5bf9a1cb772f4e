package haneul.services.network.ops;

import haneul.base.error.CloudException;
import haneul.base.host.HostQuestions;
import haneul.base.host.HostRole;
import haneul.base.host.PathProbe.Listen;
import haneul.base.host.PathProbe.Way;
import haneul.base.id.HostName;
import haneul.platform.link.Hosts;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.network.domain.CheckedPath;
import haneul.services.network.domain.PathPlan;
import haneul.services.network.domain.PathPlan.End;
import haneul.services.network.domain.PathPlan.Pair;
import haneul.services.network.domain.Segment;
import haneul.services.network.store.HostRows;
import haneul.services.network.store.NetworkRows;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the underlay carries between the hosts, by asking them: all answer probes · each
 * measures the way to each other · all end. One check at a time; a second one that asks the same is
 * told of the first. It is kept in memory only: what it found is true at that moment.
 */
public final class CheckPaths {
  private static final System.Logger LOG = System.getLogger(CheckPaths.class.getName());

  /** As many as 141 hosts have. */
  static final int MOST_PATHS = 20_000;

  private static final int HOSTS_AT_ONCE = 16;
  private static final int KEPT = 4;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int KEY_BYTES = 16;

  private final Store store;
  private final InstantSource clock;
  private final Hosts hosts;
  private final Duration hostAlive;
  private final Function<HostName, HostQuestions> questions;
  private final SecureRandom random = new SecureRandom();
  private final Deque<PathCheck> checks = new ArrayDeque<>();

  public CheckPaths(
      Store store,
      InstantSource clock,
      Hosts hosts,
      Duration hostAlive,
      Function<HostName, HostQuestions> questions) {
    this.store = store;
    this.clock = clock;
    this.hosts = hosts;
    this.hostAlive = hostAlive;
    this.questions = questions;
  }

  /**
   * Begins a check, or answers the one under way when that asks the same.
   *
   * @param asked hosts to and from which alone ways are measured; all when empty
   */
  public synchronized PathCheck start(Collection<String> asked) {
    PathPlan plan = store.read(tx -> plan(tx, asked));
    Set<HostName> names = names(asked);
    PathCheck last = checks.peekLast();
    if (last != null && !last.done()) {
      if (last.asked().equals(names)) {
        return last;
      }
      throw CloudException.conflict(
          "CheckUnderWay",
          "Other paths are being measured, %d of %d are done; try again in a minute."
              .formatted(last.checked(), last.plan().pairs().size()));
    }
    if (plan.pairs().size() > MOST_PATHS) {
      throw CloudException.badRequest(
          "There are %d paths; at most %d are measured at once. Name hosts to look at theirs only."
              .formatted(plan.pairs().size(), MOST_PATHS));
    }
    PathCheck check = new PathCheck(plan, names);
    checks.addLast(check);
    if (checks.size() > KEPT) {
      checks.removeFirst();
    }
    Thread.ofVirtual().name("path check").start(() -> run(check));
    return check;
  }

  /** One of the last few. */
  public synchronized PathCheck find(String id) {
    return checks.stream()
        .filter(check -> check.id().equals(id))
        .findFirst()
        .orElseThrow(() ->
            CloudException.notFound("CheckNotFound", "There is no check " + id + " any more."));
  }

  private static Set<HostName> names(Collection<String> asked) {
    Set<HostName> names = new HashSet<>();
    asked.forEach(name -> names.add(new HostName(name)));
    return names;
  }

  /** Hosts that run guests, serve networks or have ports, and that tunnels lead to. */
  private PathPlan plan(Tx tx, Collection<String> asked) {
    Instant oldest = clock.instant().minus(hostAlive);
    Set<HostName> withPorts = HostRows.withPorts(tx);
    List<End> ends = new ArrayList<>();
    for (Hosts.Host host : hosts.all(tx)) {
      Set<HostRole> roles = host.facts().roles();
      boolean carries =
          roles.contains(HostRole.COMPUTE)
              || roles.contains(HostRole.NETWORK)
              || withPorts.contains(host.name());
      Optional<String> silence =
          host.seenAt().isBefore(oldest)
              ? Optional.of("it has not reported since " + host.seenAt())
              : Optional.empty();
      host.facts()
          .underlay()
          .filter(_ -> carries)
          .ifPresent(at -> ends.add(new End(host.name(), at.address(), at.mtuBytes(), silence)));
    }
    for (String name : asked) {
      if (ends.stream().noneMatch(end -> end.host().value().equals(name))) {
        throw CloudException.badRequest(
            "There is no host "
                + name
                + " with tunnels; there are: "
                + String.join(", ", ends.stream().map(end -> end.host().value()).toList()));
      }
    }
    return PathPlan.of(
        NetworkRows.ofKinds(tx, List.of(Segment.Kind.VXLAN, Segment.Kind.GRE)), ends, names(asked));
  }

  private void run(PathCheck check) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    String key = HexFormat.of().formatHex(bytes);
    long end = System.nanoTime() + LIMIT.toNanos();
    Map<End, List<Pair>> bySource = new LinkedHashMap<>();
    check
        .plan()
        .pairs()
        .forEach(pair -> bySource.computeIfAbsent(pair.from(), _ -> new ArrayList<>()).add(pair));
    Map<End, List<String>> peers = new LinkedHashMap<>();
    check
        .plan()
        .pairs()
        .forEach(pair ->
            peers.computeIfAbsent(pair.to(), _ -> new ArrayList<>()).add(pair.from().address()));
    try {
      check
          .plan()
          .ends()
          .forEach(host -> host.silence().ifPresent(why -> check.fails(host.host(), why)));
      atOnce(peers.keySet(), host -> listen(check, key, host, peers.getOrDefault(host, List.of())));
      atOnce(
          bySource.keySet(),
          host ->
              bySource
                  .getOrDefault(host, List.of())
                  .forEach(pair -> measure(check, key, pair, end)));
      atOnce(peers.keySet(), host -> close(check, key, host));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a check of the underlay ended early", e);
    } finally {
      check.end();
    }
  }

  /** What one host is asked. */
  private interface Ask {
    void of(End host);
  }

  private static void atOnce(Collection<End> hosts, Ask ask) {
    Semaphore permits = new Semaphore(HOSTS_AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (End host : hosts) {
        permits.acquireUninterruptibly();
        threads.execute(() -> {
          try {
            ask.of(host);
          } finally {
            permits.release();
          }
        });
      }
    }
  }

  private void listen(PathCheck check, String key, End host, List<String> peers) {
    try {
      Listen listen = new Listen(key, peers, (int) LIMIT.toSeconds() + 60);
      check.answers(host.host(), questions.apply(host.host()).answerProbes(listen));
    } catch (IOException | RuntimeException e) {
      check.fails(host.host(), clause(e));
    }
  }

  /** A host that did not answer once is not asked again: that takes its time each time. */
  private void measure(PathCheck check, String key, Pair pair, long end) {
    @Nullable String problem = problem(check, pair);
    if (problem == null && System.nanoTime() > end) {
      problem = "the time of %d minutes was over".formatted(LIMIT.toMinutes());
    }
    int bytes = check.plan().bytes();
    if (problem != null) {
      check.add(CheckedPath.unknown(pair, bytes, problem));
      return;
    }
    try {
      Way way = new Way(key, pair.to().address(), bytes);
      check.add(
          CheckedPath.measured(pair, bytes, questions.apply(pair.from().host()).measure(way)));
    } catch (CloudException e) {
      check.fails(pair.from().host(), clause(e));
      check.add(CheckedPath.unknown(pair, bytes, clause(e)));
    } catch (IOException | RuntimeException e) {
      check.add(CheckedPath.unknown(pair, bytes, clause(e)));
    }
  }

  private static @Nullable String problem(PathCheck check, Pair pair) {
    for (End host : List.of(pair.from(), pair.to())) {
      String problem = check.problems().get(host.host());
      if (problem != null) {
        return host.host() + ": " + problem;
      }
    }
    return null;
  }

  private void close(PathCheck check, String key, End host) {
    if (check.cards().containsKey(host.host())) {
      try {
        questions.apply(host.host()).answerProbes(Listen.end(key));
      } catch (IOException | RuntimeException e) {
        LOG.log(System.Logger.Level.DEBUG, "{0} answers probes for a while yet", host.host());
      }
    }
  }

  private static String clause(Exception e) {
    String said =
        switch (e) {
          case CloudException known -> known.message();
          case IOException unanswered -> unanswered.getMessage();
          default -> "";
        };
    return said == null || said.isBlank() ? "it gave no answer that can be used" : said;
  }
}
