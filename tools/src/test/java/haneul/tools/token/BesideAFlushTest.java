package haneul.tools.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A million tokens, of which one in twenty has expired, are flushed while a Keystone goes on: it
 * looks tokens up, lists the revoked ones, and makes new ones.
 */
class BesideAFlushTest extends OnKeystone {
  private static final int LIVE = 950_000;
  private static final int EXPIRED = 50_000;
  private static final String WAITS =
      "SELECT variable_value FROM information_schema.global_status"
          + " WHERE variable_name = 'Innodb_row_lock_waits'";

  private final AtomicBoolean over = new AtomicBoolean();

  BesideAFlushTest(@TempDir Path directory) throws IOException, SQLException {
    super(directory);
  }

  @Test
  void nobodyWaitsForIt() throws Exception {
    execute(HavanaTable.tokens(HavanaTable.ADMIN, LIVE, "UTC_TIMESTAMP() + INTERVAL 1 DAY", 0));
    execute(
        HavanaTable.tokens(HavanaTable.QUANTUM, EXPIRED, "UTC_TIMESTAMP() - INTERVAL 1 DAY", 0));
    assertThat(json("advise", "--apply").at("/after/0/index").stringValue()).isNotEmpty();
    long waitsBefore = number(WAITS);

    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Long>> reader = people.submit(this::read);
      Future<Integer> writer = people.submit(this::write);
      try {
        assertThat(json("flush", "--rate", "0").get("removed").intValue()).isEqualTo(EXPIRED);
      } finally {
        over.set(true);
      }

      // The server counted no wait, although rows came and were looked at all the time.
      assertThat(number(WAITS)).isEqualTo(waitsBefore);
      // Between the reader's questions the flush had committed, again and again.
      assertThat(reader.get().stream().distinct().count()).isGreaterThan(3);
      assertThat(reader.get()).isSortedAccordingTo((a, b) -> Long.compare(b, a));
      int written = writer.get();
      assertThat(written).isPositive();
      assertThat(number("SELECT COUNT(*) FROM token")).isEqualTo(LIVE + written);
    }
  }

  /** How many expired tokens there were left, each time it looked. */
  private List<Long> read() throws SQLException {
    List<Long> left = new ArrayList<>();
    try (Connection keystone = server.connect(name)) {
      while (!over.get()) {
        left.add(number(keystone, "SELECT COUNT(*) FROM token WHERE expires < UTC_TIMESTAMP()"));
        // One that is live is there whatever is removed, and can be had for itself.
        assertThat(
                number(
                    keystone,
                    "SELECT COUNT(*) FROM (SELECT id FROM token WHERE user_id = '"
                        + HavanaTable.ADMIN
                        + "' LIMIT 1 FOR UPDATE) AS one"))
            .isOne();
        assertThat(
                number(
                    keystone,
                    "SELECT COUNT(*) FROM token WHERE expires > UTC_TIMESTAMP() AND valid = 0"))
            .isGreaterThanOrEqualTo(LIVE / 50);
      }
    }
    return left;
  }

  private int write() throws SQLException {
    int written = 0;
    try (Connection keystone = server.connect(name);
        PreparedStatement insert =
            keystone.prepareStatement(
                "INSERT INTO token (id, expires, extra, valid, user_id)"
                    + " VALUES (?, UTC_TIMESTAMP() + INTERVAL 1 DAY, '{}', 1, 'nova')")) {
      while (!over.get()) {
        insert.setString(1, "new-" + written);
        written += insert.executeUpdate();
      }
    }
    return written;
  }
}
