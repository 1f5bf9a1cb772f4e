package haneul.tools.submodule;

import haneul.tools.submodule.Repository.Link;
import haneul.tools.submodule.Repository.Operation;
import haneul.tools.submodule.Repository.Pointer;
import haneul.tools.submodule.Repository.WorkTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a commit of a whole tree does, decided before anything is touched.
 *
 * @param commits deepest first
 * @param refusals when there are any, nothing is done
 * @param notes what is left as it is although it differs
 */
record CommitPlan(List<Commit> commits, List<Refusal> refusals, List<String> notes) {
  /**
   * A commit of one repository.
   *
   * @param attachment the branch it goes to first, when it is on none
   * @param own whether its own changes are committed, or only where its submodules stand
   * @param moved submodules whose new commit it records, if they have one by then
   * @param left submodules that differ from what it records and shall not be recorded
   */
  record Commit(
      Repository repository,
      Optional<Attachment.To> attachment,
      boolean own,
      List<Repository> moved,
      List<Repository> left) {
    String branch() {
      return attachment
          .map(Attachment.To::branch)
          .or(() -> repository.workTree().flatMap(WorkTree::branch))
          .orElseThrow();
    }
  }

  /** In these, HEAD stands somewhere for the moment only. */
  private static final Set<Operation> PASSING = EnumSet.of(Operation.REBASE, Operation.BISECT);

  /**
   * @param all whether changes that are not staged are taken too
   * @param attach finds the branch for the last of a line of repositories
   */
  static CommitPlan decide(
      Repository top,
      Selection selection,
      boolean all,
      Function<List<Repository>, Attachment> attach) {
    Deciding deciding = new Deciding(selection, all, attach);
    deciding.visit(List.of(top));
    return new CommitPlan(deciding.commits, deciding.refusals, deciding.notes);
  }

  private static final class Deciding {
    private final List<Commit> commits = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Selection selection;
    private final boolean all;
    private final Function<List<Repository>, Attachment> attach;

    Deciding(Selection selection, boolean all, Function<List<Repository>, Attachment> attach) {
      this.selection = selection;
      this.all = all;
      this.attach = attach;
    }

    /** Whether the last of the line has a new commit for its parent to record. */
    boolean visit(List<Repository> line) {
      Repository repository = line.getLast();
      if (repository.workTree().isEmpty() || !selection.concerns(repository)) {
        return false;
      }
      WorkTree workTree = repository.workTree().get();
      List<Repository> moved = new ArrayList<>();
      List<Repository> left = new ArrayList<>();
      for (Repository submodule : repository.submodules()) {
        List<Repository> below = new ArrayList<>(line);
        below.add(submodule);
        if (visit(below)) {
          moved.add(submodule);
        } else if (pointer(submodule) != Pointer.SAME) {
          left.add(submodule);
          note(repository, submodule);
        }
      }
      boolean taken = selection.takes(repository);
      boolean own = taken && hasOwn(workTree);
      boolean ahead = pointer(repository) == Pointer.AHEAD;
      if (!own && moved.isEmpty() && (!taken || workTree.conflicts().isEmpty())) {
        return ahead && !refused(passing(repository, workTree));
      }
      if (refused(
          conflicts(repository, workTree)
              .or(() -> passing(repository, workTree))
              .or(() -> pointersOnly(repository, workTree, own))
              .or(() -> notUpdated(line)))) {
        return false;
      }
      Optional<Attachment.To> attachment = Optional.empty();
      if (workTree.branch().isEmpty()) {
        switch (attach.apply(line)) {
          case Attachment.To to -> attachment = Optional.of(to);
          case Attachment.None none -> {
            refusals.add(none.refusal());
            return false;
          }
        }
      }
      commits.add(new Commit(repository, attachment, own, moved, left));
      return true;
    }

    private boolean hasOwn(WorkTree workTree) {
      return workTree.staged() > 0
          || (all && workTree.changed() > 0)
          || workTree.operation() == Operation.MERGE;
    }

    private static Pointer pointer(Repository repository) {
      return repository.link().map(Link::pointer).orElse(Pointer.SAME);
    }

    private boolean refused(Optional<Refusal> refusal) {
      refusal.ifPresent(refusals::add);
      return refusal.isPresent();
    }

    private static Optional<Refusal> conflicts(Repository repository, WorkTree workTree) {
      return workTree.conflicts().isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Refusal(
                  repository,
                  "it has conflicts: " + Words.paths(workTree.conflicts()),
                  "resolve them, then %s add the files".formatted(repository.command())));
    }

    private static Optional<Refusal> passing(Repository repository, WorkTree workTree) {
      return PASSING.contains(workTree.operation())
          ? Optional.of(
              new Refusal(
                  repository,
                  "it is in the middle of a " + workTree.operation().shown(),
                  "finish that first; " + repository.command() + " status says how"))
          : Optional.empty();
    }

    /** git commits a part of what is staged only when nothing else is under way. */
    private static Optional<Refusal> pointersOnly(
        Repository repository, WorkTree workTree, boolean own) {
      return own || workTree.operation() == Operation.NONE
          ? Optional.empty()
          : Optional.of(
              new Refusal(
                  repository,
                  "it is in the middle of a %s, and only its submodules were asked for"
                      .formatted(workTree.operation().shown()),
                  "finish that first, or leave out --only and --skip"));
    }

    /** A commit on top of something else than the parent records would take that back. */
    private static Optional<Refusal> notUpdated(List<Repository> line) {
      Repository repository = line.getLast();
      Pointer pointer = pointer(repository);
      if (pointer == Pointer.SAME || pointer == Pointer.AHEAD || pointer == Pointer.CONFLICT) {
        return Optional.empty();
      }
      Repository parent = line.get(line.size() - 2);
      Link link = repository.link().orElseThrow();
      String update =
          "%s submodule update --merge -- %s".formatted(parent.command(), Words.path(link.path()));
      String record =
          "; or, to record it as it is: %s add -- %s"
              .formatted(parent.command(), Words.path(link.path()));
      return Optional.of(
          new Refusal(
              repository,
              Words.standing(pointer, parent, link),
              pointer == Pointer.BEHIND ? update : update + record));
    }

    private void note(Repository repository, Repository submodule) {
      if (selection.concerns(submodule) && submodule.workTree().isPresent()) {
        Link link = submodule.link().orElseThrow();
        notes.add(
            "%s is left as it is: %s"
                .formatted(submodule.shown(), Words.standing(link.pointer(), repository, link)));
      }
    }
  }
}
