package haneul.tools.submodule;

import haneul.tools.submodule.PushPlan.Push;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code haneul submodule push}: look, ask every remote, and push when all can be pushed. */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Push every submodule that has something to push, deepest first, then the parents; all or none.",
      "",
      "Before anything is pushed every remote is asked: whether it can be reached and written, whether it has gone on,"
          + " whether the branch follows one, whether the pre-push hook agrees, and whether every commit of a submodule"
          + " that would be recorded can be had. Anything in the way is told with its mend, and nothing is pushed."
          + " Where a branch goes is what the configuration says (upstream, push.default, pushRemote). What cannot be"
          + " foreseen, such as a hook of the remote, stops it; what was pushed is told, and the same command goes on.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all is pushed, or there was nothing to push",
      "1:something was in the way; it was told",
      "2:the command was not understood"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  haneul submodule push",
      "  haneul submodule push --dry-run             ask the remotes, and tell",
      "  haneul submodule push --jobs 8 --skip vendor/big",
      "  haneul submodule push --set-upstream        new branches too"
    })
public final class PushCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = {"-u", "--set-upstream"},
      description =
          "Make branches that follow none at their remote, and follow them, as `git push -u`.")
  private boolean setUpstream;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Ask the remotes and tell what would be pushed; push nothing.")
  private boolean dryRun;

  @Mixin private TreeOptions options = new TreeOptions();

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  PushCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Repository top = options.tree();
    PushPlan plan = PushPlan.decide(top, options.selection(top), setUpstream);
    plan.notes().forEach(err::println);
    List<Push> pushes = plan.pushes();
    Consumer<String> heard =
        text -> {
          err.print(text);
          err.flush();
        };
    List<Refusal> refusals = new ArrayList<>(plan.refusals());
    refusals.addAll(PushCheck.refusals(pushes, options.networkJobs(), heard));
    if (!refusals.isEmpty()) {
      refusals.forEach(err::println);
      err.println("Nothing was pushed.");
      return 1;
    }
    if (pushes.isEmpty()) {
      out.println("Nothing to push.");
      return 0;
    }
    if (dryRun) {
      pushes.forEach(
          push -> out.println(push.repository().shown() + ": would push " + push.what()));
      return 0;
    }
    Consumer<String> said =
        line -> {
          out.println(line);
          out.flush();
        };
    new PushRun(options.networkJobs(), said, heard).run(pushes);
    return 0;
  }
}
