package haneul.platform.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jooq.SQLDialect;

/** What differs between the two databases: how connections are made and transactions framed. */
interface Engine extends AutoCloseable {
  SQLDialect dialect();

  /** Connections that see a snapshot and cannot write. */
  HikariDataSource readers();

  /** Connections whose transactions are serializable, and durable when committed. */
  HikariDataSource writers();

  void beginRead(Connection connection) throws SQLException;

  void beginWrite(Connection connection) throws SQLException;

  void commit(Connection connection) throws SQLException;

  void rollback(Connection connection) throws SQLException;

  /** Whether the transaction lost against another and may simply be run again. */
  boolean collided(SQLException e);

  /** Whether it may have, so that it is worth another try or two. */
  boolean perhapsCollided(SQLException e);

  /** Whether the database does not answer, so that the same may succeed later. */
  boolean down(SQLException e);

  @Override
  default void close() {
    readers().close();
    writers().close();
  }

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
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
