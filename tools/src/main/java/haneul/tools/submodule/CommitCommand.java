package haneul.tools.submodule;

import haneul.tools.submodule.CommitPlan.Commit;
import haneul.tools.submodule.Repository.WorkTree;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code haneul submodule commit}: look, decide, ask for the message, commit deepest first. */
@Command(
    name = "commit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Commit in every submodule that changed, deepest first, then in their parents, which record where they stand now.",
      "",
      "Submodules without changes are left out silently. A parent also records submodules that were moved forward"
          + " before; one that is older than recorded, because it was not updated, is left as it is. A submodule that is"
          + " on no branch first goes to the branch that .gitmodules names (`branch = .` is the parent's; without one,"
          + " the one its remote begins with), when that only moves the branch forward. If anything stands in the way"
          + " anywhere, all of it is told and nothing is committed.",
      "",
      "If it is interrupted, or a hook refuses, run it again: it goes on where it ended.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all that changed is committed, or nothing changed",
      "1:something was in the way; it was told",
      "2:the command was not understood"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  haneul submodule commit -a -m 'Say what changed'",
      "  haneul submodule commit -m 'Title' -m 'A paragraph that says why'",
      "  haneul submodule commit -a                  the editor asks for the message",
      "  haneul submodule commit -a -F message.txt --only lib",
      "  haneul submodule commit -a --dry-run"
    })
public final class CommitCommand implements Callable<Integer> {
  private CommandLine.Model.CommandSpec spec;

  @Option(
      names = {"-a", "--all"},
      description =
          "Also what is changed or deleted and not staged, as `git commit -a`. New files must be added.")
  private boolean all;

  @ArgGroup(multiplicity = "0..1")
  private @Nullable Source source;

  /** Where the message is from. */
  static final class Source {
    @Option(
        names = {"-m", "--message"},
        paramLabel = "MESSAGE",
        description = "The message, of any characters. Several are paragraphs of one.")
    private @Nullable List<String> paragraphs;

    @Option(
        names = {"-F", "--file"},
        paramLabel = "FILE",
        description = "Take the message from FILE, or from standard input when that is -.")
    private @Nullable String file;
  }

  @Option(
      names = {"-n", "--dry-run"},
      description = "Tell what would be committed, and do nothing.")
  private boolean dryRun;

  @Mixin private TreeOptions options = new TreeOptions();

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  CommitCommand() {}

  @CommandLine.Spec
  void spec(CommandLine.Model.CommandSpec given) {
    spec = given;
    // A message may begin with dashes, and consist of them.
    spec.parser().allowOptionsAsOptionParameters(true).endOfOptionsDelimiter("\0");
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Repository top = options.tree();
    Selection selection = options.selection(top);
    CommitPlan plan = CommitPlan.decide(top, selection, all, Attachment::of);
    plan.notes().forEach(err::println);
    if (!plan.refusals().isEmpty()) {
      plan.refusals().forEach(err::println);
      err.println("Nothing was committed.");
      return 1;
    }
    if (plan.commits().isEmpty()) {
      out.println("Nothing to commit." + hint(top, selection));
      return 0;
    }
    if (dryRun) {
      plan.commits().forEach(commit -> out.println(described(commit)));
      return 0;
    }
    try (Message message = message(top, plan)) {
      int committed =
          new CommitRun(
                  all,
                  message.file(),
                  line -> {
                    out.println(line);
                    out.flush();
                  },
                  text -> {
                    err.print(text);
                    err.flush();
                  })
              .run(plan);
      if (committed == 0) {
        out.println("Nothing to commit.");
      }
    }
    return 0;
  }

  private Message message(Repository top, CommitPlan plan) {
    if (source != null && source.paragraphs != null) {
      return Message.of(source.paragraphs);
    }
    if (source == null || source.file == null) {
      return Message.written(top, plan);
    }
    return source.file.equals("-")
        ? Message.from(System.in)
        : Message.from(options.start().resolve(Path.of(source.file)));
  }

  private String hint(Repository top, Selection selection) {
    long changed =
        top.deepestFirst().stream()
            .filter(selection::takes)
            .filter(it -> it.workTree().map(WorkTree::changed).orElse(0) > 0)
            .count();
    return all || changed == 0
        ? ""
        : " Changes that are not staged: in %s; -a takes them too."
            .formatted(Words.repositories((int) changed));
  }

  /** One line of what will be committed. */
  static String described(Commit commit) {
    Repository repository = commit.repository();
    WorkTree workTree = repository.workTree().orElseThrow();
    List<String> what = new ArrayList<>();
    if (commit.own()) {
      what.add(Words.count(workTree.staged(), "staged file"));
      what.add(Words.count(workTree.changed(), "changed file"));
    }
    commit.moved().forEach(submodule -> what.add("where " + submodule.shown() + " stands"));
    String branch =
        commit.attachment().isPresent() ? commit.branch() + " (now on no branch)" : commit.branch();
    return "%s on %s: %s".formatted(repository.shown(), branch, String.join(", ", what));
  }
}
