package haneul.tools.submodule;

import haneul.tools.console.Program;
import haneul.tools.console.ShellWord;
import haneul.tools.console.UserError;
import haneul.tools.submodule.CommitPlan.Commit;
import haneul.tools.submodule.Repository.Link;
import haneul.tools.submodule.Repository.Operation;
import haneul.tools.submodule.Repository.Pointer;
import haneul.tools.submodule.Repository.WorkTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Does what a {@link CommitPlan} says. Each repository is left as git leaves it; killed anywhere,
 * the next run finds what is committed as moved submodules, and goes on.
 */
final class CommitRun {
  private final boolean all;
  private final Path message;
  private final Consumer<String> said;
  private final Consumer<String> heard;
  private final Set<String> committed = new HashSet<>();

  /**
   * @param all whether changes that are not staged are taken too
   * @param said gets a line for each commit
   * @param heard gets what hooks and git say, as they say it
   */
  CommitRun(boolean all, Path message, Consumer<String> said, Consumer<String> heard) {
    this.all = all;
    this.message = message;
    this.said = said;
    this.heard = heard;
  }

  /**
   * @return how many commits were made
   * @throws UserError when git or a hook refuses; says how to go on
   */
  int run(CommitPlan plan) {
    for (Commit commit : plan.commits()) {
      commit(commit);
    }
    return committed.size();
  }

  private void commit(Commit commit) {
    Repository repository = commit.repository();
    List<String> moved =
        commit.moved().stream()
            .filter(this::hasMoved)
            .flatMap(it -> it.link().stream())
            .map(Link::path)
            .toList();
    if (!commit.own() && moved.isEmpty()) {
      return; // what was to be committed below came to nothing
    }
    if (commit.own()) {
      stage(commit, moved);
      if (nothingStaged(repository)) {
        return; // files that differ only in what git does not keep
      }
    }
    commit.attachment().ifPresent(to -> attach(repository, to));
    if (commit.own()) {
      act(repository, List.of("commit", "--quiet", "--file", message.toString()));
    } else {
      onlyPointers(repository, moved);
    }
    committed.add(repository.path());
    said.accept(
        "%s: committed %s on %s"
            .formatted(
                repository.shown(),
                Words.commit(repository.git().answer("rev-parse", "HEAD")),
                commit.branch()));
  }

  private static Git git(Repository repository) {
    return repository
        .git()
        .seeing(
            repository.submodules().stream()
                .flatMap(submodule -> submodule.link().stream())
                .map(Link::name)
                .toList());
  }

  private boolean hasMoved(Repository submodule) {
    return committed.contains(submodule.path())
        || submodule.link().map(Link::pointer).equals(Optional.of(Pointer.AHEAD));
  }

  private void attach(Repository repository, Attachment.To to) {
    Attachment.perform(repository.git(), to)
        .ifPresent(complaint -> {
          throw failed(repository, complaint);
        });
    said.accept("%s: was on no branch, is on %s".formatted(repository.shown(), to.branch()));
  }

  private void stage(Commit commit, List<String> moved) {
    Repository repository = commit.repository();
    if (all) {
      List<String> paths = new ArrayList<>(List.of("."));
      commit
          .left()
          .forEach(submodule ->
              submodule.link().ifPresent(link -> paths.add(":(exclude,literal)" + link.path())));
      check(repository, git(repository).actOn(paths, "add", "--update"));
    }
    if (!moved.isEmpty()) {
      check(repository, git(repository).actOn(moved, "--literal-pathspecs", "add"));
    }
  }

  private static boolean nothingStaged(Repository repository) {
    return repository.workTree().map(WorkTree::operation).equals(Optional.of(Operation.NONE))
        && git(repository).holds("diff", "--cached", "--quiet", "--ignore-submodules=dirty");
  }

  /** Leaves what else is staged as it is. */
  private void onlyPointers(Repository repository, List<String> moved) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--literal-pathspecs", "commit", "--quiet", "--file", message.toString()));
    arguments.addAll(List.of("--only", "--"));
    arguments.addAll(moved);
    act(repository, arguments);
  }

  private void act(Repository repository, List<String> arguments) {
    Program.Result result = git(repository).act(arguments, heard);
    if (!result.ok()) {
      throw failed(repository, result.err().isBlank() ? result.complaint() : "the reason is above");
    }
  }

  private void check(Repository repository, Program.Result result) {
    if (!result.ok()) {
      throw failed(repository, result.complaint());
    }
  }

  private UserError failed(Repository repository, String complaint) {
    return new UserError(
        """
        %s was not committed, and nothing after it: %s
        %s Mend it (%s), then run the same command again: it goes on from here.\
        """
            .formatted(
                repository.shown(),
                complaint,
                committed.isEmpty()
                    ? "Nothing was committed."
                    : "Committed before it: " + committed() + ".",
                repository.command() + " status"));
  }

  private String committed() {
    return committed.stream()
        .map(ShellWord::of)
        .sorted()
        .collect(java.util.stream.Collectors.joining(" "));
  }
}
