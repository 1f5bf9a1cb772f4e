package haneul.tools.submodule;

import haneul.tools.console.Program;
import haneul.tools.console.ShellWord;
import haneul.tools.submodule.Repository.Link;
import haneul.tools.submodule.Repository.Operation;
import haneul.tools.submodule.Repository.WorkTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a submodule that is on no branch can go, so that its next commit is not lost. */
sealed interface Attachment {
  /**
   * The branch can move forward to where the submodule is; its files stay as they are.
   *
   * @param remote what the submodule was cloned from, when anything
   * @param published whether the remote has a branch of that name
   * @param follows whether the branch follows one already
   */
  record To(String branch, Optional<String> remote, boolean published, boolean follows)
      implements Attachment {}

  /** Moves the branch to where the submodule is; answers what git complained of, if it did. */
  static Optional<String> perform(Git git, To to) {
    Program.Result switched = git.ask("checkout", "--quiet", "-B", to.branch());
    if (switched.ok() && to.published() && !to.follows()) {
      String upstream = to.remote().orElseThrow() + "/" + to.branch();
      switched = git.ask("branch", "--quiet", "--set-upstream-to", upstream, to.branch());
    }
    return switched.ok() ? Optional.empty() : Optional.of(switched.complaint());
  }

  /** It cannot. */
  record None(Refusal refusal) implements Attachment {}

  /**
   * Looks for the branch that {@code .gitmodules} names, or the one that its remote begins with:
   * what {@code git submodule update --remote} would take.
   *
   * @param line from the topmost repository down to the one asked about, each in the one before
   */
  static Attachment of(List<Repository> line) {
    Repository repository = line.getLast();
    WorkTree workTree = repository.workTree().orElseThrow();
    if (line.size() == 1) {
      return none(
          repository,
          "it is on no branch, and only submodules have one to go to",
          repository.command() + " switch -c BRANCH");
    }
    if (workTree.operation() != Operation.NONE) {
      return none(
          repository,
          "it is on no branch, in the middle of a " + workTree.operation().shown(),
          "finish that first; " + repository.command() + " status says how");
    }
    Git git = repository.git();
    Optional<String> remote = remote(git);
    Optional<String> branch = branch(line, remote);
    Repository parent = line.get(line.size() - 2);
    if (branch.isEmpty()) {
      return none(
          repository,
          "it is on no branch, and neither .gitmodules nor its remote names one",
          "%s config --file .gitmodules %s BRANCH"
              .formatted(
                  parent.command(),
                  ShellWord.of("submodule." + repository.link().orElseThrow().name() + ".branch")));
    }
    if (branch.get().startsWith("-")
        || !git.holds("check-ref-format", "refs/heads/" + branch.get())) {
      return none(
          repository,
          "it is on no branch, and what .gitmodules of %s names cannot be one: %s"
              .formatted(parent.shown(), ShellWord.of(branch.get())),
          "correct it in .gitmodules");
    }
    return towards(repository, workTree.head().orElseThrow(), branch.get(), remote);
  }

  private static Attachment none(Repository repository, String why, String mend) {
    return new None(new Refusal(repository, why, mend));
  }

  /** The remote that a submodule was cloned from. */
  static Optional<String> remote(Git git) {
    List<String> remotes = git.answer("remote").lines().toList();
    return remotes.contains("origin") || remotes.isEmpty()
        ? remotes.stream().filter("origin"::equals).findFirst()
        : Optional.of(remotes.getFirst());
  }

  /** The name of the branch that the last of a line is on or would go to. */
  private static Optional<String> branch(List<Repository> line, Optional<String> remote) {
    Optional<Link> link = line.getLast().link();
    if (link.isEmpty()) {
      return Optional.empty();
    }
    Repository parent = line.get(line.size() - 2);
    Optional<String> named =
        parent
            .git()
            .maybe("config", "submodule." + link.get().name() + ".branch")
            .or(link.get()::branch);
    if (named.equals(Optional.of("."))) {
      return parent
          .workTree()
          .flatMap(WorkTree::branch)
          .or(() -> branch(line.subList(0, line.size() - 1), remote(parent.git())));
    }
    if (named.isPresent() || remote.isEmpty()) {
      return named;
    }
    String refs = "refs/remotes/" + remote.get() + "/";
    return line.getLast()
        .git()
        .maybe("symbolic-ref", "--quiet", refs + "HEAD")
        .map(head -> head.substring(refs.length()));
  }

  private static Attachment towards(
      Repository repository, String head, String branch, Optional<String> remote) {
    String local = "refs/heads/" + branch;
    Optional<String> followed = remote.map(name -> "refs/remotes/" + name + "/" + branch);
    Map<String, List<String>> found = new HashMap<>();
    for (String line :
        repository
            .git()
            .answer(
                "for-each-ref",
                "--format=%(refname)%09%(objectname)%09%(upstream)%09%(worktreepath)",
                local,
                followed.orElse(local))
            .lines()
            .toList()) {
      List<String> fields = List.of(line.split("\t", 4));
      found.put(fields.getFirst(), fields);
    }
    List<String> tip = found.getOrDefault(local, List.of(local, "", "", ""));
    if (!tip.get(3).isEmpty()) {
      return none(
          repository,
          "it is on no branch, and its branch %s is checked out in another work tree, %s"
              .formatted(branch, ShellWord.of(tip.get(3))),
          repository.command() + " switch -c ANOTHER-BRANCH");
    }
    for (String ref : List.of(local, followed.orElse(local))) {
      List<String> fields = found.get(ref);
      if (fields != null && !fields.get(1).equals(head)) {
        Optional<Refusal> refusal = refusal(repository, head, branch, ref, fields.get(1));
        if (refusal.isPresent()) {
          return new None(refusal.get());
        }
      }
    }
    boolean published = followed.map(found::containsKey).orElse(false);
    return new To(branch, remote, published, !tip.get(2).isEmpty());
  }

  private static Optional<Refusal> refusal(
      Repository repository, String head, String branch, String ref, String tip) {
    List<String> counts =
        List.of(
            repository
                .git()
                .answer("rev-list", "--left-right", "--count", head + "..." + tip)
                .split("\t", -1));
    if (counts.get(1).equals("0")) {
      return Optional.empty();
    }
    boolean isLocal = ref.startsWith("refs/heads/");
    String shown = isLocal ? branch : ref.substring("refs/remotes/".length());
    String git = repository.command();
    String name = ShellWord.of(shown);
    if (counts.getFirst().equals("0")) {
      return Optional.of(
          new Refusal(
              repository,
              "it is on no branch, and %s commits behind %s, where it would have to go"
                  .formatted(counts.get(1), shown),
              isLocal
                  ? git + " switch " + name
                  : "%s switch -C %s --track %s".formatted(git, ShellWord.of(branch), name)));
    }
    return Optional.of(
        new Refusal(
            repository,
            "it is on no branch, and its history and that of %s have parted (%s commits here, %s there)"
                .formatted(shown, counts.getFirst(), counts.get(1)),
            isLocal
                ? "%s switch %s && %s merge %s".formatted(git, name, git, head)
                : "%s switch -C %s && %s rebase --autostash %s"
                    .formatted(git, ShellWord.of(branch), git, name)));
  }
}
