package haneul.tools.guard;

import haneul.tools.console.UserError;
import haneul.tools.guard.rule.Rule;
import haneul.tools.guard.rule.Rules;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code haneul guard test-rule FILE|NAME…}. */
@Command(
    name = "test-rule",
    mixinStandardHelpOptions = true,
    description = {
      "Try rules on the lines that stand beside them in the YAML, under tests: what must count and"
          + " for whom (hits), what must not (misses), what must lead to a ban (bans) and what must"
          + " not (spares).",
      "",
      "To try a rule on a whole log: haneul guard --log FILE --rules FILE --dry-run"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:all tests passed", "1:a test failed, or a rule has none"})
final class TestRuleCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|NAME",
      description = "Files of rules, or names of rules that come along. Default: all of these.")
  private List<String> what = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  TestRuleCommand() {}

  @Override
  public Integer call() {
    List<Rule> rules = new ArrayList<>();
    for (String one : what) {
      if (Files.isRegularFile(Path.of(one))) {
        rules.addAll(Rules.load(List.of(Path.of(one))).ofFiles());
      } else if (one.contains("/") || one.endsWith(".yaml") || one.endsWith(".yml")) {
        throw new UserError("there is no file " + one + ".");
      } else {
        rules.add(Rules.load(List.of()).named(one));
      }
    }
    if (what.isEmpty()) {
      rules.addAll(Rules.load(List.of()).all());
    }
    boolean well = true;
    PrintWriter out = spec.commandLine().getOut();
    for (Rule rule : rules) {
      RuleTrial.Result result = RuleTrial.of(rule, Instant.now());
      well &= result.failures().isEmpty() && result.lines() > 0;
      out.println(verdict(rule, result));
      result.failures().forEach(failure -> out.println("  " + failure));
    }
    out.flush();
    return well ? 0 : 1;
  }

  private static String verdict(Rule rule, RuleTrial.Result result) {
    if (result.lines() == 0) {
      return rule.name()
          + ": has no tests; lines that must count and lines that must not belong"
          + " beside it";
    }
    return rule.name()
        + ": "
        + result.lines()
        + " lines tried, "
        + (result.failures().isEmpty() ? "all well" : result.failures().size() + " wrong");
  }
}
