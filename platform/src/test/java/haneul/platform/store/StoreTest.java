package haneul.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
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
      tx.sql().insertInto(COUNTER).set(VALUE, 0).execute();
    });
  }

  private int value(Store from) {
    return from.read(tx -> tx.sql().select(VALUE).from(COUNTER).fetchSingle(VALUE));
  }

  @Test
  void writesAreSeenByAnotherStoreOfTheSameDatabase() {
    store.run(tx -> tx.sql().update(COUNTER).set(VALUE, 7).execute());
    assertThat(value(database.open())).isEqualTo(7);
  }

  @Test
  void anExceptionRollsBackAndRunsNothingAfterCommit() {
    List<String> ran = new ArrayList<>();
    assertThatThrownBy(() ->
            store.run(tx -> {
              tx.sql().update(COUNTER).set(VALUE, 7).execute();
              tx.afterCommit(() -> ran.add("after"));
              throw new IllegalStateException("no");
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(value(store)).isEqualTo(0);
    assertThat(ran).isEmpty();
  }
}
