package haneul.tools.doctor;

import haneul.tools.console.UserError;
import haneul.tools.openstack.ApiException;
import haneul.tools.token.keystone.KeystoneDatabase;
import haneul.tools.token.keystone.TokenCounts;
import haneul.tools.token.keystone.TokenIndexes;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Do tokens pile up, and who asks for a new one on every call? What {@code haneul token report} and
 * {@code advise} know.
 */
final class TokenCheck implements Check {
  private static final int NOT_FOUND = 404;

  /** The seed's table had 20,919, and a query took 77 seconds. */
  private static final long MANY_EXPIRED = 5_000;

  @Override
  public String name() {
    return "tokens";
  }

  @Override
  public String looksAt() {
    return "whether tokens pile up without an index, and who asks for a new one on every call";
  }

  @Override
  public boolean needsCloud() {
    return false; // a Keystone's database will do
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    if (surroundings.keystone().isPresent()) {
      Keystone keystone = surroundings.keystone().get();
      try (KeystoneDatabase database = keystone.open()) {
        return keystone(database, keystone.url());
      } catch (UserError e) {
        return Outcome.couldNotLook(String.valueOf(e.getMessage()));
      } catch (SQLException e) {
        return Outcome.couldNotLook("the database says: " + e.getMessage());
      }
    }
    Optional<CloudVisit> visit = surroundings.cloud();
    if (visit.isEmpty()) {
      return Outcome.nothingThere("neither a cloud nor a Keystone's database (--jdbc) was named");
    }
    try {
      return Outcome.found(
          haneul(visit.get().openStack().identity("GET", "/haneul/tokens").path("tokens")));
    } catch (ApiException e) {
      if (e.status() == NOT_FOUND) {
        return Outcome.nothingThere(
            "a Keystone's tokens are in its database; name that with --jdbc");
      }
      throw e;
    }
  }

  /** Ours needs no flush and no index. */
  static List<Finding> haneul(JsonNode tokens) {
    List<String> minters = new ArrayList<>();
    for (JsonNode user : tokens.path("users")) {
      if (user.path("mints_without_reusing").booleanValue(false)) {
        minters.add(user.path("user_name").stringValue(user.path("user_id").stringValue("")));
      }
    }
    return minters(minters, "haneul token report");
  }

  private static List<Finding> minters(List<String> names, String report) {
    return names.isEmpty()
        ? List.of()
        : List.of(
            new Finding(
                Importance.POOR,
                "Programs of %s ask for a new token on every call.".formatted(Names.of(names)),
                report
                    + " counts them; such a program should keep its token until shortly before it expires"));
  }

  private static Outcome keystone(KeystoneDatabase database, String url) throws SQLException {
    if (!database.hasTokenTable()) {
      return Outcome.nothingThere("that Keystone keeps no tokens");
    }
    return Outcome.found(
        keystone(
            TokenCounts.read(database),
            TokenIndexes.statements(new TokenIndexes(database).look()),
            url));
  }

  /**
   * @param missing the statements that would make indexes that are not there
   */
  static List<Finding> keystone(TokenCounts counts, List<String> missing, String url) {
    List<Finding> findings = new ArrayList<>();
    if (counts.expired() >= MANY_EXPIRED) {
      findings.add(
          new Finding(
              Importance.AT_RISK,
              ("%d of Keystone's %d tokens are expired and still there: everything that asks for tokens goes "
                      + "through them, until clients hang.")
                  .formatted(counts.expired(), counts.rows()),
              "haneul token flush --jdbc %s, and from cron every hour; fernet tokens need none"
                  .formatted(url)));
    }
    if (!missing.isEmpty()) {
      findings.add(
          new Finding(
              counts.rows() >= MANY_EXPIRED ? Importance.AT_RISK : Importance.POOR,
              "Keystone's token table lacks %s: its questions read all %d rows."
                  .formatted(
                      missing.size() == 1 ? "an index" : missing.size() + " indexes",
                      counts.rows()),
              "haneul token advise --apply --jdbc " + url));
    }
    List<String> minters =
        counts.users().stream()
            .filter(TokenCounts.OfUser::mintsMany)
            .map(user -> user.name().isEmpty() ? user.userId() : user.name())
            .toList();
    findings.addAll(minters(minters, "haneul token report --jdbc " + url));
    return findings;
  }
}
