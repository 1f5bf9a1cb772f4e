package haneul.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
final class PostgresStoreTest {
  @Test
  void transactionsAreSerializableAndLimited() {
    try (TestDatabase database = TestStores.postgresql();
        Store store = database.open()) {
      assertThat(store.<String>write(tx -> show(tx, "transaction_isolation")))
          .isEqualTo("serializable");
      assertThat(store.<String>write(tx -> show(tx, "statement_timeout"))).isEqualTo("30s");
      assertThat(store.<String>write(tx -> show(tx, "lock_timeout"))).isEqualTo("10s");
      assertThat(store.<String>read(tx -> show(tx, "transaction_isolation")))
          .isEqualTo("repeatable read");
      assertThat(store.<String>read(tx -> show(tx, "transaction_read_only"))).isEqualTo("on");
    }
  }

  private static String show(Tx tx, String name) {
    return String.valueOf(tx.sql().fetchValue("SHOW " + name));
  }

  @Test
  void controllersThatStartTogetherMigrateOnce() throws Exception {
    TestPostgres cluster = TestPostgres.running();
    String name = cluster.createEmptyDatabase();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Store>> stores = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        stores.add(threads.submit(() -> Store.postgresql(cluster.url(name))));
      }
      for (Future<Store> store : stores) {
        store.get(60, TimeUnit.SECONDS).close();
      }
    }
    cluster.dropDatabase(name);
  }

  @Test
  void whatIsMissingIsMigratedWhateverAnotherProgramLeft() {
    try (TestDatabase database = TestStores.postgresql();
        Store store = database.open()) {
      store.run(tx -> {
        tx.sql().execute("COMMENT ON TABLE flyway_schema_history IS 'migrated by haneul: 1'");
        tx.sql().execute("DELETE FROM flyway_schema_history WHERE version = '007'");
        tx.sql().execute("ALTER TABLE host DROP COLUMN own_revision");
      });
      Store later = database.open();
      assertThat(
              later.<Integer>read(
                  tx -> tx.sql().fetchCount(table("host"), field("own_revision").isNull())))
          .isZero();
    }
  }

  @Test
  void aBrokenConnectionIsUnavailableAndThenReplaced() {
    try (TestDatabase database = TestStores.postgresql();
        Store store = database.open();
        Store other = database.open()) {
      assertThatThrownBy(() ->
              store.run(tx -> {
                String mine = String.valueOf(tx.sql().fetchValue("SELECT pg_backend_pid()"));
                runElsewhere(() ->
                    other.run(killer ->
                        killer.sql().fetchValue("SELECT pg_terminate_backend(" + mine + ")")));
                tx.sql().fetchValue("SELECT 1");
              }))
          .isInstanceOfSatisfying(
              CloudException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
      store.run(tx -> tx.sql().fetchValue("SELECT 1"));
    }
  }

  private static void runElsewhere(Runnable work) {
    try {
      Thread.ofVirtual().start(work).join(10_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsWrongWithTheAddressIsSaidWithoutThePassword() {
    String url = TestPostgres.running().url("postgres");
    String password = url.replaceFirst(".*:([^@]*)@.*", "$1");
    refused(url.replace(password, "s3cret"), "s3cret", "refused the user or the password");
    refused(url.replace("/postgres", "/nowhere"), password, "createdb --owner=USER nowhere");
    refused(url.replaceFirst(":[0-9]+/", ":1/"), password, "It does not answer");
  }

  private static void refused(String url, String secret, String mend) {
    assertThatThrownBy(() -> Store.postgresql(url))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("postgresql://haneul@127.0.0.1:")
        .hasMessageContaining(mend)
        .satisfies(thrown -> {
          for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain(secret);
          }
        });
  }
}
