package haneul.platform.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * The cloud's database: SQLite in a file, or PostgreSQL. Writes are serializable and durable when
 * {@link #write} returns; a write that met another is run again.
 *
 * <p>SQLite: write-ahead log, {@code synchronous=FULL}, one writing connection, so that writers
 * queue here, in order, and not in a busy loop inside SQLite. Its calls pin their carrier thread,
 * hence the small pools.
 */
public final class Store implements AutoCloseable {
  private static final int SQLITE_READERS = 3;
  private static final int POSTGRES_CONNECTIONS = 10;
  private static final int WRITE_ATTEMPTS = 12;
  private static final long POOL_WAIT_MILLIS = 30_000;

  private final HikariDataSource readers;
  private final HikariDataSource writers;
  private final SQLDialect dialect;

  private Store(HikariDataSource readers, HikariDataSource writers, SQLDialect dialect) {
    this.readers = readers;
    this.writers = writers;
    this.dialect = dialect;
  }

  /** Opens, and where needed makes or migrates, a SQLite database in {@code file}. */
  public static Store sqlite(Path file) {
    String url = "jdbc:sqlite:" + file;
    HikariDataSource writers = pool(sqlite(url, false), "store-write", 1);
    migrate(writers);
    return new Store(
        pool(sqlite(url, true), "store-read", SQLITE_READERS), writers, SQLDialect.SQLITE);
  }

  private static HikariConfig sqlite(String url, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "FULL");
    config.addDataSourceProperty("foreign_keys", "true");
    config.addDataSourceProperty("busy_timeout", "10000");
    config.addDataSourceProperty("cache_size", "-8000");
    // Without auto-commit the driver begins the next transaction as soon as one ends, and an idle
    // writer would hold the database's write lock. So transactions are begun here, in SQL.
    config.setAutoCommit(true);
    if (readOnly) {
      config.setConnectionInitSql("PRAGMA query_only = true");
    }
    return config;
  }

  /**
   * Opens a PostgreSQL database.
   *
   * @param url {@code postgresql://…} or {@code jdbc:postgresql://…}, user and password in its
   *     query
   */
  public static Store postgresql(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url.startsWith("jdbc:") ? url : "jdbc:" + url);
    config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    config.setAutoCommit(false);
    HikariDataSource pool = pool(config, "store", POSTGRES_CONNECTIONS);
    migrate(pool);
    return new Store(pool, pool, SQLDialect.POSTGRES);
  }

  private static HikariDataSource pool(HikariConfig config, String name, int size) {
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(POOL_WAIT_MILLIS);
    return new HikariDataSource(config);
  }

  private static void migrate(HikariDataSource pool) {
    Flyway.configure(Store.class.getClassLoader())
        .dataSource(pool)
        .locations("classpath:db/migration")
        .load()
        .migrate();
  }

  /** Whether this is the embedded store, which only one controller can use. */
  public boolean embedded() {
    return dialect == SQLDialect.SQLITE;
  }

  /** Reads a consistent snapshot. */
  public <T> T read(Function<Tx, T> work) {
    try {
      return attempt(readers, work);
    } catch (SQLException | DataAccessException e) {
      throw unavailable(e);
    }
  }

  /**
   * Writes. When this returns, what {@code work} did is on the disk; when it throws, nothing is.
   *
   * @param work may be run several times; no effects but SQL and {@link Tx#afterCommit}
   */
  public <T> T write(Function<Tx, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(writers, work);
      } catch (SQLException | DataAccessException e) {
        if (attempt == WRITE_ATTEMPTS || !collided(e)) {
          throw unavailable(e);
        }
        backOff(attempt);
      }
    }
  }

  /** {@link #write} for work without a result. */
  public void run(Consumer<Tx> work) {
    write(tx -> {
      work.accept(tx);
      return tx;
    });
  }

  private <T> T attempt(HikariDataSource pool, Function<Tx, T> work) throws SQLException {
    Tx tx;
    T result;
    try (Connection connection = pool.getConnection()) {
      tx = new Tx(using(connection));
      try {
        begin(connection, pool == writers);
        result = work.apply(tx);
        commit(connection);
      } catch (RuntimeException | Error | SQLException e) {
        rollback(connection, e);
        throw e;
      }
    }
    tx.committed();
    return result;
  }

  private void begin(Connection connection, boolean toWrite) throws SQLException {
    if (embedded()) {
      execute(connection, toWrite ? "BEGIN IMMEDIATE" : "BEGIN");
    }
  }

  private void commit(Connection connection) throws SQLException {
    if (embedded()) {
      execute(connection, "COMMIT");
    } else {
      connection.commit();
    }
  }

  private void rollback(Connection connection, Throwable why) {
    try {
      if (embedded()) {
        execute(connection, "ROLLBACK");
      } else {
        connection.rollback();
      }
    } catch (SQLException e) {
      // SQLite rolls back by itself on some errors; what matters is why we are here.
      why.addSuppressed(e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private DSLContext using(Connection connection) {
    return DSL.using(
        connection,
        dialect,
        new Settings()
            .withExecuteLogging(false)
            .withRenderSchema(false)
            .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED)
            .withRenderNameCase(RenderNameCase.LOWER));
  }

  /** Whether the transaction lost against another and may simply be run again. */
  private static boolean collided(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        // PostgreSQL: serialization_failure, deadlock_detected. SQLite: SQLITE_BUSY (5).
        if ("40001".equals(state) || "40P01".equals(state) || (sql.getErrorCode() & 0xff) == 5) {
          return true;
        }
      }
    }
    return false;
  }

  private static RuntimeException unavailable(Exception e) {
    if (e instanceof SQLTransientConnectionException || collided(e)) {
      return CloudException.of(
          ErrorKind.UNAVAILABLE, "StoreBusy", "The cloud's database is busy; try again.", e);
    }
    return e instanceof DataAccessException data ? data : new DataAccessException("store", e);
  }

  private static void backOff(int attempt) {
    try {
      Thread.sleep((long) (Math.random() * Math.min(200, 2L << attempt)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CloudException.of(
          ErrorKind.UNAVAILABLE, "StoreBusy", "The cloud is shutting down; try again.", e);
    }
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
