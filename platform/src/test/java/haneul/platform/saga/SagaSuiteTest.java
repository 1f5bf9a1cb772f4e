package haneul.platform.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.base.error.CloudException;
import haneul.platform.http.Json;
import haneul.platform.store.Store;
import haneul.platform.store.TestDatabase;
import haneul.platform.store.TestStores;
import haneul.platform.store.Tx;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The suite passes a sound saga, and finds what is wrong with one that is not. */
final class SagaSuiteTest {

  /** Takes things from a shelf; {@code forgetful} does not put the second one back. */
  private record Taking(boolean forgetful) implements Saga {
    @Override
    public String kind() {
      return "take";
    }

    @Override
    public List<Step> plan() {
      return List.of(
          Saga.step("take-one", (tx, run) -> take(tx, "one"), (tx, run) -> putBack(tx, "one")),
          Saga.step(
              "take-two",
              (tx, run) -> take(tx, "two"),
              (tx, run) -> putBack(tx, forgetful ? "none" : "two")),
          Saga.await("word", (tx, run) -> has(tx, "word")),
          Saga.pointOfNoReturn(),
          Saga.step("take-three", (tx, run) -> take(tx, "three")),
          Saga.await("second-word", (tx, run) -> has(tx, "second-word")));
    }

    private static void take(Tx tx, String what) {
      tx.sql().execute("INSERT INTO taken VALUES (?)", what);
    }

    private static void putBack(Tx tx, String what) {
      tx.sql().execute("DELETE FROM taken WHERE what = ?", what);
    }

    private static boolean has(Tx tx, String what) {
      return tx.sql()
          .fetchExists(
              tx.sql().selectFrom(table(name("taken"))).where(field(name("what")).eq(what)));
    }

    @Override
    public void failed(Tx tx, Run run, CloudException why) {}
  }

  private static final class Shelf implements SagaSuite.Scenario {
    private final TestDatabase database = TestStores.sqlite();
    private final Store store = database.open();
    private final Saga saga;

    Shelf(boolean forgetful) {
      saga = new Taking(forgetful);
      store.run(tx -> tx.sql().execute("CREATE TABLE taken (what TEXT PRIMARY KEY)"));
    }

    @Override
    public Store store() {
      return store;
    }

    @Override
    public Saga saga() {
      return saga;
    }

    @Override
    public void begin(Sagas sagas) {
      store.run(tx -> sagas.start(tx, "take", "shelf", Json.object()));
    }

    @Override
    public void happen(Tx tx, String await) {
      Taking.take(tx, await);
    }

    @Override
    public Object leftovers(Tx tx) {
      return tx.sql().fetch("SELECT what FROM taken WHERE what <> 'word' ORDER BY what").toString();
    }

    @Override
    public Object result(Tx tx) {
      return tx.sql().fetch("SELECT what FROM taken ORDER BY what").toString();
    }

    @Override
    public void close() {
      database.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> aSoundSagaPasses() {
    return SagaSuite.of(() -> new Shelf(false));
  }

  @Test
  @Tag("long")
  void aForgottenUndoIsFound() {
    List<String> failed =
        SagaSuite.of(() -> new Shelf(true))
            .filter(SagaSuiteTest::fails)
            .map(DynamicTest::getDisplayName)
            .toList();
    assertThat(failed)
        .containsExactly("word fails, all is undone", "word fails, each undo is tried thrice");
  }

  private static boolean fails(DynamicTest test) {
    try {
      test.getExecutable().execute();
      return false;
    } catch (Throwable e) {
      assertThatThrownBy(
              () -> {
                throw e;
              })
          .isInstanceOf(AssertionError.class);
      return true;
    }
  }
}
