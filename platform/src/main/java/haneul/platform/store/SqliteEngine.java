package haneul.platform.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.jooq.SQLDialect;

/**
 * SQLite: write-ahead log, {@code synchronous=FULL}, one writing connection, so that writers queue
 * here, in order, and not in a busy loop inside SQLite.
 *
 * <p>Its calls are native and would pin the carrier of a virtual thread, through every sync of the
 * disk: on two processors two of them stop the program. So they have threads of their own. Writes
 * that wait for the same sync share a transaction, each within a savepoint.
 */
final class SqliteEngine implements Engine {
  private static final int READERS = 3;

  /** Result codes of SQLite; the extended ones have more in the higher bits. */
  private static final int BUSY = 5;

  private static final int READ_ONLY = 8;
  private static final int IO_ERROR = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANNOT_OPEN = 14;
  private static final int NOT_A_DATABASE = 26;

  /** A transaction takes no more writes in after this, so that the first need not wait for long. */
  private static final long SHARING_NANOS = 10_000_000;

  private final HikariDataSource readers;
  private final HikariDataSource writers;
  private final JobQueue reads;
  private final JobQueue writes;

  private SqliteEngine(HikariDataSource readers, HikariDataSource writers, long waitMillis) {
    this.readers = readers;
    this.writers = writers;
    this.reads = new JobQueue("store-read", READERS, waitMillis, this::readOne);
    this.writes = new JobQueue("store-write", 1, waitMillis, this::writeSome);
  }

  static SqliteEngine open(Path file, long waitMillis) {
    HikariDataSource writers = null;
    try {
      makePrivate(file);
      writers = Engine.pool(config(file), "store-write", 1, waitMillis);
      migrate(writers);
      HikariConfig readOnly = config(file);
      readOnly.setConnectionInitSql("PRAGMA query_only = true");
      return new SqliteEngine(
          Engine.pool(readOnly, "store-read", READERS, waitMillis), writers, waitMillis);
    } catch (IOException
        | SQLException
        | FlywayException
        | HikariPool.PoolInitializationException e) {
      if (writers != null) {
        writers.close();
      }
      throw explained(file, e);
    }
  }

  /**
   * Passwords and keys are in it. The log and the index beside it get the same permissions. One at
   * a time in a program: closing a file that SQLite has open would lose SQLite's locks on it.
   */
  private static synchronized void makePrivate(Path file) throws IOException {
    var ownerOnly = PosixFilePermissions.fromString("rw-------");
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
    } catch (FileAlreadyExistsException e) {
      Files.setPosixFilePermissions(file, ownerOnly);
    }
  }

  private static HikariConfig config(Path file) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(new SqliteConnections(file));
    // Without auto-commit the driver begins the next transaction as soon as one ends, and an idle
    // writer would hold the database's write lock. So transactions are begun here, in SQL.
    config.setAutoCommit(true);
    return config;
  }

  /**
   * One at a time in a program: Flyway takes no lock on SQLite. Finding out that it has nothing to
   * do takes it a fifth of a second, so the database carries the stamp of what was last migrated.
   */
  private static synchronized void migrate(HikariDataSource writers)
      throws IOException, SQLException {
    int stamp = MigrationStamp.ofClassPath();
    try (Connection connection = writers.getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet version = statement.executeQuery("PRAGMA user_version")) {
        if (version.next() && version.getInt(1) == stamp) {
          return;
        }
      }
    }
    Engine.migrate(writers);
    try (Connection connection = writers.getConnection()) {
      Engine.execute(connection, "PRAGMA user_version = " + stamp);
    }
  }

  /** What an operator can do about a database that does not open. */
  private static CloudException explained(Path file, Exception e) {
    String mend = "Look at what caused it, in the log.";
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        mend =
            switch (sql.getErrorCode() & 0xff) {
              case BUSY -> "Another program writes to it for long; end that one first.";
              case READ_ONLY, CANNOT_OPEN ->
                  "Its directory and the files beside it must be writable for this program's user.";
              case CORRUPT, NOT_A_DATABASE ->
                  "It is damaged or no SQLite database; put back a backup.";
              case FULL -> "The disk is full.";
              default -> mend;
            };
      } else if (cause instanceof IOException) {
        mend = "Its directory must exist and be writable for this program's user.";
      }
    }
    return CloudException.of(
        ErrorKind.UNAVAILABLE,
        "StoreUnavailable",
        "The database " + file + " cannot be opened. " + mend,
        e);
  }

  @Override
  public SQLDialect dialect() {
    return SQLDialect.SQLITE;
  }

  @Override
  public <T> T read(Work<T> work) throws SQLException {
    return reads.run(work, true);
  }

  /**
   * On the writing connection: a commit empties the cache of every other one, which then reads its
   * pages anew.
   */
  @Override
  public <T> T readBriefly(Work<T> work) throws SQLException {
    return writes.run(work, true);
  }

  @Override
  public <T> T write(Work<T> work) throws SQLException {
    return writes.run(work, false);
  }

  private void readOne(JobQueue.Job<?> job) {
    transact(readers, "BEGIN", List.of(job), connection -> job.work(connection));
  }

  private void writeSome(JobQueue.Job<?> first) {
    List<JobQueue.Job<?>> jobs = new ArrayList<>(List.of(first));
    transact(
        writers,
        "BEGIN IMMEDIATE",
        jobs,
        connection -> {
          long end = System.nanoTime() + SHARING_NANOS;
          for (JobQueue.Job<?> job = first; job != null; ) {
            apart(connection, job);
            job = System.nanoTime() < end ? writes.poll() : null;
            if (job != null) {
              jobs.add(job);
            }
          }
        });
  }

  /** What fails undoes nothing of its neighbours; what only reads leaves nothing. */
  private static void apart(Connection connection, JobQueue.Job<?> job) throws SQLException {
    Engine.execute(connection, "SAVEPOINT one");
    job.work(connection);
    if (job.readsOnly() || job.failed()) {
      Engine.execute(connection, "ROLLBACK TO one");
    }
    Engine.execute(connection, "RELEASE one");
  }

  private interface Body {
    void run(Connection connection) throws SQLException;
  }

  /** Ends every job: as it ended itself when all is durable, else with what went wrong. */
  private static void transact(
      HikariDataSource pool, String begin, List<JobQueue.Job<?>> jobs, Body body) {
    try (Connection connection = pool.getConnection()) {
      try {
        Engine.execute(connection, begin);
        body.run(connection);
        Engine.execute(connection, "COMMIT");
      } catch (RuntimeException | Error | SQLException e) {
        try {
          Engine.execute(connection, "ROLLBACK");
        } catch (SQLException rollback) {
          // It may have rolled back by itself; the connection is not trusted again.
          e.addSuppressed(rollback);
          pool.evictConnection(connection);
        }
        throw e;
      }
      jobs.forEach(JobQueue.Job::end);
    } catch (RuntimeException | Error | SQLException e) {
      jobs.forEach(job -> job.end(e));
    }
  }

  @Override
  public void close() {
    reads.close();
    writes.close();
    readers.close();
    writers.close();
  }

  @Override
  public boolean collided(SQLException e) {
    return (e.getErrorCode() & 0xff) == BUSY;
  }

  @Override
  public boolean perhapsCollided(SQLException e) {
    return false;
  }

  @Override
  public boolean full(SQLException e) {
    return (e.getErrorCode() & 0xff) == FULL;
  }

  /** Its files cannot be read or written now: a full disk also shows as that. */
  @Override
  public boolean down(SQLException e) {
    return switch (e.getErrorCode() & 0xff) {
      case IO_ERROR, CANNOT_OPEN -> true;
      default -> false;
    };
  }
}
