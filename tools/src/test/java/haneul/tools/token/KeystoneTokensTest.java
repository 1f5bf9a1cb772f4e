package haneul.tools.token;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.console.CliRun;
import haneul.tools.token.keystone.KeystoneDatabase;
import haneul.tools.token.keystone.TokenFlush;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Report, advice and flush of the seed's 20,916 tokens. */
class KeystoneTokensTest extends OnKeystone {
  private static final String WAITING =
      "SELECT variable_value FROM information_schema.global_status"
          + " WHERE variable_name = 'Innodb_row_lock_current_waits'";

  KeystoneTokensTest(@TempDir Path directory) throws IOException, SQLException {
    super(directory);
  }

  /** The seed's three users with as many live tokens as it counted for them. */
  private void fillAsTheSeed() throws SQLException {
    execute(HavanaTable.tokens(HavanaTable.NOVA, 1, "UTC_TIMESTAMP() + INTERVAL 1 HOUR", 1));
    execute(HavanaTable.tokens(HavanaTable.ADMIN, 4, "UTC_TIMESTAMP() + INTERVAL 2 HOUR", 1));
    execute(HavanaTable.tokens(HavanaTable.QUANTUM, 557, "UTC_TIMESTAMP() + INTERVAL 19 HOUR", 30));
    execute(
        HavanaTable.tokens(HavanaTable.QUANTUM, 20_354, "UTC_TIMESTAMP() - INTERVAL 8 DAY", 30));
  }

  @Test
  void theReportIsTheSeedsAndNamesWhoMints() throws SQLException {
    fillAsTheSeed();

    String text = run("report").ok();
    JsonNode report = json("report");

    assertThat(report.get("tokens").intValue()).isEqualTo(20_916);
    assertThat(report.get("expired").intValue()).isEqualTo(20_354);
    JsonNode quantum = report.get("users").get(0);
    assertThat(quantum.get("user_name").stringValue()).isEqualTo("quantum");
    assertThat(quantum.get("live").intValue()).isEqualTo(557);
    assertThat(quantum.get("issued_last_hour").intValue()).isEqualTo(120);
    assertThat(quantum.get("mints_many").booleanValue()).isTrue();
    assertThat(report.get("users").get(1).get("tokens").intValue()).isEqualTo(4);
    assertThat(text)
        .contains("quantum made 120 tokens in the last hour")
        .contains("20916 tokens, 20354 of them expired")
        .doesNotContain("admin made");
  }

  @Test
  void adviceFindsTheSlowQueryAndMakesItsIndex() throws SQLException {
    fillAsTheSeed();
    JsonNode before = json("advise");
    assertThat(before.at("/before/0/index").stringValue()).isEmpty();
    assertThat(before.at("/before/0/rows_read").intValue()).isGreaterThan(10_000);
    assertThat(before.at("/statements/0").stringValue())
        .isEqualTo(
            "ALTER TABLE token ADD INDEX idx_token_valid_expires (valid, expires),"
                + " ALGORITHM=INPLACE, LOCK=NONE");
    assertThat(before.get("applied").booleanValue()).isFalse();
    assertThat(run("advise").ok()).contains("none: the whole table").contains("or this command");
    assertThat(json("advise").get("statements")).hasSize(3);

    JsonNode after = json("advise", "--apply");

    assertThat(after.get("applied").booleanValue()).isTrue();
    assertThat(after.at("/after/0/index").stringValue()).isEqualTo("idx_token_valid_expires");
    assertThat(after.at("/after/1/index").stringValue()).isEqualTo("idx_token_expires");
    assertThat(after.at("/after/0/rows_read").intValue()).isLessThan(1_000);
    assertThat(after.at("/after/2/index").stringValue()).isEqualTo("idx_token_user_id");
    assertThat(json("advise").get("statements")).isEmpty();
    assertThat(run("advise", "--apply").ok()).contains("No index is missing");
  }

  @Test
  void whatKeystonesOwnIndexAnswersNeedsNoOther() throws SQLException {
    fillAsTheSeed();
    execute("CREATE INDEX ix_token_expires_valid ON token (expires, valid)");

    JsonNode advice = json("advise");

    assertThat(advice.get("statements")).hasSize(1);
    assertThat(advice.at("/statements/0").stringValue()).contains("(user_id)");
  }

  @Test
  void aTransactionThatKeepsTheTableIsNamedAndNothingIsMade() throws SQLException {
    execute(HavanaTable.tokens(HavanaTable.NOVA, 10, "UTC_TIMESTAMP()", 1));
    try (Connection other = server.connect(name)) {
      other.setAutoCommit(false);
      number(other, "SELECT COUNT(*) FROM token");

      assertThat(run("advise", "--apply").refused()).contains("SHOW FULL PROCESSLIST");

      other.rollback();
    }
    assertThat(json("advise").get("statements")).hasSize(3);
  }

  @Test
  void anEngineThatWouldBlockIsRefused() throws SQLException {
    execute("ALTER TABLE token ENGINE=MyISAM");

    assertThat(run("advise", "--apply").refused()).contains("MyISAM").contains("nothing was made");
  }

  @Test
  void theFlushTakesWhatHasExpiredWithAndWithoutAnIndex() throws SQLException {
    fillAsTheSeed();
    long revokedAndLive =
        number("SELECT COUNT(*) FROM token WHERE expires > UTC_TIMESTAMP() AND valid = 0");

    assertThat(run("flush", "--rate", "0").ok())
        .contains("the whole table is walked through")
        .contains("Removed 20354 expired rows.");

    assertThat(number("SELECT COUNT(*) FROM token")).isEqualTo(562);
    assertThat(number("SELECT COUNT(*) FROM token WHERE valid = 0")).isEqualTo(revokedAndLive);
    assertThat(json("flush").get("removed").intValue()).isZero();

    run("advise", "--apply").ok();
    execute(HavanaTable.tokens(HavanaTable.ADMIN, 1_234, "UTC_TIMESTAMP() - INTERVAL 1 DAY", 1));
    JsonNode flushed = json("flush", "--batch", "100");
    assertThat(flushed.get("removed").intValue()).isEqualTo(1_234);
    assertThat(flushed.get("whole").booleanValue()).isTrue();
    assertThat(number("SELECT COUNT(*) FROM token")).isEqualTo(562);
  }

  @Test
  void aFlushThatIsInterruptedHasDoneWholeBatchesAndCanBeRunAgain() throws Exception {
    execute(HavanaTable.tokens(HavanaTable.ADMIN, 1_000, "UTC_TIMESTAMP() - INTERVAL 1 DAY", 1));
    try (KeystoneDatabase database =
        KeystoneDatabase.open(server.url(name), TestMariaDb.USER, server.password())) {
      AtomicBoolean stop = new AtomicBoolean();
      long gone = new TokenFlush(database, 100, 0).run(done -> stop.set(done >= 300), stop::get);

      assertThat(gone).isEqualTo(number("SELECT 1000 - COUNT(*) FROM token")).isBetween(300L, 399L);
    }
    run("flush").ok();
    assertThat(number("SELECT COUNT(*) FROM token")).isZero();
  }

  @Test
  void aRowThatSomebodyElseHasIsWaitedForAndThenGoes() throws Exception {
    execute(HavanaTable.tokens(HavanaTable.ADMIN, 10, "UTC_TIMESTAMP() - INTERVAL 1 DAY", 1));
    try (Connection other = server.connect(name)) {
      other.setAutoCommit(false);
      number(other, "SELECT 1 FROM token ORDER BY id LIMIT 1 FOR UPDATE");
      Thread releaser =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (number(WAITING) == 0) {
                    Thread.sleep(10);
                  }
                  other.rollback();
                } catch (SQLException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });

      assertThat(json("flush").get("removed").intValue()).isEqualTo(10);
      releaser.join();
    }
  }

  @Test
  void aKeystoneWithoutATokenTableIsToldSo() throws SQLException {
    execute("DROP TABLE token");
    execute("CREATE TABLE revocation_event (id int PRIMARY KEY)");
    execute("INSERT INTO revocation_event VALUES (1), (2)");

    assertThat(run("report").ok()).contains("keeps no tokens").contains("2 revocation events");
    assertThat(json("report").get("token_table").booleanValue()).isFalse();
    assertThat(run("advise").ok()).contains("Nothing to index");
    assertThat(run("flush").ok()).contains("Removed 0");
  }

  @Test
  void laterKeystonesHaveTheirNamesElsewhere() throws SQLException {
    fillAsTheSeed();
    execute("ALTER TABLE user DROP COLUMN name");
    execute("CREATE TABLE local_user (user_id varchar(64) PRIMARY KEY, name varchar(255))");
    execute("INSERT INTO local_user VALUES ('" + HavanaTable.QUANTUM + "', 'neutron')");

    assertThat(json("report").at("/users/0/user_name").stringValue()).isEqualTo("neutron");
  }

  @Test
  void whatIsWrongWithTheAccessIsSaid() throws IOException {
    Path wrong = Files.writeString(passwordFile.resolveSibling("wrong"), "wrong");

    assertThat(refusal(server.url(name), wrong)).contains("refuses keystone");
    assertThat(refusal("jdbc:mariadb://127.0.0.1:1/keystone", passwordFile))
        .contains("does not answer");
    assertThat(refusal(server.url("nowhere"), passwordFile)).contains("nowhere");
  }

  private static String refusal(String url, Path password) {
    return CliRun.of(
            new TokenCommand(), "report", "--jdbc", url, "--password-file", password.toString())
        .refused();
  }
}
