package haneul.platform.store;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.LinkedHashMap;
import java.util.Properties;
import java.util.SequencedMap;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jooq.tools.jdbc.DefaultConnection;
import org.jooq.tools.jdbc.DefaultPreparedStatement;
import org.jspecify.annotations.Nullable;

/**
 * Connections to a SQLite file that keep what they prepared. Most statements are asked again and
 * again; SQLite needs more time to prepare one than to run it.
 */
final class SqliteConnections implements DataSource {
  /** Of each connection; the one not used for longest goes first. */
  private static final int MOST_KEPT = 300;

  private final String url;
  private final Properties properties = new Properties();

  SqliteConnections(Path file) {
    url = "jdbc:sqlite:" + file;
    properties.setProperty("journal_mode", "WAL");
    properties.setProperty("synchronous", "FULL");
    properties.setProperty("foreign_keys", "true");
    properties.setProperty("busy_timeout", "2000");
  }

  @Override
  public Connection getConnection() throws SQLException {
    return new Keeping(DriverManager.getConnection(url, properties));
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  private static final class Keeping extends DefaultConnection {
    private final SequencedMap<String, PreparedStatement> kept = new LinkedHashMap<>();

    Keeping(Connection connection) {
      super(connection);
    }

    /** Nobody else gets a statement until who has it closes it. */
    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
      PreparedStatement found = kept.remove(sql);
      return new Kept(sql, found != null ? found : super.prepareStatement(sql), this);
    }

    void keep(String sql, PreparedStatement statement) throws SQLException {
      PreparedStatement same = kept.put(sql, statement);
      if (same != null) {
        same.close();
      }
      if (kept.size() > MOST_KEPT) {
        kept.pollFirstEntry().getValue().close();
      }
    }
  }

  private static final class Kept extends DefaultPreparedStatement {
    private final String sql;
    private final Keeping keeper;
    private boolean closed;

    Kept(String sql, PreparedStatement statement, Keeping keeper) {
      super(statement, keeper);
      this.sql = sql;
      this.keeper = keeper;
    }

    @Override
    public void close() throws SQLException {
      if (closed) {
        return;
      }
      closed = true;
      PreparedStatement statement = getDelegatePreparedStatement();
      if (!statement.isClosed()) { // one that failed badly is
        statement.clearParameters();
        keeper.keep(sql, statement);
      }
    }

    @Override
    public boolean isClosed() {
      return closed;
    }
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("it wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
