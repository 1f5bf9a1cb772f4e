package haneul.services.identity.store.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.platform.store.TestDatabase;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.RandomClaims;
import haneul.services.identity.domain.UseSlot;
import haneul.services.identity.store.GenerationRows;
import haneul.services.identity.store.RevocationRows;
import haneul.services.identity.store.TokenRows;
import haneul.services.identity.store.TokenUseRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** Tokens in a table, on both databases. */
@OnEveryStore
class SqlTokensTest extends TokenDriverSuite {
  private final Instant now = Instant.now();

  private final Store store;
  private final Store other;

  SqlTokensTest(TestDatabase database) {
    this.store = database.open();
    this.other = store.embedded() ? store : database.open();
  }

  @Override
  SqlTokens driver() {
    return new SqlTokens(store);
  }

  @Override
  SqlTokens elsewhere() {
    return new SqlTokens(other);
  }

  private String issued(Duration life) {
    return driver().issue(RandomClaims.claims(new Random(1), now.plus(life)));
  }

  @Test
  void thePurgeTakesAFewOfTheExpiredAtATimeAndNoOther() {
    String live = issued(Duration.ofMinutes(1));
    List<String> expired = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      expired.add(issued(Duration.ofMinutes(-i)));
    }

    assertThat(purge(3)).isEqualTo(3);
    assertThat(expired.stream().filter(token -> driver().open(token).isPresent()))
        .containsExactly(expired.get(0), expired.get(1));
    assertThat(purge(3)).isEqualTo(2);
    assertThat(purge(3)).isZero();
    assertThat(driver().open(live)).isPresent();
  }

  private int expired() {
    return store.read(tx -> TokenRows.expired(tx, now, 100_000));
  }

  private int purge(int most) {
    return store.write(tx -> TokenRows.purge(tx, now, most));
  }

  /** A write that comes while much is purged waits for one handful, not for all. */
  @Test
  void aWriteComesBetweenTwoHandfuls() throws InterruptedException {
    int all = 20_000;
    store.run(tx -> {
      for (int i = 0; i < all; i++) {
        TokenRows.insert(tx, "expired-" + i, "user", new byte[70], now.minusSeconds(i + 1));
      }
    });
    Thread purge =
        Thread.ofVirtual()
            .start(() -> {
              int gone;
              do {
                gone = purge(500);
              } while (gone > 0);
            });

    String token = issued(Duration.ofMinutes(1));

    assertThat(driver().open(token)).isPresent();
    assertThat(expired()).isPositive();
    purge.join();
    assertThat(expired()).isZero();
    assertThat(driver().open(token)).isPresent();
  }

  @Test
  void theTableHoldsNoToken() {
    String token = issued(Duration.ofMinutes(1));

    String row = store.read(tx -> tx.sql().selectFrom("identity_token").fetch().toString());

    assertThat(row).doesNotContain(token).doesNotContain(token.substring(3));
  }

  /** The seed's slow query read the whole table. Each of ours must be answered by an index. */
  @Test
  void everyQueryHasItsIndex() {
    assertThat(plans(tx -> TokenRows.claims(tx, "hash"))).doesNotContain("SCAN identity_");
    assertThat(plans(tx -> TokenRows.purge(tx, now, 500))).doesNotContain("SCAN identity_");
    assertThat(plans(tx -> TokenRows.expired(tx, now, 500))).doesNotContain("SCAN identity_");
    assertThat(plans(tx -> GenerationRows.unlessRevoked(tx, "id")))
        .doesNotContain("SCAN identity_revocation");
    assertThat(plans(tx -> RevocationRows.purge(tx, now, 500))).doesNotContain("SCAN identity_");
    assertThat(plans(tx -> TokenUseRows.purge(tx, now, 500))).doesNotContain("SCAN identity_");
    var row = new TokenUseRows.Row(UseSlot.of("user", now), new UseSlot.Counts(1, 1, 1));
    assertThat(plans(tx -> TokenUseRows.add(tx, row))).doesNotContain("SCAN identity_");
    assertThat(plans(tx -> TokenUseRows.report(tx, now, 10))).doesNotContain("SCAN identity_");
    assertThat(plans(tx -> tx.sql().selectFrom("identity_token").fetch()))
        .contains("SCAN identity_token");
  }

  /** How the database would do what {@code work} asks, in SQLite's words. */
  private String plans(Consumer<Tx> work) {
    List<String> statements = new ArrayList<>();
    store.run(tx -> {
      tx.sql()
          .configuration()
          .set(
              ExecuteListener.onExecuteStart((ExecuteContext context) -> {
                if (context.query() != null) {
                  statements.add(DSL.using(tx.sql().dialect()).renderInlined(context.query()));
                }
              }));
      work.accept(tx);
    });
    assertThat(statements).isNotEmpty();
    return String.join("\n", statements.stream().map(this::plan).toList());
  }

  private String plan(String statement) {
    return store.read(tx -> {
      if (store.embedded()) {
        return tx.sql().fetch("EXPLAIN QUERY PLAN " + statement).toString();
      }
      // Small tables are read whole unless that is made dear.
      tx.sql().execute("SET LOCAL enable_seqscan = off");
      return tx.sql().fetch("EXPLAIN " + statement).toString().replace("Seq Scan on", "SCAN");
    });
  }
}
