package haneul.tools.submodule;

import haneul.tools.submodule.Repository.Link;
import haneul.tools.submodule.Repository.Pointer;
import haneul.tools.submodule.Repository.WorkTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What there is to push, as far as the repositories themselves know. {@link PushCheck} asks the
 * remotes.
 *
 * @param pushes deepest first
 */
record PushPlan(List<Push> pushes, List<Refusal> refusals, List<String> notes) {
  /**
   * A push of one repository.
   *
   * @param depth how many repositories are around it
   * @param attachment the branch it goes to first, when it is on none
   * @param destination remote and refspec; empty for what the configuration says
   * @param follow whether the branch shall follow the remote's from now on
   * @param what for people
   */
  record Push(
      Repository repository,
      int depth,
      Optional<Attachment.To> attachment,
      List<String> destination,
      boolean follow,
      String what) {}

  /**
   * @param setUpstream whether branches that follow none are made at the remote
   */
  static PushPlan decide(Repository top, Selection selection, boolean setUpstream) {
    PushPlan plan = new PushPlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    plan.visit(List.of(top), selection, setUpstream);
    return plan;
  }

  private void visit(List<Repository> line, Selection selection, boolean setUpstream) {
    Repository repository = line.getLast();
    for (Repository submodule : repository.submodules()) {
      List<Repository> below = new ArrayList<>(line);
      below.add(submodule);
      visit(below, selection, setUpstream);
    }
    Optional<WorkTree> workTree = repository.workTree();
    if (!selection.takes(repository) || workTree.flatMap(WorkTree::head).isEmpty()) {
      return;
    }
    if (workTree.get().branch().isPresent()) {
      branch(repository, line.size() - 1, workTree.get().branch().get(), setUpstream);
    } else {
      detached(line, setUpstream);
    }
    if (repository.link().map(Link::pointer).equals(Optional.of(Pointer.AHEAD))) {
      notes.add(
          "%s is newer than what %s records; `haneul submodule commit` records it"
              .formatted(repository.shown(), line.get(line.size() - 2).shown()));
    }
  }

  private void branch(Repository repository, int depth, String branch, boolean setUpstream) {
    Git git = repository.git();
    // Fails when the remote's branch is not there yet.
    Optional<Integer> commits =
        git.maybe("for-each-ref", "--format=%(push)", "refs/heads/" + branch)
            .flatMap(pushed -> git.maybe("rev-list", "--count", pushed + "..HEAD"))
            .map(Integer::valueOf);
    if (commits.isPresent()) {
      if (commits.get() > 0) {
        String what = "%s of %s".formatted(Words.count(commits.get(), "commit"), branch);
        pushes.add(new Push(repository, depth, Optional.empty(), List.of(), false, what));
      }
      return;
    }
    boolean follow = setUpstream && repository.workTree().flatMap(WorkTree::upstream).isEmpty();
    if (!follow && Published.is(git, "HEAD")) {
      return;
    }
    Optional<String> remote = Attachment.remote(git);
    List<String> destination =
        follow && remote.isPresent()
            ? List.of(remote.get(), "refs/heads/%s:refs/heads/%s".formatted(branch, branch))
            : List.of();
    pushes.add(
        new Push(repository, depth, Optional.empty(), destination, follow, "the branch " + branch));
  }

  private void detached(List<Repository> line, boolean setUpstream) {
    Repository repository = line.getLast();
    if (Published.is(repository.git(), "HEAD")) {
      return; // where `git submodule update` leaves it
    }
    switch (Attachment.of(line)) {
      case Attachment.None none -> refusals.add(none.refusal());
      case Attachment.To to when to.remote().isEmpty() || (!to.published() && !setUpstream) ->
          refusals.add(PushCheck.noUpstream(repository, to.branch()));
      case Attachment.To to ->
          pushes.add(
              new Push(
                  repository,
                  line.size() - 1,
                  Optional.of(to),
                  List.of(to.remote().orElseThrow(), "HEAD:refs/heads/" + to.branch()),
                  !to.published(),
                  "what is on no branch, as " + to.branch()));
    }
  }
}
