package haneul.tools.token.keystone;

import haneul.tools.console.UserError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The questions Keystone asks its token table, and the indexes that answer them. Without the first
 * the seed's cloud took 77 seconds over 20,919 rows.
 */
public final class TokenIndexes {
  /** Somebody else holds the table's definition. */
  private static final int LOCK_WAIT_TIMEOUT = 1205;

  private static final int NOT_SUPPORTED = 1845;
  private static final int NOT_SUPPORTED_BECAUSE = 1846;

  /**
   * A question and the columns of the index that answers it best. For the revoked tokens that is
   * {@code valid} before {@code expires}: the other way round, every live token is looked at. The
   * names are not those that Keystone's migrations give: one that makes its own must still succeed.
   */
  public enum Question {
    REVOKED(
        "revoked tokens, asked by every service every few seconds",
        "SELECT id, expires, extra, valid, user_id, trust_id FROM token"
            + " WHERE expires > UTC_TIMESTAMP() AND valid = 0",
        "idx_token_valid_expires",
        "valid, expires"),
    EXPIRED(
        "expired tokens, to remove them",
        "SELECT id FROM token WHERE expires < UTC_TIMESTAMP() ORDER BY expires LIMIT 500",
        "idx_token_expires",
        "expires"),
    OF_USER(
        "a user's tokens, when a password or a role changes",
        "SELECT id FROM token WHERE user_id = 'somebody' AND expires > UTC_TIMESTAMP()",
        "idx_token_user_id",
        "user_id");

    private final String words;
    private final String sql;
    private final String index;
    private final String columns;

    Question(String words, String sql, String index, String columns) {
      this.words = words;
      this.sql = sql;
      this.index = index;
      this.columns = columns;
    }

    public String words() {
      return words;
    }

    private List<String> columns() {
      return List.of(columns.split(", "));
    }
  }

  /**
   * How the database answers a question now.
   *
   * @param index the index it uses; empty when it reads the whole table
   * @param rowsRead by its own estimate
   * @param indexed whether there is the index that answers it best, which on a small table it may
   *     not use, or it uses one that begins with a column that is asked for
   */
  public record Finding(Question question, String index, long rowsRead, boolean indexed) {}

  private final KeystoneDatabase database;

  public TokenIndexes(KeystoneDatabase database) {
    this.database = database;
  }

  /** One finding a question. */
  public List<Finding> look() throws SQLException {
    Map<String, List<String>> indexes = indexes();
    List<Finding> findings = new ArrayList<>();
    for (Question question : Question.values()) {
      findings.add(explain(question, indexes));
    }
    return findings;
  }

  /** The columns of each index, in their order. */
  private Map<String, List<String>> indexes() throws SQLException {
    Map<String, List<String>> indexes = new LinkedHashMap<>();
    try (Statement statement = database.connection().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT index_name, column_name FROM information_schema.statistics"
                    + " WHERE table_schema = DATABASE() AND table_name = 'token'"
                    + " ORDER BY index_name, seq_in_index")) {
      while (rows.next()) {
        indexes
            .computeIfAbsent(rows.getString(1), name -> new ArrayList<>())
            .add(rows.getString(2).toLowerCase(Locale.ROOT));
      }
    }
    return indexes;
  }

  private Finding explain(Question question, Map<String, List<String>> indexes)
      throws SQLException {
    String used = "";
    long rows = 0;
    try (Statement statement = database.connection().createStatement();
        ResultSet plan = statement.executeQuery("EXPLAIN " + question.sql)) {
      while (plan.next()) {
        // MariaDB may look through a second index first: "user_id|expires", "3 (17%)".
        used = first(plan.getString("key"), "|");
        String estimate = first(plan.getString("rows"), " ");
        rows = Math.max(rows, estimate.isEmpty() ? 0 : Long.parseLong(estimate));
      }
    }
    boolean best =
        indexes.values().stream().anyMatch(columns -> beginsWith(columns, question.columns()));
    String first = indexes.getOrDefault(used, List.of("")).getFirst();
    return new Finding(question, used, rows, best || question.columns().contains(first));
  }

  private static String first(@Nullable String text, String end) {
    if (text == null) {
      return "";
    }
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  private static boolean beginsWith(List<String> columns, List<String> wanted) {
    return columns.size() >= wanted.size() && columns.subList(0, wanted.size()).equals(wanted);
  }

  /** The statements that make what is missing. */
  public static List<String> statements(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> !finding.indexed())
        .map(Finding::question)
        .map(question ->
            "ALTER TABLE token ADD INDEX %s (%s), ALGORITHM=INPLACE, LOCK=NONE"
                .formatted(question.index, question.columns))
        .toList();
  }

  /** Makes an index while the table is read and written. */
  public void apply(String statement) throws SQLException {
    try {
      database.execute(statement);
    } catch (SQLException e) {
      switch (e.getErrorCode()) {
        case LOCK_WAIT_TIMEOUT ->
            throw new UserError(
                "a transaction that does not end keeps the table: nothing was made. Look for it in"
                    + " SHOW FULL PROCESSLIST, then run this again.");
        case NOT_SUPPORTED, NOT_SUPPORTED_BECAUSE ->
            throw new UserError(
                "the table's engine, "
                    + database.engine()
                    + ", cannot make an index while the table is used: nothing was made. At a quiet"
                    + " time: ALTER TABLE token ENGINE=InnoDB, then run this again.");
        default -> throw e;
      }
    }
  }
}
