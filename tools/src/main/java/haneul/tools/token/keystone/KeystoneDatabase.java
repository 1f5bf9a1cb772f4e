package haneul.tools.token.keystone;

import haneul.tools.console.UserError;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * One connection to a Keystone's database. Everything here reads without locks; {@link TokenFlush}
 * and {@link TokenIndexes} write.
 */
public final class KeystoneDatabase implements AutoCloseable {
  /** How long a statement waits for a row that somebody else has, at most. */
  private static final int LOCK_WAIT_SECONDS = 5;

  private static final int CONNECT_MILLIS = 10_000;

  private final Connection connection;

  private KeystoneDatabase(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param password empty for a user without one
   */
  public static KeystoneDatabase open(String url, String user, String password) {
    DatabaseAddress address = DatabaseAddress.parse(url);
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_MILLIS));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("allowLocalInfile", "false");
    // Each statement of a batch says how many rows went.
    properties.setProperty("useBulkStmts", "false");
    try {
      Connection connection = DriverManager.getConnection(address.url(), properties);
      KeystoneDatabase database = new KeystoneDatabase(connection);
      // Rows that are gone leave no gap locked behind them, as REPEATABLE READ would.
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      database.execute(
          "SET SESSION innodb_lock_wait_timeout = "
              + LOCK_WAIT_SECONDS
              + ", SESSION lock_wait_timeout = "
              + LOCK_WAIT_SECONDS
              + ", SESSION time_zone = '+00:00'");
      return database;
    } catch (SQLException e) {
      throw explained(address, user, e);
    }
  }

  private static UserError explained(DatabaseAddress address, String user, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String where = "the database " + address.database() + " at " + address.host();
    if (state.startsWith("28")) {
      return new UserError(where + " refuses " + user + ": check --user and the password.");
    }
    if (state.startsWith("08")) {
      return new UserError(where + " does not answer: " + e.getMessage());
    }
    return new UserError(where + " cannot be used: " + e.getMessage());
  }

  Connection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Whether tokens are kept here at all; with fernet or JWS tokens they are not. */
  public boolean hasTokenTable() throws SQLException {
    return has("token");
  }

  private boolean has(String table) throws SQLException {
    return column(
                "SELECT table_name FROM information_schema.tables"
                    + " WHERE table_schema = DATABASE() AND table_name = ?",
                table)
            .size()
        == 1;
  }

  private List<String> column(String sql, String parameter) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
          values.add(rows.getString(1));
        }
        return values;
      }
    }
  }

  /** Revocations that each validation of a fernet token looks through; none where there are no. */
  public Optional<Long> revocationEvents() throws SQLException {
    return has("revocation_event")
        ? Optional.of(number("SELECT COUNT(*) FROM revocation_event"))
        : Optional.empty();
  }

  long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** The server's time as Keystone writes it: UTC, without saying so. */
  public LocalDateTime now() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT UTC_TIMESTAMP()")) {
      if (!row.next()) {
        throw new SQLException("the server has no time");
      }
      return row.getObject(1, LocalDateTime.class);
    }
  }

  /** The engine the token table is kept by, e.g. {@code InnoDB}. */
  public String engine() throws SQLException {
    return column(
            "SELECT engine FROM information_schema.tables"
                + " WHERE table_schema = DATABASE() AND table_name = ?",
            "token")
        .getFirst();
  }

  /** Whether users have their names in a column of their own table, as until Liberty. */
  boolean namesInUserTable() throws SQLException {
    return !column(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
                + " AND table_name = 'user' AND column_name = ?",
            "name")
        .isEmpty();
  }

  boolean hasLocalUsers() throws SQLException {
    return has("local_user");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // It ends with us.
    }
  }
}
