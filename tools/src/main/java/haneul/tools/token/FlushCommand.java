package haneul.tools.token;

import haneul.tools.console.ProgressBar;
import haneul.tools.token.keystone.KeystoneDatabase;
import haneul.tools.token.keystone.TokenFlush;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code haneul token flush}: removes expired tokens. */
@Command(
    name = "flush",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Remove expired tokens, a few hundred at a time, so that nobody who uses the tokens waits.",
      "",
      "It may be interrupted at any time and run again: what has gone is gone, the rest is as it was. What has expired is"
          + " what had when the command began, by the database's clock and in UTC, as Keystone writes it. Tokens that"
          + " are revoked but have not expired stay: Keystone needs them to know that they are revoked.",
      ""
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:all expired tokens are gone",
      "1:an error",
      "130:interrupted; some are left"
    })
public final class FlushCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Source source = new Source();

  @Option(
      names = "--batch",
      paramLabel = "ROWS",
      defaultValue = "500",
      description = "Rows a transaction, of a Keystone. Default: ${DEFAULT-VALUE}")
  private int batch = 500;

  @Option(
      names = "--rate",
      paramLabel = "ROWS",
      defaultValue = "5000",
      description = "Rows a second at most, of a Keystone; 0: no limit. Default: ${DEFAULT-VALUE}")
  private long rate = 5000;

  @Option(names = "--json", description = "For programs; without progress.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  FlushCommand() {}

  /** What became of it. */
  private record Outcome(long removed, boolean whole) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (batch < 1 || batch > 10_000 || rate < 0) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--batch takes 1 to 10000, --rate 0 or more.");
    }
    PrintWriter out = spec.commandLine().getOut();
    Outcome outcome;
    try (Interruption interruption = new Interruption()) {
      outcome =
          source.isDatabase()
              ? source.inDatabase(database -> keystone(database, out, interruption))
              : haneul(interruption);
      tell(outcome, out);
    }
    return outcome.whole() ? 0 : INTERRUPTED;
  }

  private void tell(Outcome outcome, PrintWriter out) {
    if (json) {
      ObjectNode result = JsonNodeFactory.instance.objectNode();
      out.println(result.put("removed", outcome.removed()).put("whole", outcome.whole()));
    } else {
      out.println(
          "Removed "
              + outcome.removed()
              + " expired rows."
              + (outcome.whole() ? "" : " Interrupted; run it again for the rest."));
    }
    out.flush();
  }

  private Outcome haneul(Interruption interruption) throws IOException, InterruptedException {
    long removed = 0;
    while (!interruption.asked()) {
      long some = source.ask("POST", "/haneul/tokens/flush").path("removed").asLong();
      if (some == 0) {
        return new Outcome(removed, true);
      }
      removed += some;
    }
    return new Outcome(removed, false);
  }

  private Outcome keystone(KeystoneDatabase database, PrintWriter out, Interruption interruption)
      throws SQLException, InterruptedException {
    if (!database.hasTokenTable()) {
      if (!json) {
        out.println("This Keystone keeps no tokens: there is no table token. Nothing to remove.");
      }
      return new Outcome(0, true);
    }
    TokenFlush flush = new TokenFlush(database, batch, rate);
    if (!json && !flush.byExpiry()) {
      out.println(
          "No index begins with expires, so the whole table is walked through; haneul token advise"
              + " --apply makes one.");
    }
    ProgressBar bar =
        new ProgressBar(json || DatabaseOptions.terminal() == null ? null : out, flush.total());
    long removed = flush.run(bar::at, interruption::asked);
    bar.end();
    return new Outcome(removed, !interruption.asked());
  }
}
