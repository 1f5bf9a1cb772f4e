package haneul.platform.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.platform.store.TestDatabase;
import haneul.platform.store.Tx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEveryStore
final class SagasTest {
  private static final Table<Record> LOG = table(name("log"));
  private static final Field<String> LINE = field(name("line"), String.class);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final TestDatabase database;
  private final Store store;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final List<Sagas> all = new ArrayList<>();

  SagasTest(TestDatabase database, Store store) {
    this.database = database;
    this.store = store;
    store.run(tx -> tx.sql().execute("CREATE TABLE log (line TEXT NOT NULL)"));
  }

  @AfterEach
  void stop() {
    all.forEach(Sagas::close);
  }

  private Sagas sagas(Store on, Saga saga) {
    Sagas sagas = new Sagas(on, InstantSource.system(), List.of(saga), metrics);
    all.add(sagas);
    return sagas;
  }

  private static void log(Tx tx, String line) {
    tx.sql().insertInto(LOG).set(LINE, line).execute();
  }

  private List<String> lines() {
    return store.read(tx -> tx.sql().select(LINE).from(LOG).fetch(LINE));
  }

  private static Saga.Step logs(String name) {
    return Saga.step(
        name, (tx, run) -> log(tx, name + " " + run.subject()), (tx, run) -> log(tx, "un" + name));
  }

  private record TestSaga(List<Step> plan) implements Saga {
    @Override
    public String kind() {
      return "test";
    }

    @Override
    public void failed(Tx tx, Run run, CloudException why) {
      log(tx, "failed " + why.code());
    }
  }

  private static TestSaga saga(Saga.Step... steps) {
    return new TestSaga(List.of(steps));
  }

  private void start(Sagas sagas, String subject) {
    store.run(tx -> sagas.start(tx, "test", subject, Json.object()));
  }

  private void awaitEnd(Sagas sagas) {
    await().atMost(SOON).until(() -> sagas.running() == 0);
    assertThat(store.<Integer>read(tx -> tx.sql().fetchCount(table(name("saga"))))).isEqualTo(0);
  }

  @Test
  void runsEachStepOnceInOrder() {
    Sagas sagas = sagas(store, saga(logs("a"), Saga.pointOfNoReturn(), logs("b")));
    start(sagas, "s");
    awaitEnd(sagas);
    assertThat(lines()).containsExactly("a s", "b s");
    assertThat(metrics.timer("haneul.sagas", "kind", "test", "outcome", "done").count())
        .isEqualTo(1);
  }

  @Test
  void isNotBegunByATransactionThatFails() {
    Sagas sagas = sagas(store, saga(logs("a")));
    assertThatThrownBy(() ->
            store.run(tx -> {
              sagas.start(tx, "test", "s", Json.object());
              throw new IllegalStateException("no");
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(sagas.running()).isEqualTo(0);
    assertThat(lines()).isEmpty();
  }

  @Test
  void undoesLastFirstAndTellsWhy() {
    Saga.Step fails =
        Saga.step(
            "c",
            (tx, run) -> {
              log(tx, "lost");
              throw CloudException.conflict("NoRoom", "There is no room.");
            });
    Sagas sagas = sagas(store, saga(logs("a"), logs("b"), fails));
    start(sagas, "s");
    awaitEnd(sagas);
    assertThat(lines()).containsExactly("a s", "b s", "unb", "una", "failed NoRoom");
    assertThat(metrics.timer("haneul.sagas", "kind", "test", "outcome", "undone").count())
        .isEqualTo(1);
  }

  @Test
  void afterThePointOfNoReturnItIsTriedUntilItWorks() {
    AtomicInteger tries = new AtomicInteger();
    Saga.Step fails =
        Saga.step(
            "b",
            (tx, run) -> {
              log(tx, "b");
              if (tries.incrementAndGet() <= 2) {
                throw CloudException.conflict("NoRoom", "There is no room.");
              }
            });
    Sagas sagas = sagas(store, saga(logs("a"), Saga.pointOfNoReturn(), fails));
    start(sagas, "s");
    awaitEnd(sagas);
    assertThat(lines()).containsExactly("a s", "b");
    assertThat(metrics.counter("haneul.sagas.retries", "kind", "test").count()).isEqualTo(2);
  }

  @Test
  void aStepThatRunsAgainFindsItsDataAsItWas() {
    AtomicInteger tries = new AtomicInteger();
    Saga.Step counts =
        Saga.step(
            "a",
            (tx, run) -> {
              run.data().put("count", run.data().path("count").asInt(0) + 1);
              if (tries.incrementAndGet() == 1) {
                throw CloudException.of(ErrorKind.UNAVAILABLE, "Busy", "Busy.");
              }
            });
    Saga.Step tells =
        Saga.step("b", (tx, run) -> log(tx, "count " + run.data().path("count").asInt(0)));
    Sagas sagas = sagas(store, saga(counts, tells));
    start(sagas, "s");
    awaitEnd(sagas);
    assertThat(lines()).containsExactly("count 1");
  }

  @Test
  void waitsUntilItIsWokenAndTheConditionHolds() {
    Saga.Step waits = Saga.await("wait", (tx, run) -> logged(tx, "go " + run.subject()));
    Sagas sagas = sagas(store, saga(waits, logs("a")));
    start(sagas, "s");
    start(sagas, "t");
    await().atMost(SOON).until(() -> sagas.running() == 2);
    sagas.wake("s");
    assertThat(sagas.running()).isEqualTo(2);
    // Each ring comes right after a look that found nothing: it must not be missed.
    long began = System.nanoTime();
    for (String subject : List.of("s", "t")) {
      store.run(tx -> {
        log(tx, "go " + subject);
        tx.afterCommit(() -> sagas.wake(subject));
      });
    }
    awaitEnd(sagas);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    assertThat(lines()).contains("a s", "a t");
  }

  private static boolean logged(Tx tx, String line) {
    return tx.sql().fetchExists(tx.sql().selectFrom(LOG).where(LINE.eq(line)));
  }

  @Test
  void aWaitThatTakesTooLongFails() {
    Saga.Step waits = Saga.await("wait", Duration.ofMillis(10), (tx, run) -> false);
    Sagas sagas = sagas(store, saga(logs("a"), waits));
    start(sagas, "s");
    awaitEnd(sagas);
    assertThat(lines()).containsExactly("a s", "una", "failed Timeout");
  }

  @Test
  void givingUpAfterThePointOfNoReturnIsRefused() {
    Saga.Step waits = Saga.await("wait", Duration.ofMillis(10), (tx, run) -> false);
    assertThatThrownBy(() -> sagas(store, saga(Saga.pointOfNoReturn(), waits)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Each controller stops after one step, wherever it is, and the next takes over. */
  @Test
  void anotherTakesUpWhatOneLeft() {
    List<Saga.Step> steps = new ArrayList<>();
    for (String step : List.of("a", "b", "c", "d")) {
      steps.add(logs(step));
    }
    AtomicInteger fuse = new AtomicInteger(1);
    List<Saga.Step> stopping = new ArrayList<>();
    for (Saga.Step step : steps) {
      Saga.Do work = (Saga.Do) step;
      stopping.add(
          Saga.step(
              work.name(),
              (tx, run) -> {
                if (fuse.getAndDecrement() <= 0) {
                  throw CloudException.of(ErrorKind.UNAVAILABLE, "Stop", "Stopped here.");
                }
                work.work().run(tx, run);
              }));
    }
    TestSaga saga = new TestSaga(stopping);
    Sagas first = sagas(store, saga);
    start(first, "s");
    for (int done = 1; done <= 4; done++) {
      int steps1 = done;
      await().atMost(SOON).until(() -> lines().size() == steps1);
      all.getLast().close();
      fuse.set(1);
      Sagas next = sagas(database.open(), saga);
      next.recover();
    }
    awaitEnd(all.getLast());
    assertThat(lines()).containsExactly("a s", "b s", "c s", "d s");
  }

  @Test
  void twoControllersRunEachStepOnce() {
    TestSaga saga = saga(logs("a"), logs("b"), Saga.pointOfNoReturn(), logs("c"));
    Sagas none = sagas(store, saga);
    none.close();
    for (int i = 0; i < 20; i++) {
      start(none, "s" + i);
    }
    Sagas one = sagas(store, saga);
    Sagas two = sagas(database.open(), saga);
    Thread other = Thread.ofVirtual().start(two::recover);
    one.recover();
    await().atMost(SOON).until(() -> !other.isAlive());
    await().atMost(SOON).until(() -> one.running() + two.running() == 0);
    assertThat(lines()).hasSize(60).doesNotHaveDuplicates();
    assertThat(metrics.timer("haneul.sagas", "kind", "test", "outcome", "done").count())
        .isEqualTo(20);
  }

  @Test
  void twoControllersUndoEachStepOnce() {
    Saga.Step fails =
        Saga.step(
            "b",
            (tx, run) -> {
              throw CloudException.conflict("NoRoom", "There is no room.");
            });
    TestSaga saga = saga(logs("a"), fails);
    Sagas none = sagas(store, saga);
    none.close();
    for (int i = 0; i < 20; i++) {
      start(none, "s" + i);
    }
    Sagas one = sagas(store, saga);
    Sagas two = sagas(database.open(), saga);
    one.recover();
    two.recover();
    await().atMost(SOON).until(() -> one.running() + two.running() == 0);
    List<String> lines = lines();
    assertThat(lines).hasSize(60);
    assertThat(lines.stream().filter("una"::equals)).hasSize(20);
    assertThat(lines.stream().filter("failed NoRoom"::equals)).hasSize(20);
  }

  @Test
  void aThousandAtOnceExhaustNothing() {
    AtomicInteger active = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Saga.Step counts =
        Saga.step(
            "count",
            (tx, run) -> {
              most.accumulateAndGet(active.incrementAndGet(), Math::max);
              log(tx, run.subject());
              active.decrementAndGet();
            });
    Sagas sagas = sagas(store, saga(counts));
    store.run(tx -> {
      for (int i = 0; i < 1_000; i++) {
        sagas.start(tx, "test", "s" + i, Json.object());
      }
    });
    await().atMost(Duration.ofSeconds(60)).until(() -> sagas.running() == 0);
    assertThat(lines()).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(most.get()).isLessThanOrEqualTo(Sagas.MOST_ACTIVE);
  }

  @Test
  void closingStopsThoseThatWait() {
    Sagas sagas = sagas(store, saga(Saga.await("wait", (tx, run) -> false)));
    for (int i = 0; i < 10; i++) {
      start(sagas, "s" + i);
    }
    long began = System.nanoTime();
    sagas.close();
    assertThat(sagas.running()).isEqualTo(0);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }
}
