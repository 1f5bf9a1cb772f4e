package haneul.tools.token.keystone;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens there are and whose: the seed's {@code select user_id, count(*) from token group
 * by user_id}, with what matters about them.
 *
 * @param expired rows that a flush would remove
 * @param users most rows first
 */
public record TokenCounts(long rows, long expired, List<OfUser> users) {
  private static final int MOST_USERS = 1_000;

  /** More than this in an hour is more than people and sound programs ask for. */
  private static final long MANY_AN_HOUR = 60;

  /**
   * A user's tokens.
   *
   * @param userId empty for tokens of nobody
   * @param name empty when the user is gone
   * @param lastHour those that expire within an hour of the last one to expire: a token carries no
   *     time of issue, but all of them live equally long, so these were issued within an hour
   */
  public record OfUser(String userId, String name, long rows, long live, long lastHour) {
    public boolean mintsMany() {
      return lastHour > MANY_AN_HOUR;
    }
  }

  public static TokenCounts read(KeystoneDatabase database) throws SQLException {
    LocalDateTime now = database.now();
    String names = database.namesInUserTable() ? "SELECT id AS user_id, name FROM user" : "";
    if (names.isEmpty() && database.hasLocalUsers()) {
      names = "SELECT user_id, name FROM local_user";
    }
    String sql =
        "SELECT counted.*, "
            + (names.isEmpty() ? "NULL AS name" : "named.name")
            + " FROM (SELECT user_id, COUNT(*) AS held, SUM(expires >= ?) AS live,"
            + " SUM(expires > latest.expiry - INTERVAL 1 HOUR) AS last_hour"
            + " FROM token, (SELECT MAX(expires) AS expiry FROM token) AS latest"
            + " GROUP BY user_id) AS counted"
            + (names.isEmpty() ? "" : " LEFT JOIN (" + names + ") AS named USING (user_id)")
            + " ORDER BY held DESC, user_id";
    List<OfUser> users = new ArrayList<>();
    long rows = 0;
    long live = 0;
    try (PreparedStatement statement = database.connection().prepareStatement(sql)) {
      statement.setObject(1, now);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          OfUser user =
              new OfUser(
                  text(found.getString("user_id")),
                  text(found.getString("name")),
                  found.getLong("held"),
                  found.getLong("live"),
                  found.getLong("last_hour"));
          rows += user.rows();
          live += user.live();
          if (users.size() < MOST_USERS) {
            users.add(user);
          }
        }
      }
    }
    return new TokenCounts(rows, rows - live, users);
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
