package haneul.platform.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

@OnEveryStore
final class StoreTest {
  private static final Table<Record> COUNTER = table(name("counter"));
  private static final Field<Integer> VALUE = field(name("value"), Integer.class);

  private final TestDatabase database;
  private final Store store;

  StoreTest(TestDatabase database, Store store) {
    this.database = database;
    this.store = store;
    store.run(tx -> {
      tx.sql().execute("CREATE TABLE counter (value INTEGER NOT NULL)");
      tx.sql().execute("CREATE TABLE named (name TEXT PRIMARY KEY)");
      tx.sql().insertInto(COUNTER).set(VALUE, 0).execute();
    });
  }

  private static int value(Tx tx) {
    return tx.sql().select(VALUE).from(COUNTER).fetchSingle(VALUE);
  }

  private static void set(Tx tx, int value) {
    tx.sql().update(COUNTER).set(VALUE, value).execute();
  }

  private static void all(List<Future<?>> futures) throws Exception {
    for (Future<?> future : futures) {
      future.get(60, SECONDS);
    }
  }

  @Test
  void writesAreSeenByAnotherStoreOfTheSameDatabase() {
    store.run(tx -> set(tx, 7));
    assertThat(database.open().read(StoreTest::value)).isEqualTo(7);
  }

  @Test
  void anOpenStoreAnswers() {
    assertThat(store.answers()).isTrue();
  }

  @Test
  void anExceptionRollsBackAndRunsNothingAfterCommit() {
    List<String> ran = new ArrayList<>();
    assertThatThrownBy(() ->
            store.run(tx -> {
              set(tx, 7);
              tx.afterCommit(() -> ran.add("after"));
              throw new IllegalStateException("no");
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store.read(StoreTest::value)).isEqualTo(0);
    assertThat(ran).isEmpty();
  }

  @Test
  void whatRunsAfterCommitMayUseTheStoreAndFail() {
    AtomicInteger seen = new AtomicInteger();
    store.run(tx -> {
      set(tx, 7);
      tx.afterCommit(() -> {
        throw new IllegalStateException("is logged");
      });
      tx.afterCommit(() -> seen.set(store.read(StoreTest::value)));
    });
    assertThat(seen).hasValue(7);
  }

  @Test
  void brokenSqlRollsBackAndTheStoreGoesOn() {
    assertThatThrownBy(() ->
            store.run(tx -> {
              set(tx, 7);
              tx.sql().execute("INSERT INTO nowhere VALUES (1)");
            }))
        .isInstanceOf(DataAccessException.class);
    store.run(tx -> set(tx, value(tx) + 1));
    assertThat(store.read(StoreTest::value)).isEqualTo(1);
  }

  @Test
  void readersCannotWrite() {
    assertThatThrownBy(() -> store.read(tx -> tx.sql().update(COUNTER).set(VALUE, 7).execute()))
        .isInstanceOf(DataAccessException.class);
    assertThat(store.read(StoreTest::value)).isEqualTo(0);
    store.run(tx -> set(tx, 1));
  }

  @Test
  void aBriefReadSeesWhatWasWrittenAndLeavesNothing() {
    store.run(tx -> set(tx, 7));
    List<Integer> after = new ArrayList<>();
    int read =
        store.readBriefly(tx -> {
          tx.afterCommit(() -> after.add(1));
          return value(tx);
        });
    assertThat(read).isEqualTo(7);
    assertThat(after).containsExactly(1);
    try {
      store.readBriefly(tx -> tx.sql().update(COUNTER).set(VALUE, 8).execute());
    } catch (DataAccessException refused) {
      // By PostgreSQL; SQLite takes it back.
    }
    assertThat(store.read(StoreTest::value)).isEqualTo(7);
  }

  @Test
  void aReadIsOneSnapshot() {
    List<Integer> seen =
        store.read(tx -> {
          int before = value(tx);
          runElsewhere(() -> store.run(write -> set(write, 7)));
          return List.of(before, value(tx));
        });
    assertThat(seen).containsExactly(0, 0);
    assertThat(store.read(StoreTest::value)).isEqualTo(7);
  }

  private static void runElsewhere(Runnable work) {
    try {
      Thread thread = Thread.ofVirtual().start(work);
      thread.join(10_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void concurrentIncrementsOfTwoControllersLoseNothing() throws Exception {
    Store other = database.open();
    AtomicInteger committed = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Store mine = i % 2 == 0 ? store : other;
        futures.add(
            threads.submit(() ->
                mine.run(tx -> {
                  set(tx, value(tx) + 1);
                  tx.afterCommit(committed::incrementAndGet);
                })));
      }
      all(futures);
    }
    assertThat(store.read(StoreTest::value)).isEqualTo(50);
    assertThat(committed).hasValue(50);
  }

  /** Two that both look before they insert: one inserts, the other is told that it is taken. */
  @Test
  void lookingBeforeInsertingIsSafe() throws Exception {
    for (int round = 0; round < 10; round++) {
      String wanted = "name-" + round;
      AtomicInteger taken = new AtomicInteger();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          futures.add(threads.submit(() -> insertUnlessTaken(wanted, taken)));
        }
        all(futures);
      }
      assertThat(taken).hasValue(3);
    }
  }

  private void insertUnlessTaken(String wanted, AtomicInteger taken) {
    boolean inserted =
        store.write(tx -> {
          Table<Record> named = table(name("named"));
          Field<String> column = field(name("name"), String.class);
          if (tx.sql().fetchExists(tx.sql().selectFrom(named).where(column.eq(wanted)))) {
            return false;
          }
          return tx.sql().insertInto(named).set(column, wanted).execute() == 1;
        });
    if (!inserted) {
      taken.incrementAndGet();
    }
  }

  @Test
  void aDuplicateKeyIsADefectAndSoonReported() {
    assertThatThrownBy(() ->
            store.run(tx -> {
              tx.sql().execute("INSERT INTO named VALUES ('a')");
              tx.sql().execute("INSERT INTO named VALUES ('a')");
            }))
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void transactionsDoNotNest() {
    assertThatThrownBy(() -> store.run(tx -> store.run(inner -> set(inner, 7))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.read(tx -> store.read(StoreTest::value)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTransactionCannotBeUsedAfterItsEnd() {
    Tx leaked = store.write(tx -> tx);
    assertThatThrownBy(leaked::sql).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> leaked.afterCommit(() -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptedThreadStopsWaitingForItsTurn() throws Exception {
    CountDownLatch holding = new CountDownLatch(database.writers());
    CountDownLatch release = new CountDownLatch(1);
    List<Thread> holders = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      holders.add(
          Thread.ofVirtual()
              .start(() ->
                  store.write(tx -> {
                    holding.countDown();
                    await(release);
                    return tx;
                  })));
    }
    holding.await();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiting =
        Thread.ofVirtual()
            .unstarted(() -> {
              try {
                store.run(tx -> set(tx, 1));
              } catch (CloudException e) {
                thrown.set(e);
              }
            });
    waiting.start();
    waiting.interrupt();
    waiting.join(5_000);
    release.countDown();
    for (Thread holder : holders) {
      holder.join(10_000);
    }
    assertThat(thrown.get())
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
    assertThat(store.read(StoreTest::value)).isEqualTo(0);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
