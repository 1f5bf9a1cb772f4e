package haneul.platform.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jooq.SQLDialect;

/** What differs between the two databases: how connections are made and transactions framed. */
interface Engine extends AutoCloseable {
  SQLDialect dialect();

  /** SQL on a connection that is in a transaction. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Runs {@code work} on a snapshot that it cannot change. */
  <T> T read(Work<T> work) throws SQLException;

  /** The same for work that is short and asked for often while there are writes. */
  default <T> T readBriefly(Work<T> work) throws SQLException {
    return read(work);
  }

  /** Runs {@code work} in a serializable transaction; returns when that is durable. */
  <T> T write(Work<T> work) throws SQLException;

  /** Whether the transaction lost against another and may simply be run again. */
  boolean collided(SQLException e);

  /** Whether it may have, so that it is worth another try or two. */
  boolean perhapsCollided(SQLException e);

  /** Whether it has no room left to write. */
  boolean full(SQLException e);

  /** Whether the database does not answer, so that the same may succeed later. */
  boolean down(SQLException e);

  @Override
  void close();

  /** A pool of at most {@code size} connections, made when they are needed. */
  static HikariDataSource pool(HikariConfig config, String name, int size, long waitMillis) {
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(waitMillis);
    return new HikariDataSource(config);
  }

  /** Brings the schema up to date. Services number their migrations apart, hence out of order. */
  static void migrate(DataSource source) {
    Flyway.configure(Engine.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:db/migration")
        .failOnMissingLocations(true)
        .outOfOrder(true)
        .load()
        .migrate();
  }

  /** Runs one statement. */
  static void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }
}
