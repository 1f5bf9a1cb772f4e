package haneul.tools.token.keystone;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Removes expired tokens, some at a time. Which ones, is read without locks; they are then removed
 * by their primary key in one short transaction, so that nobody waits for more than the very rows
 * that are going. It may be stopped between any two batches, and run again.
 */
public final class TokenFlush {
  /** Somebody else had one of the rows; the batch is tried again. */
  private static final int LOCK_WAIT_TIMEOUT = 1205;

  private static final int DEADLOCK = 1213;
  private static final int MOST_TRIES = 5;

  private final KeystoneDatabase database;
  private final int batch;
  private final long rowsPerSecond;
  private final LocalDateTime before;
  private final boolean byExpiry;
  private String lastId = "";

  /**
   * @param batch rows a transaction
   * @param rowsPerSecond looks at no more than this; 0 for as fast as it goes
   */
  public TokenFlush(KeystoneDatabase database, int batch, long rowsPerSecond) throws SQLException {
    this.database = database;
    this.batch = batch;
    this.rowsPerSecond = rowsPerSecond;
    this.before = database.now();
    this.byExpiry =
        new TokenIndexes(database)
            .look().stream()
                .anyMatch(finding ->
                    finding.question() == TokenIndexes.Question.EXPIRED && finding.indexed());
  }

  /** Whether the expired are found by an index; if not, the table is walked through once. */
  public boolean byExpiry() {
    return byExpiry;
  }

  /** How many there are to remove. */
  public long total() throws SQLException {
    try (PreparedStatement count =
        database.connection().prepareStatement("SELECT COUNT(*) FROM token WHERE expires < ?")) {
      count.setObject(1, before);
      try (ResultSet row = count.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /**
   * Removes until none is left or {@code stop} is true.
   *
   * @param progress told how many have gone so far, after each batch
   * @return how many went
   */
  public long run(LongConsumer progress, BooleanSupplier stop)
      throws SQLException, InterruptedException {
    long began = System.nanoTime();
    long gone = 0;
    long seen = 0;
    while (!stop.getAsBoolean()) {
      Page page = next();
      if (!page.expired().isEmpty()) {
        gone += removePatiently(page.expired());
        progress.accept(gone);
      }
      if (page.last()) {
        break;
      }
      seen += page.seen();
      rest(began, seen);
    }
    return gone;
  }

  /**
   * Some ids that have expired.
   *
   * @param seen rows that were looked at
   * @param last whether there are no more
   */
  private record Page(List<String> expired, int seen, boolean last) {}

  private Page next() throws SQLException {
    return byExpiry ? nextByExpiry() : nextById();
  }

  private Page nextByExpiry() throws SQLException {
    String sql = "SELECT id FROM token WHERE expires < ? ORDER BY expires LIMIT ?";
    try (PreparedStatement select = database.connection().prepareStatement(sql)) {
      select.setObject(1, before);
      select.setInt(2, batch);
      List<String> ids = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
      }
      return new Page(ids, ids.size(), ids.size() < batch);
    }
  }

  /** The next rows in the order of the primary key, of which some have expired. */
  private Page nextById() throws SQLException {
    String sql = "SELECT id, expires < ? AS expired FROM token WHERE id > ? ORDER BY id LIMIT ?";
    try (PreparedStatement select = database.connection().prepareStatement(sql)) {
      select.setObject(1, before);
      select.setString(2, lastId);
      select.setInt(3, batch);
      List<String> ids = new ArrayList<>();
      int seen = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          seen++;
          lastId = rows.getString(1);
          if (rows.getBoolean(2)) {
            ids.add(lastId);
          }
        }
      }
      return new Page(ids, seen, seen < batch);
    }
  }

  private int removePatiently(List<String> ids) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return remove(ids);
      } catch (SQLException e) {
        boolean met = e.getErrorCode() == LOCK_WAIT_TIMEOUT || e.getErrorCode() == DEADLOCK;
        if (!met || attempt == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private int remove(List<String> ids) throws SQLException {
    Connection connection = database.connection();
    connection.setAutoCommit(false);
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM token WHERE id = ? AND expires < ?")) {
      for (String id : ids) {
        delete.setString(1, id);
        delete.setObject(2, before);
        delete.addBatch();
      }
      int gone = 0;
      for (int one : delete.executeBatch()) {
        gone += Math.max(one, 0);
      }
      connection.commit();
      return gone;
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void rest(long began, long seen) throws InterruptedException {
    if (rowsPerSecond > 0) {
      long due = began + (long) (seen * 1e9 / rowsPerSecond);
      long nanos = due - System.nanoTime();
      if (nanos > 0) {
        Thread.sleep(Duration.ofNanos(nanos));
      }
    }
  }
}
