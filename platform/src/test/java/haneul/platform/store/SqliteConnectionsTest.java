package haneul.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.tools.jdbc.DefaultPreparedStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteConnectionsTest {
  private static final String INSERT = "INSERT INTO t (id, name) VALUES (?, ?)";
  private static final String SELECT = "SELECT name FROM t WHERE id = ?";

  @TempDir Path directory;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = new SqliteConnections(directory.resolve("a.db")).getConnection();
    run("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void run(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  private void insert(int id, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setInt(1, id);
      statement.setString(2, name);
      statement.executeUpdate();
    }
  }

  private String name(int id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
      statement.setInt(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? String.valueOf(rows.getString(1)) : "none";
      }
    }
  }

  private static PreparedStatement inner(PreparedStatement statement) throws SQLException {
    return ((DefaultPreparedStatement) statement).getDelegate();
  }

  @Test
  void whatWasPreparedIsPreparedNoMore() throws SQLException {
    PreparedStatement first = connection.prepareStatement(SELECT);
    PreparedStatement inner = inner(first);
    first.close();
    first.close();
    assertThat(first.isClosed()).isTrue();
    assertThat(inner(connection.prepareStatement(SELECT))).isSameAs(inner);
  }

  @Test
  void nobodyGetsWhatAnotherStillHas() throws SQLException {
    insert(1, "one");
    insert(2, "two");
    try (PreparedStatement outer = connection.prepareStatement(SELECT)) {
      outer.setInt(1, 1);
      try (ResultSet rows = outer.executeQuery()) {
        assertThat(name(2)).isEqualTo("two");
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("one");
      }
    }
    assertThat(name(1)).isEqualTo("one");
  }

  @Test
  void valuesAreForgotten() throws SQLException {
    insert(1, "one");
    assertThat(name(1)).isEqualTo("one");
    try (PreparedStatement statement = connection.prepareStatement(SELECT);
        ResultSet rows = statement.executeQuery()) {
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void aStatementThatFailedWorksAgain() throws SQLException {
    insert(1, "one");
    assertThatThrownBy(() -> insert(1, "another")).isInstanceOf(SQLException.class);
    insert(2, "two");
    assertThat(name(1)).isEqualTo("one");
    assertThat(name(2)).isEqualTo("two");
  }

  @Test
  void aChangedTableIsReadAsItIs() throws SQLException {
    insert(1, "one");
    assertThat(name(1)).isEqualTo("one");
    run("ALTER TABLE t ADD COLUMN age INTEGER");
    insert(2, "two");
    assertThat(name(2)).isEqualTo("two");
  }

  @Test
  void notEverythingIsKept() throws SQLException {
    PreparedStatement first = connection.prepareStatement(SELECT);
    PreparedStatement inner = inner(first);
    first.close();
    for (int i = 0; i < 1_000; i++) {
      run("SELECT " + i);
    }
    assertThat(inner.isClosed()).isTrue();
    assertThat(name(1)).isEqualTo("none");
  }
}
