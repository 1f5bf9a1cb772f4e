package haneul.tools.guard;

import haneul.tools.console.Durations;
import haneul.tools.console.Table;
import haneul.tools.guard.rule.Rule;
import haneul.tools.guard.rule.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code haneul guard rules [NAME]}. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = "List the rules, or show one as YAML: a beginning for one of your own.")
final class RulesCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Show this one whole.")
  private @Nullable String name;

  @Option(names = "--rules", paramLabel = "FILE", description = "With the rules of this file.")
  private List<Path> files = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  RulesCommand() {}

  @Override
  public Integer call() {
    Rules rules = Rules.load(files);
    if (name != null) {
      spec.commandLine().getOut().print(rules.named(name).source());
    } else {
      Table table = new Table("RULE", "BANS AT", "WITHIN", "FOR", "WHAT COUNTS");
      for (Rule rule : rules.all()) {
        table.row(
            rule.name(),
            Integer.toString(rule.limits().threshold()),
            Durations.text(rule.limits().window()),
            Durations.text(rule.limits().ban()),
            rule.about());
      }
      spec.commandLine().getOut().print(table);
    }
    spec.commandLine().getOut().flush();
    return 0;
  }
}
