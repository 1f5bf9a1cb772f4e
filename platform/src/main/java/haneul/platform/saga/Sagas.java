package haneul.platform.saga;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.log.RequestContext;
import haneul.platform.saga.SagaTable.Row;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs sagas, each on a virtual thread of its own, from rows of the table {@code saga}. The row is
 * the truth: a program that starts takes up every row that is not finished, and now and then what
 * another controller has let stand.
 *
 * <p>Races: two controllers may run the same row; each step's transaction first checks that the row
 * is still at the step it is about to run, so one of them finds it moved on and goes on from there.
 *
 * <p>Bounds: {@link #MOST_RUNNING} sagas have a thread, the others wait in the store; {@link
 * #MOST_ACTIVE} of them are in the store at once.
 */
public final class Sagas implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Sagas.class.getName());

  static final int MOST_RUNNING = 5_000;
  static final int MOST_ACTIVE = 16;
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);

  /** A row that stood for so long may have lost its controller. */
  private static final Duration STANDING = Duration.ofSeconds(10);

  private static final Duration FIRST_LOOK_AGAIN = Duration.ofSeconds(1);

  /** A ring is heard within one controller; several must look more often. */
  private static final Duration LAST_LOOK_AGAIN = Duration.ofSeconds(2);

  private static final Duration LAST_LOOK_AGAIN_ALONE = Duration.ofSeconds(15);
  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);
  private static final Duration LAST_BACK_OFF = Duration.ofSeconds(30);
  private static final Duration STOP_WAIT = Duration.ofSeconds(10);

  private final Store store;
  private final InstantSource clock;
  private final Stepper stepper;
  private final Duration lastLookAgain;
  private final MeterRegistry metrics;
  private final Map<String, Plan> plans;
  private final Map<String, Thread> running = new ConcurrentHashMap<>();
  private final Bells bells = new Bells();
  private final Semaphore active = new Semaphore(MOST_ACTIVE, true);
  private final Semaphore sweepNow = new Semaphore(0);
  private volatile @Nullable Thread sweeper;
  private volatile boolean full;
  private volatile boolean closed;

  public Sagas(Store store, InstantSource clock, List<Saga> kinds) {
    this(store, clock, kinds, new CompositeMeterRegistry());
  }

  public Sagas(Store store, InstantSource clock, List<Saga> kinds, MeterRegistry metrics) {
    this.store = store;
    this.clock = clock;
    this.stepper = new Stepper(store, clock);
    this.lastLookAgain = store.embedded() ? LAST_LOOK_AGAIN_ALONE : LAST_LOOK_AGAIN;
    this.metrics = metrics;
    this.plans =
        kinds.stream().map(Plan::of).collect(Collectors.toMap(p -> p.saga().kind(), p -> p));
    metrics.gaugeMapSize("haneul.sagas.running", List.of(), running);
  }

  /** Takes up what an earlier program left unfinished, from now on also what others do. */
  public synchronized void recover() {
    takeUp(clock.instant());
    if (sweeper == null && !closed) {
      sweeper = Thread.ofVirtual().name("saga-sweeper").start(this::sweep);
    }
  }

  /** Begins a saga in the caller's transaction; it runs once that is committed. */
  public void start(Tx tx, String kind, String subject, ObjectNode data) {
    if (!plans.containsKey(kind)) {
      throw new IllegalArgumentException("no saga of kind " + kind);
    }
    Row row = SagaTable.insert(tx, kind, subject, data, clock.instant());
    tx.afterCommit(() -> launch(row.id(), Optional.of(row)));
  }

  /** Has sagas that wait on {@code subject} look again at once. */
  public void wake(String subject) {
    bells.ring(subject);
  }

  /** How many run now. */
  public int running() {
    return running.size();
  }

  private void takeUp(Instant standingSince) {
    List<String> ids =
        store.read(tx -> SagaTable.standing(tx, plans.keySet(), standingSince, MOST_RUNNING));
    ids.forEach(id -> launch(id, Optional.empty()));
  }

  private void sweep() {
    try {
      while (!closed) {
        boolean waiting = sweepNow.tryAcquire(SWEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        sweepNow.drainPermits();
        try {
          takeUp(waiting ? clock.instant() : clock.instant().minus(STANDING));
        } catch (RuntimeException e) {
          LOG.log(System.Logger.Level.WARNING, "looking for sagas failed: " + e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @param known the row, when it was just written
   */
  private void launch(String id, Optional<Row> known) {
    if (closed || running.containsKey(id)) {
      return;
    }
    if (running.size() >= MOST_RUNNING) {
      full = true;
      return;
    }
    Thread thread = Thread.ofVirtual().name("saga-" + id).unstarted(() -> drive(id, known));
    if (running.putIfAbsent(id, thread) == null) {
      thread.start();
    }
  }

  private void drive(String id, Optional<Row> known) {
    try {
      Optional<Row> row = known.or(() -> store.read(tx -> SagaTable.find(tx, id)));
      Plan plan = row.map(found -> plans.get(found.run().kind())).orElse(null);
      if (row.isPresent() && plan != null) {
        RequestContext.run(row.get().requestId(), () -> drive(plan, row.get()));
      }
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "saga " + id + " stands; it is taken up again later", e);
    } finally {
      running.remove(id);
      if (full && running.size() < MOST_RUNNING / 2) { // a look reads them all
        full = false;
        sweepNow.release();
      }
    }
  }

  private void drive(Plan plan, Row first) {
    Row row = first;
    int failures = 0;
    int looks = 0;
    try (Bells.Bell bell = bells.hang(first.run().subject())) {
      while (true) {
        bell.hush();
        if (closed) {
          return;
        }
        try {
          switch (advance(plan, row)) {
            case Stepper.Go go -> {
              row = go.row();
              looks = 0;
            }
            case Stepper.Park park -> {
              row = park.row();
              bell.await(doubled(FIRST_LOOK_AGAIN, looks++, lastLookAgain));
            }
            case Stepper.End end -> {
              measure(plan, row, end.outcome());
              return;
            }
          }
          failures = 0;
        } catch (RuntimeException e) {
          failures++;
          retried(plan, row, e);
          bell.await(doubled(FIRST_BACK_OFF, failures, LAST_BACK_OFF));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Stepper.Next advance(Plan plan, Row row) throws InterruptedException {
    active.acquire();
    try {
      return stepper.advance(plan, row);
    } finally {
      active.release();
    }
  }

  private static Duration doubled(Duration first, int times, Duration most) {
    Duration wait = first.multipliedBy(1L << Math.min(times, 16));
    return wait.compareTo(most) > 0 ? most : wait;
  }

  /** A failure that may pass, and is in the log as a defect unless it says that it will. */
  private void retried(Plan plan, Row row, RuntimeException e) {
    boolean passing = e instanceof CloudException cloud && cloud.kind() == ErrorKind.UNAVAILABLE;
    LOG.log(
        passing ? System.Logger.Level.WARNING : System.Logger.Level.ERROR,
        () -> Stepper.describe(plan, row) + " will be tried again: " + e.getMessage(),
        passing ? null : e);
    metrics.counter("haneul.sagas.retries", "kind", plan.saga().kind()).increment();
  }

  private void measure(Plan plan, Row row, Stepper.Outcome outcome) {
    if (outcome != Stepper.Outcome.ELSEWHERE) {
      metrics
          .timer(
              "haneul.sagas",
              "kind",
              plan.saga().kind(),
              "outcome",
              outcome.name().toLowerCase(Locale.ROOT))
          .record(Duration.between(row.createdAt(), clock.instant()));
    }
  }

  /**
   * Stops between steps; what is unfinished goes on at the next start. A saga that is begun after
   * this is only written down.
   */
  @Override
  public void close() {
    closed = true;
    Thread sweeping = sweeper;
    if (sweeping != null) {
      sweeping.interrupt();
    }
    bells.ringAll();
    Instant end = Instant.now().plus(STOP_WAIT);
    try {
      for (Thread thread : running.values()) {
        if (!thread.join(Duration.between(Instant.now(), end))) {
          thread.interrupt();
        }
      }
    } catch (InterruptedException e) {
      running.values().forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }
}
