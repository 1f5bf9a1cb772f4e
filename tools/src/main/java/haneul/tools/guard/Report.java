package haneul.tools.guard;

import haneul.tools.console.Durations;
import haneul.tools.console.Table;
import haneul.tools.guard.engine.Ban;
import haneul.tools.guard.rule.Rule;
import haneul.tools.guard.source.Tally;
import haneul.tools.guard.state.StateJson;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a guard says while it works. Under cron that is nothing, unless somebody was banned. */
final class Report {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean rehearsal;
  private final boolean json;
  private final boolean quiet;
  private boolean failed;

  Report(PrintWriter out, PrintWriter err, boolean rehearsal, boolean json, boolean quiet) {
    this.rehearsal = rehearsal;
    this.out = out;
    this.err = err;
    this.json = json;
    this.quiet = quiet;
  }

  /** A ban as it is decided. */
  void banned(Ban ban, Rule rule, Instant now) {
    if (quiet) {
      return;
    }
    if (json) {
      ObjectNode node = StateJson.ban(ban);
      node.put("event", "ban");
      out.println(node);
    } else {
      String verb =
          ban.end().isBefore(now) ? "would have banned " : rehearsal ? "would ban " : "banned ";
      out.println(verb + sentence(ban, rule));
    }
    out.flush();
  }

  /** Who, for how long, and for what. */
  static String sentence(Ban ban, Rule rule) {
    Duration length = Duration.between(ban.start(), ban.end());
    return ban.network()
        + " from "
        + ban.start()
        + " for "
        + Durations.text(length)
        + (ban.which() > 1 ? " (ban " + ban.which() + ")" : "")
        + ": "
        + rule.limits().threshold()
        + " hits of "
        + ban.rule()
        + " within "
        + Durations.text(rule.limits().window());
  }

  /** Goes on, but not as it should. */
  void warn(String line) {
    err.println("haneul guard: " + line);
    err.flush();
  }

  /** As {@link #warn}, and the run is one that failed. */
  void fail(String line) {
    warn(line);
    failed = true;
  }

  boolean failed() {
    return failed;
  }

  void show(String text) {
    out.print(text);
    out.flush();
  }

  /** At the end of one that only reports. */
  void summary(Tally tally, List<Ban> active) {
    if (json) {
      ObjectNode root = JsonNodeFactory.instance.objectNode();
      root.put("event", "summary");
      for (Tally.What what : Tally.What.values()) {
        root.put(what.name().toLowerCase(java.util.Locale.ROOT), tally.of(what));
      }
      ArrayNode bans = root.putArray("banned_now");
      active.forEach(ban -> bans.add(ban.network().toString()));
      out.println(root);
    } else {
      for (Tally.What what : Tally.What.values()) {
        if (tally.of(what) > 0 || what == Tally.What.LINES || what == Tally.What.BANS) {
          out.printf("%,12d %s%n", tally.of(what), what.text());
        }
      }
      out.printf("%,12d banned now%n", active.size());
    }
    out.flush();
  }

  /** Bans in a table; those that end last come last. */
  static String table(List<Ban> bans, Instant now) {
    Table table = new Table("ADDRESS", "RULE", "SINCE", "UNTIL", "LEFT", "BAN");
    bans.stream()
        .sorted(Comparator.comparing(Ban::end))
        .forEach(ban ->
            table.row(
                ban.network().toString(),
                ban.rule(),
                ban.start().toString(),
                ban.end().toString(),
                left(ban, now),
                Integer.toString(ban.which())));
    return table.toString();
  }

  private static String left(Ban ban, Instant now) {
    if (ban.end().isAfter(now)) {
      return Durations.text(Duration.between(now, ban.end()));
    }
    return ban.lifted() ? "lifted" : "over";
  }
}
