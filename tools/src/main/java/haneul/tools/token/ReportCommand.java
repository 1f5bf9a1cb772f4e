package haneul.tools.token;

import haneul.tools.console.Table;
import haneul.tools.token.keystone.KeystoneDatabase;
import haneul.tools.token.keystone.TokenCounts;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code haneul token report}: tokens by user. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show how many tokens each user has and made, and name who asks for a new one on every call.",
      "",
      "Of a Haneul cloud: counts are by five minutes. A token that a new password made void counts as live until it"
          + " would have expired.",
      "Of a Keystone: LAST HOUR counts the tokens that expire within an hour of the last one, as all live equally long."
          + " It is read without locks; on a large table without indexes it takes a while.",
      ""
    })
public final class ReportCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Source source = new Source();

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  ReportCommand() {}

  /**
   * A report, whatever it is of.
   *
   * @param minters what is to be said about users that ask for too many
   * @param notes what else is to be said
   */
  private record Report(ObjectNode json, Table table, List<String> minters, List<String> notes) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Report report =
        source.isDatabase()
            ? source.inDatabase(ReportCommand::ofKeystone)
            : ofHaneul(source.ask("GET", "/haneul/tokens").path("tokens"));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report.json());
    } else {
      out.print(report.table());
      report.minters().forEach(line -> out.println("\n" + line));
      report.notes().forEach(line -> out.println("\n" + line));
    }
    out.flush();
    return 0;
  }

  private static Report ofHaneul(JsonNode tokens) {
    Table table =
        new Table("USER", "LIVE", "LAST HOUR", "LAST DAY", "USES IN LAST HOUR", "USER ID");
    List<String> minters = new ArrayList<>();
    for (JsonNode user : tokens.path("users")) {
      String id = user.path("user_id").stringValue("");
      String name = user.path("user_name").stringValue(id.isEmpty() ? "(others)" : "(gone)");
      long lastHour = user.path("issued_last_hour").asLong();
      long used = user.path("used_last_hour").asLong();
      table.row(
          name,
          Long.toString(user.path("live").asLong()),
          Long.toString(lastHour),
          Long.toString(user.path("issued_last_day").asLong()),
          Long.toString(used),
          id);
      if (user.path("mints_without_reusing").booleanValue()) {
        minters.add(
            "%s made %d tokens in the last hour and used each %.1f times: a program of theirs asks"
                    .formatted(name, lastHour, (double) used / lastHour)
                + " for a new token on every call. It should keep its token until shortly before it"
                + " expires.");
      }
    }
    List<String> notes = new ArrayList<>();
    notes.add("New tokens are made by the driver " + tokens.path("driver").stringValue("?") + ".");
    long expired = tokens.path("expired_rows").asLong();
    if (expired > 0) {
      notes.add(expired + " expired rows wait to be removed, which happens by itself.");
    }
    return new Report((ObjectNode) tokens, table, minters, notes);
  }

  private static Report ofKeystone(KeystoneDatabase database) throws SQLException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    List<String> notes = new ArrayList<>();
    Optional<Long> revocations = database.revocationEvents();
    revocations.ifPresent(count -> {
      json.put("revocation_events", count);
      notes.add(
          count
              + " revocation events: Keystone goes through them with every validation. They expire by"
              + " themselves.");
    });
    json.put("token_table", database.hasTokenTable());
    if (!database.hasTokenTable()) {
      notes.addFirst("This Keystone keeps no tokens: there is no table token. Nothing piles up.");
      return new Report(json, new Table("USER", "TOKENS"), List.of(), notes);
    }
    TokenCounts counts = TokenCounts.read(database);
    json.put("tokens", counts.rows()).put("expired", counts.expired());
    var users = json.putArray("users");
    Table table = new Table("USER", "TOKENS", "LIVE", "LAST HOUR", "USER ID");
    List<String> minters = new ArrayList<>();
    for (TokenCounts.OfUser user : counts.users()) {
      users
          .addObject()
          .put("user_id", user.userId())
          .put("user_name", user.name())
          .put("tokens", user.rows())
          .put("live", user.live())
          .put("issued_last_hour", user.lastHour())
          .put("mints_many", user.mintsMany());
      table.row(
          user.name().isEmpty() ? "-" : user.name(),
          Long.toString(user.rows()),
          Long.toString(user.live()),
          Long.toString(user.lastHour()),
          user.userId());
      if (user.mintsMany()) {
        minters.add(
            "%s made %d tokens in the last hour: a program that logs in as them asks for a new one"
                    .formatted(user.name().isEmpty() ? user.userId() : user.name(), user.lastHour())
                + " on every call. It should keep its token until shortly before it expires.");
      }
    }
    notes.addFirst(
        counts.expired() == 0
            ? counts.rows() + " tokens, none of them expired."
            : "%d tokens, %d of them expired: haneul token flush removes those."
                .formatted(counts.rows(), counts.expired()));
    return new Report(json, table, minters, notes);
  }
}
