package haneul.tools.token;

import haneul.tools.console.Table;
import haneul.tools.token.keystone.KeystoneDatabase;
import haneul.tools.token.keystone.TokenIndexes;
import haneul.tools.token.keystone.TokenIndexes.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code haneul token advise}: what makes token queries slow, and the mend. */
@Command(
    name = "advise",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show how the database answers what is asked of the tokens, and print the statements that make a missing index.",
      "",
      "With --apply they are run: the index is made while the table is read and written. When a transaction keeps the"
          + " table for more than five seconds, it is given up and nothing has changed.",
      "A Haneul cloud needs no index; of one, this prints what the report says about programs that mint tokens.",
      ""
    })
public final class AdviseCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Source source = new Source();

  @Option(names = "--apply", description = "Make the missing indexes.")
  private boolean apply;

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  AdviseCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode result =
        source.isDatabase() ? source.inDatabase(database -> keystone(database, out)) : haneul(out);
    if (json) {
      out.println(result);
    }
    out.flush();
    return 0;
  }

  private ObjectNode haneul(PrintWriter out) throws IOException, InterruptedException {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    var minters = result.putArray("mints_without_reusing");
    source
        .ask("GET", "/haneul/tokens")
        .path("tokens")
        .path("users")
        .forEach(user -> {
          if (user.path("mints_without_reusing").booleanValue()) {
            minters.add(user.path("user_name").stringValue(user.path("user_id").stringValue("")));
          }
        });
    if (!json) {
      out.println("Every query about tokens has its index.");
      out.println(
          minters.isEmpty()
              ? "Nobody asks for a token on every call."
              : "These ask for a token on every call, see haneul token report: " + minters);
    }
    return result;
  }

  private ObjectNode keystone(KeystoneDatabase database, PrintWriter out) throws SQLException {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    if (!database.hasTokenTable()) {
      if (!json) {
        out.println("This Keystone keeps no tokens: there is no table token. Nothing to index.");
      }
      return result;
    }
    TokenIndexes indexes = new TokenIndexes(database);
    List<Finding> findings = indexes.look();
    List<String> missing = TokenIndexes.statements(findings);
    show(findings, result, "before", out);
    var statements = result.putArray("statements");
    missing.forEach(statements::add);
    result.put("applied", apply && !missing.isEmpty());
    if (missing.isEmpty()) {
      say(out, "\nNo index is missing.");
      return result;
    }
    if (!apply) {
      say(out, "\nMissing; run these, or this command with --apply:\n");
      missing.forEach(statement -> say(out, "  " + statement + ";"));
      return result;
    }
    for (String statement : missing) {
      say(out, "\n" + statement + " …");
      out.flush();
      indexes.apply(statement);
    }
    say(out, "");
    show(indexes.look(), result, "after", out);
    return result;
  }

  private void say(PrintWriter out, String line) {
    if (!json) {
      out.println(line);
    }
  }

  private void show(List<Finding> findings, ObjectNode result, String when, PrintWriter out) {
    Table table = new Table("QUESTION", "INDEX USED", "ROWS READ");
    var list = result.putArray(when);
    for (Finding finding : findings) {
      list.addObject()
          .put("question", finding.question().name().toLowerCase(Locale.ROOT))
          .put("index", finding.index())
          .put("rows_read", finding.rowsRead())
          .put("indexed", finding.indexed());
      table.row(
          finding.question().words(),
          finding.index().isEmpty() ? "none: the whole table" : finding.index(),
          "about " + finding.rowsRead());
    }
    if (!json) {
      out.print(table);
    }
  }
}
