package haneul.platform.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.jooq.SQLDialect;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL, any number of controllers on it. */
final class PostgresEngine implements Engine {
  static final int WRITERS = 10;
  private static final int READERS = 10;
  private static final int CONNECT_SECONDS = 10;

  /** A server that is gone without a word is given up after this. */
  private static final int SOCKET_SECONDS = 60;

  private static final String LIMITS =
      "SET statement_timeout = '30s'; SET lock_timeout = '10s';"
          + " SET idle_in_transaction_session_timeout = '60s'";

  private static final String STAMP =
      "SELECT obj_description(to_regclass('flyway_schema_history'), 'pg_class')"
          + " WHERE current_setting('transaction_read_only') = 'off'";

  private final HikariDataSource readers;
  private final HikariDataSource writers;

  private PostgresEngine(HikariDataSource readers, HikariDataSource writers) {
    this.readers = readers;
    this.writers = writers;
  }

  static PostgresEngine open(DatabaseUrl url, long waitMillis) {
    try {
      // A migration may take long, so it has no time limits of its own; Flyway has controllers
      // that start together take turns.
      PGSimpleDataSource unlimited = new PGSimpleDataSource();
      unlimited.setUrl(url.jdbc());
      url.user().ifPresent(unlimited::setUser);
      url.password().ifPresent(unlimited::setPassword);
      unlimited.setConnectTimeout(CONNECT_SECONDS);
      unlimited.setTcpKeepAlive(true);
      unlimited.setApplicationName("haneul");
      migrate(unlimited);
    } catch (IOException | SQLException | FlywayException | IllegalArgumentException e) {
      throw explained(url, e);
    }
    HikariConfig serializable = config(url, "TRANSACTION_SERIALIZABLE");
    HikariConfig snapshot = config(url, "TRANSACTION_REPEATABLE_READ");
    snapshot.setReadOnly(true);
    return new PostgresEngine(
        Engine.pool(snapshot, "store-read", READERS, waitMillis),
        Engine.pool(serializable, "store-write", WRITERS, waitMillis));
  }

  /**
   * Finding out that it has nothing to do takes Flyway a fifth of a second, so its table carries
   * the stamp of what was last migrated. On a standby it still tries, and fails.
   */
  private static void migrate(PGSimpleDataSource source) throws IOException, SQLException {
    String stamp = "migrated by haneul: " + MigrationStamp.ofClassPath();
    try (Connection connection = source.getConnection();
        PreparedStatement question = connection.prepareStatement(STAMP);
        ResultSet found = question.executeQuery()) {
      if (found.next() && stamp.equals(found.getString(1))) {
        return;
      }
    }
    Engine.migrate(source);
    try (Connection connection = source.getConnection()) {
      Engine.execute(connection, "COMMENT ON TABLE flyway_schema_history IS '" + stamp + "'");
    }
  }

  private static HikariConfig config(DatabaseUrl url, String isolation) {
    HikariConfig config = new HikariConfig();
    config.setTransactionIsolation(isolation);
    // That it can be reached was just seen, with better words where not.
    config.setInitializationFailTimeout(-1);
    config.setJdbcUrl(url.jdbc());
    url.user().ifPresent(config::setUsername);
    url.password().ifPresent(config::setPassword);
    config.addDataSourceProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    config.addDataSourceProperty("socketTimeout", Integer.toString(SOCKET_SECONDS));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("ApplicationName", "haneul");
    config.setConnectionInitSql(LIMITS);
    config.setAutoCommit(false);
    return config;
  }

  /** What an operator can do about a database that does not open. */
  private static CloudException explained(DatabaseUrl url, Exception e) {
    String mend = "Look at what caused it, in the log.";
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      if (state == null) {
        continue;
      }
      mend =
          switch (state) {
            case "28000", "28P01" ->
                "It refused the user or the password; check both in the database's address, or"
                    + " ~/.pgpass, and pg_hba.conf on the server.";
            case "3D000" ->
                "There is no such database: createdb --owner=USER " + url.database() + ".";
            case "42501" -> "The user may not make tables: make it the database's owner.";
            case "25006" ->
                "It is a read-only standby; name the primary, or all of them and add"
                    + " ?targetServerType=primary.";
            case "53300" -> "It has no connection left: raise max_connections.";
            default ->
                state.startsWith("08")
                    ? "It does not answer: see that it runs, listens on that address and port, and"
                        + " that no firewall is between."
                    : mend;
          };
    }
    return CloudException.of(
        ErrorKind.UNAVAILABLE,
        "StoreUnavailable",
        "The database " + url + " cannot be used. " + mend,
        e);
  }

  @Override
  public SQLDialect dialect() {
    return SQLDialect.POSTGRES;
  }

  @Override
  public <T> T read(Work<T> work) throws SQLException {
    return transact(readers, work);
  }

  @Override
  public <T> T write(Work<T> work) throws SQLException {
    return transact(writers, work);
  }

  /** The driver begins a transaction with its first statement. */
  private static <T> T transact(HikariDataSource pool, Work<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (RuntimeException | Error | SQLException e) {
        try {
          connection.rollback();
        } catch (SQLException rollback) {
          e.addSuppressed(rollback);
          pool.evictConnection(connection);
        }
        throw e;
      }
    }
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }

  /** serialization_failure, deadlock_detected, lock_not_available. */
  @Override
  public boolean collided(SQLException e) {
    return switch (String.valueOf(e.getSQLState())) {
      case "40001", "40P01", "55P03" -> true;
      default -> false;
    };
  }

  /**
   * unique_violation: of two that looked for a name before they inserted it, one may be told so in
   * place of a serialization failure. Run again, it sees the other's row.
   */
  @Override
  public boolean perhapsCollided(SQLException e) {
    return "23505".equals(e.getSQLState());
  }

  /** disk_full. */
  @Override
  public boolean full(SQLException e) {
    return "53100".equals(e.getSQLState());
  }

  /** The connection broke, a limit was reached, the server stops or starts. */
  @Override
  public boolean down(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("53") || state.startsWith("57");
  }
}
