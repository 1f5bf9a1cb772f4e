package haneul.platform.saga;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.base.CrashPoint;
import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.Id;
import haneul.platform.http.Json;
import haneul.platform.log.RequestContext;
import haneul.platform.store.Store;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs sagas, each on a virtual thread of its own, from rows of the table {@code saga}. The row is
 * the truth: a program that starts takes up every row that is not finished.
 *
 * <p>Races: two controllers may pick the same row; each step's transaction first checks that the
 * row is still at the step it is about to run, so one of them finds it moved on and stops.
 */
public final class Sagas implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Sagas.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

  private static final Table<Record> SAGA = table(name("saga"));
  private static final Field<String> ID = field(name("id"), String.class);
  private static final Field<String> KIND = field(name("kind"), String.class);
  private static final Field<String> SUBJECT = field(name("subject"), String.class);
  private static final Field<String> STATE = field(name("state"), String.class);
  private static final Field<Integer> STEP = field(name("step"), Integer.class);
  private static final Field<String> DATA = field(name("data"), String.class);
  private static final Field<String> ERROR_CODE = field(name("error_code"), String.class);
  private static final Field<String> ERROR = field(name("error"), String.class);
  private static final Field<String> REQUEST_ID = field(name("request_id"), String.class);
  private static final Field<String> CREATED_AT = field(name("created_at"), String.class);
  private static final Field<String> UPDATED_AT = field(name("updated_at"), String.class);

  private static final String FORWARD = "forward";
  private static final String UNDOING = "undoing";

  private final Store store;
  private final InstantSource clock;
  private final Map<String, Saga> kinds;
  private final Map<String, Thread> running = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> bells = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public Sagas(Store store, InstantSource clock, List<Saga> kinds) {
    this.store = store;
    this.clock = clock;
    this.kinds = kinds.stream().collect(Collectors.toMap(Saga::kind, Function.identity()));
  }

  /** Takes up what an earlier program left unfinished. */
  public void recover() {
    List<String> unfinished =
        store.read(tx -> tx.sql().select(ID).from(SAGA).orderBy(CREATED_AT).fetch(ID));
    unfinished.forEach(this::launch);
  }

  /** Begins a saga in the caller's transaction; it runs once that is committed. */
  public void start(Tx tx, String kind, String subject, ObjectNode data) {
    if (!kinds.containsKey(kind)) {
      throw new IllegalArgumentException("no saga of kind " + kind);
    }
    String id = Id.newUuid();
    String now = Times.text(clock.instant());
    tx.sql()
        .insertInto(SAGA)
        .set(ID, id)
        .set(KIND, kind)
        .set(SUBJECT, subject)
        .set(STATE, FORWARD)
        .set(STEP, 0)
        .set(DATA, Json.text(data))
        .set(REQUEST_ID, RequestContext.requestId().orElse(""))
        .set(CREATED_AT, now)
        .set(UPDATED_AT, now)
        .execute();
    tx.afterCommit(() -> launch(id));
  }

  /** Has sagas that wait on {@code subject} look again at once. */
  public void wake(String subject) {
    CountDownLatch bell = bells.remove(subject);
    if (bell != null) {
      bell.countDown();
    }
  }

  /** How many run now. */
  public int running() {
    return running.size();
  }

  private void launch(String id) {
    if (closed) {
      return;
    }
    Thread thread = Thread.ofVirtual().name("saga-" + id).unstarted(() -> drive(id));
    if (running.putIfAbsent(id, thread) == null) {
      thread.start();
    }
  }

  /** A row as it was read. */
  private record Row(
      Run run, String state, int step, @Nullable CloudException error, String requestId) {}

  private @Nullable Row load(Tx tx, String id) {
    Record row = tx.sql().selectFrom(SAGA).where(ID.eq(id)).fetchOne();
    if (row == null) {
      return null;
    }
    String code = row.get(ERROR_CODE);
    CloudException error =
        code == null
            ? null
            : CloudException.of(ErrorKind.CONFLICT, code, String.valueOf(row.get(ERROR)));
    ObjectNode data = (ObjectNode) Json.parseOurs(row.get(DATA));
    Run run = new Run(id, row.get(KIND), row.get(SUBJECT), data);
    return new Row(run, row.get(STATE), row.get(STEP), error, row.get(REQUEST_ID));
  }

  private void drive(String id) {
    int failures = 0;
    try {
      while (!closed) {
        Row row = store.read(tx -> load(tx, id));
        Saga saga = row == null ? null : kinds.get(row.run().kind());
        if (row == null || saga == null) {
          return;
        }
        try {
          advance(saga, row);
          failures = 0;
        } catch (RuntimeException e) {
          failures++;
          LOG.log(
              System.Logger.Level.ERROR,
              () -> describe(row) + " will be tried again: " + e.getMessage(),
              e);
          Thread.sleep(backOff(failures));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.remove(id);
    }
  }

  private static Duration backOff(int failures) {
    Duration wait = Duration.ofMillis(100L << Math.min(failures, 12));
    return wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
  }

  private static String describe(Row row) {
    return "saga " + row.run().kind() + " of " + row.run().subject() + " at step " + row.step();
  }

  private void advance(Saga saga, Row row) throws InterruptedException {
    InterruptedException[] interrupted = {null};
    RequestContext.run(
        row.requestId(),
        () -> {
          try {
            if (row.state().equals(UNDOING)) {
              undo(saga, row);
            } else if (row.step() == saga.plan().size()) {
              finish(row);
            } else {
              forward(saga, row);
            }
          } catch (InterruptedException e) {
            interrupted[0] = e;
          }
        });
    if (interrupted[0] != null) {
      throw interrupted[0];
    }
  }

  private void forward(Saga saga, Row row) throws InterruptedException {
    Saga.Step step = saga.plan().get(row.step());
    String point = saga.kind() + "/" + step.name();
    switch (step) {
      case Saga.Do work -> {
        CrashPoint.reach(point);
        try {
          store.run(tx -> {
            if (stillAt(tx, row)) {
              Run run = row.run();
              work.work().run(tx, run);
              move(tx, row, FORWARD, row.step() + 1);
            }
          });
        } catch (RuntimeException e) {
          giveUpOrThrow(saga, row, e);
        }
        CrashPoint.reach(point + ":done");
      }
      case Saga.Await wait -> {
        if (store.read(tx -> wait.until().holds(tx, row.run()))) {
          store.run(tx -> moveIfStillAt(tx, row, row.step() + 1));
        } else {
          park(row.run().subject(), () -> store.read(tx -> wait.until().holds(tx, row.run())));
        }
      }
      case Saga.PointOfNoReturn none -> store.run(tx -> moveIfStillAt(tx, row, row.step() + 1));
    }
  }

  private void moveIfStillAt(Tx tx, Row row, int step) {
    if (stillAt(tx, row)) {
      move(tx, row, FORWARD, step);
    }
  }

  /**
   * Waits for the bell; the condition is looked at once more when it hangs, so no ring is missed.
   */
  private void park(String subject, BooleanSupplier holds) throws InterruptedException {
    CountDownLatch bell = bells.computeIfAbsent(subject, key -> new CountDownLatch(1));
    if (!holds.getAsBoolean()) {
      bell.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
    bells.remove(subject, bell);
  }

  private void giveUpOrThrow(Saga saga, Row row, RuntimeException e) {
    boolean canUndo =
        saga.plan().subList(0, row.step()).stream()
            .noneMatch(Saga.PointOfNoReturn.class::isInstance);
    boolean passing = e instanceof CloudException cloud && cloud.kind() == ErrorKind.UNAVAILABLE;
    if (!canUndo || passing) {
      throw e;
    }
    CloudException why =
        e instanceof CloudException cloud
            ? cloud
            : CloudException.of(
                ErrorKind.INTERNAL, "InternalError", "An unexpected error stopped it.", e);
    LOG.log(
        System.Logger.Level.WARNING,
        () -> describe(row) + " is undone: " + why.message(),
        e instanceof CloudException ? null : e);
    store.run(tx -> {
      if (stillAt(tx, row)) {
        tx.sql()
            .update(SAGA)
            .set(ERROR_CODE, why.code())
            .set(ERROR, why.message())
            .where(ID.eq(row.run().id()))
            .execute();
        move(tx, row, UNDOING, row.step() - 1);
      }
    });
  }

  private void undo(Saga saga, Row row) {
    if (row.step() < 0) {
      store.run(tx -> {
        if (stillAt(tx, row)) {
          CloudException why = row.error();
          saga.failed(
              tx,
              row.run(),
              why == null ? CloudException.conflict("Undone", "It was undone.") : why);
          delete(tx, row);
        }
      });
      return;
    }
    String point = saga.kind() + "/" + saga.plan().get(row.step()).name();
    CrashPoint.reach(point + ":undo");
    store.run(tx -> {
      if (stillAt(tx, row)) {
        if (saga.plan().get(row.step()) instanceof Saga.Do work) {
          work.undo().run(tx, row.run());
        }
        move(tx, row, UNDOING, row.step() - 1);
      }
    });
    CrashPoint.reach(point + ":undone");
  }

  private void finish(Row row) {
    store.run(tx -> {
      if (stillAt(tx, row)) {
        delete(tx, row);
      }
    });
  }

  private boolean stillAt(Tx tx, Row row) {
    Record now = tx.sql().select(STATE, STEP).from(SAGA).where(ID.eq(row.run().id())).fetchOne();
    return now != null && now.get(STATE).equals(row.state()) && now.get(STEP) == row.step();
  }

  private void move(Tx tx, Row row, String state, int step) {
    tx.sql()
        .update(SAGA)
        .set(STATE, state)
        .set(STEP, step)
        .set(DATA, Json.text(row.run().data()))
        .set(UPDATED_AT, Times.text(clock.instant()))
        .where(ID.eq(row.run().id()))
        .execute();
  }

  private static void delete(Tx tx, Row row) {
    tx.sql().deleteFrom(SAGA).where(ID.eq(row.run().id())).execute();
  }

  /** Stops between steps; what is unfinished goes on at the next start. */
  @Override
  public void close() {
    closed = true;
    running.values().forEach(Thread::interrupt);
  }
}
