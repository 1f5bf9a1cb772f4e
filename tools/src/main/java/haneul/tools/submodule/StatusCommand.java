package haneul.tools.submodule;

import haneul.tools.console.Table;
import haneul.tools.submodule.Repository.Distance;
import haneul.tools.submodule.Repository.Link;
import haneul.tools.submodule.Repository.Operation;
import haneul.tools.submodule.Repository.Pointer;
import haneul.tools.submodule.Repository.WorkTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code haneul submodule status}: one line a repository. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show a repository and all its submodules in one table.",
      "",
      "AHEAD and BEHIND count commits against the branch that is followed, as it was last fetched. STANDING tells the"
          + " submodule's commit from the one that its parent records.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  haneul submodule status",
      "  haneul submodule status --only lib",
      "  haneul submodule status --json | jq -r '.repositories[] | select(.detached) | .path'"
    })
public final class StatusCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @Mixin private TreeOptions options = new TreeOptions();

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  StatusCommand() {}

  @Override
  public Integer call() {
    Repository top = options.tree();
    Selection selection = options.selection(top);
    List<Repository> shown = new ArrayList<>(top.deepestFirst());
    shown.removeIf(repository -> !selection.takes(repository));
    shown.sort((one, other) -> one.path().compareTo(other.path()));
    spec.commandLine().getOut().print(json ? json(top, shown) : table(shown));
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static String table(List<Repository> repositories) {
    Table table =
        new Table(
            "REPOSITORY", "BRANCH", "AHEAD", "BEHIND", "STAGED", "CHANGED", "NEW", "STANDING");
    for (Repository repository : repositories) {
      if (repository.workTree().isEmpty()) {
        table.row(repository.shown(), "-", "-", "-", "-", "-", "-", "not initialised");
        continue;
      }
      WorkTree workTree = repository.workTree().get();
      table.row(
          repository.shown(),
          branch(workTree),
          workTree.distance().map(it -> Integer.toString(it.ahead())).orElse("-"),
          workTree.distance().map(it -> Integer.toString(it.behind())).orElse("-"),
          Integer.toString(workTree.staged()),
          Integer.toString(workTree.changed()),
          Integer.toString(workTree.untracked()),
          standing(repository, workTree));
    }
    return table.toString();
  }

  private static String branch(WorkTree workTree) {
    return workTree
        .branch()
        .orElseGet(() -> "detached at " + workTree.head().map(Words::commit).orElse("nothing"));
  }

  private static String standing(Repository repository, WorkTree workTree) {
    List<String> words = new ArrayList<>();
    if (!workTree.conflicts().isEmpty()) {
      words.add(Words.count(workTree.conflicts().size(), "conflict"));
    }
    if (workTree.operation() != Operation.NONE) {
      words.add("in the middle of a " + workTree.operation().shown());
    }
    if (workTree.head().isEmpty()) {
      words.add("no commit yet");
    } else if (workTree.branch().isPresent() && workTree.upstream().isEmpty()) {
      words.add("follows no remote branch");
    } else if (workTree.branch().isPresent() && workTree.distance().isEmpty()) {
      words.add(workTree.upstream().orElseThrow() + " is gone");
    }
    switch (repository.link().map(Link::pointer).orElse(Pointer.SAME)) {
      case SAME -> {}
      case AHEAD -> words.add("newer than recorded");
      case BEHIND -> words.add("older than recorded");
      case DIVERGED -> words.add("parted from what is recorded");
      case UNKNOWN -> words.add("what is recorded is not here");
      case CONFLICT -> words.add("recorded differently by both sides of a merge");
    }
    return String.join(", ", words);
  }

  private static String json(Repository top, List<Repository> repositories) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("top", top.directory().toString());
    ArrayNode list = answer.putArray("repositories");
    for (Repository repository : repositories) {
      ObjectNode one = list.addObject();
      one.put("path", repository.path().isEmpty() ? "." : repository.path());
      repository
          .link()
          .ifPresent(link -> {
            one.put("name", link.name());
            one.put("recorded", link.recorded());
            one.put("standing", name(link.pointer()));
          });
      one.put("initialised", repository.workTree().isPresent());
      repository.workTree().ifPresent(workTree -> put(one, workTree));
    }
    return answer.toPrettyString() + "\n";
  }

  private static void put(ObjectNode one, WorkTree workTree) {
    put(one, "head", workTree.head());
    put(one, "branch", workTree.branch());
    one.put("detached", workTree.branch().isEmpty());
    put(one, "upstream", workTree.upstream());
    one.put("ahead", workTree.distance().map(Distance::ahead).orElse(null));
    one.put("behind", workTree.distance().map(Distance::behind).orElse(null));
    one.put("staged", workTree.staged());
    one.put("changed", workTree.changed());
    one.put("untracked", workTree.untracked());
    ArrayNode conflicts = one.putArray("conflicts");
    workTree.conflicts().forEach(conflicts::add);
    one.put("operation", name(workTree.operation()));
  }

  private static void put(ObjectNode one, String field, Optional<String> value) {
    value.ifPresentOrElse(it -> one.put(field, it), () -> one.putNull(field));
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
