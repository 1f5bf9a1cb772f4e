package haneul.platform.store;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultConnectionProvider;

/**
 * The cloud's database: SQLite in a file, or PostgreSQL. Writes are serializable and durable when
 * {@link #write} returns; a write that met another is run again.
 *
 * <p>Every wait is bounded: {@link #WAIT} for a connection, {@link #RETRY_FOR} for collisions to
 * end; what is not done by then fails as UNAVAILABLE.
 */
public final class Store implements AutoCloseable {
  static final Duration WAIT = Duration.ofSeconds(30);
  static final Duration RETRY_FOR = Duration.ofSeconds(20);
  private static final long LONGEST_BACK_OFF_MILLIS = 100;

  /** A write that collided more often than this takes turns with others of its kind. */
  private static final int FREE_ATTEMPTS = 2;

  static {
    // jOOQ greets on standard output unless told not to, before its first use.
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
  }

  private static final ScopedValue<Store> IN_TRANSACTION = ScopedValue.newInstance();

  private static final Settings SETTINGS =
      new Settings()
          .withExecuteLogging(false)
          .withRenderSchema(false)
          .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED)
          .withRenderNameCase(RenderNameCase.LOWER);

  private final Engine engine;
  private final Configuration configuration;
  private final ReentrantLock turns = new ReentrantLock(true);

  private Store(Engine engine) {
    this.engine = engine;
    this.configuration = new DefaultConfiguration().set(engine.dialect()).set(SETTINGS);
  }

  /** Opens, and where needed makes or migrates, a SQLite database in {@code file}. */
  public static Store sqlite(Path file) {
    return sqlite(file, WAIT);
  }

  static Store sqlite(Path file, Duration wait) {
    return new Store(SqliteEngine.open(file, wait.toMillis()));
  }

  /**
   * Opens a PostgreSQL database and migrates it where needed.
   *
   * @param url {@code postgresql://user:password@host:port/database?option=value}
   */
  public static Store postgresql(String url) {
    return new Store(PostgresEngine.open(DatabaseUrl.parse(url), WAIT.toMillis()));
  }

  /** Whether this is the embedded store, which only one controller can use. */
  public boolean embedded() {
    return engine.dialect() == SQLDialect.SQLITE;
  }

  /** Whether it answers now; throws or is false when not. */
  public boolean answers() {
    return read(tx -> tx.sql().selectOne().execute()) == 1;
  }

  /** Reads a consistent snapshot. */
  public <T> T read(Function<Tx, T> work) {
    return retrying(engine::read, work);
  }

  /**
   * {@link #read} for a few rows by their keys, asked often while much is written: in memory that
   * writes keep warm, in turn with them, and not before they are durable.
   */
  public <T> T readBriefly(Function<Tx, T> work) {
    return retrying(engine::readBriefly, work);
  }

  /**
   * Writes. When this returns, what {@code work} did is on the disk; when it throws, nothing is.
   *
   * @param work may be run several times; no effects but SQL and {@link Tx#afterCommit}
   */
  public <T> T write(Function<Tx, T> work) {
    return retrying(engine::write, work);
  }

  /** {@link #write} for work without a result. */
  public void run(Consumer<Tx> work) {
    write(tx -> {
      work.accept(tx);
      return tx;
    });
  }

  /** One of the engine's kinds of transaction. */
  private interface Way<T> {
    T run(Engine.Work<T> work) throws SQLException;
  }

  private <T> T retrying(Way<T> way, Function<Tx, T> work) {
    if (IN_TRANSACTION.isBound() && IN_TRANSACTION.get() == this) {
      throw new IllegalStateException("a transaction within a transaction; pass the Tx on");
    }
    long end = System.nanoTime() + RETRY_FOR.toNanos();
    for (int attempt = 1; ; attempt++) {
      boolean patient = attempt > FREE_ATTEMPTS;
      if (patient) {
        awaitTurn(end);
      }
      try {
        return attempt(way, work);
      } catch (SQLException | DataAccessException e) {
        boolean again = has(e, engine::collided) || (!patient && has(e, engine::perhapsCollided));
        if (!again || System.nanoTime() > end) {
          throw failure(e);
        }
      } finally {
        if (patient) {
          turns.unlock();
        }
      }
      backOff(attempt);
    }
  }

  private void awaitTurn(long end) {
    try {
      if (!turns.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw busy(new TimeoutException("no turn to write"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping(e);
    }
  }

  private <T> T attempt(Way<T> way, Function<Tx, T> work) throws SQLException {
    AtomicReference<Tx> last = new AtomicReference<>();
    Engine.Work<T> inTransaction =
        connection -> {
          Tx tx =
              new Tx(DSL.using(configuration.derive(new DefaultConnectionProvider(connection))));
          last.set(tx);
          try {
            return ScopedValue.where(IN_TRANSACTION, this).call(() -> work.apply(tx));
          } finally {
            tx.end();
          }
        };
    T result = way.run(inTransaction);
    Tx tx = last.get();
    if (tx != null) {
      tx.committed();
    }
    return result;
  }

  private static boolean has(Throwable e, Predicate<SQLException> test) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && test.test(sql)) {
        return true;
      }
    }
    return false;
  }

  private RuntimeException failure(Exception e) {
    if (Thread.currentThread().isInterrupted()) {
      return stopping(e);
    }
    if (has(e, engine::full)) {
      return CloudException.of(
          ErrorKind.UNAVAILABLE,
          "StoreFull",
          "The disk of the cloud's database is full; its operator has to make room on it.",
          e);
    }
    if (has(e, engine::down)) {
      return CloudException.of(
          ErrorKind.UNAVAILABLE,
          "StoreUnavailable",
          "The cloud's database does not answer; try again later.",
          e);
    }
    if (e instanceof SQLTransientConnectionException || has(e, engine::collided)) {
      return busy(e);
    }
    return e instanceof DataAccessException data ? data : new DataAccessException("store", e);
  }

  private static CloudException busy(Exception e) {
    return CloudException.of(
        ErrorKind.UNAVAILABLE, "StoreBusy", "The cloud's database is busy; try again.", e);
  }

  private static CloudException stopping(Exception e) {
    return CloudException.of(
        ErrorKind.UNAVAILABLE, "Stopping", "The cloud is shutting down; try again.", e);
  }

  private static void backOff(int attempt) {
    long bound = Math.min(LONGEST_BACK_OFF_MILLIS, 1L << Math.min(attempt, 10));
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(bound + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping(e);
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
