package haneul.tools.submodule;

import haneul.tools.console.ShellWord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A repository and those in it, as they were when looked at.
 *
 * @param path below the topmost one; empty for that itself
 * @param link how its parent knows it; none for the topmost one
 * @param workTree none when the submodule is not initialised
 */
record Repository(
    String path,
    Path directory,
    Optional<Link> link,
    Optional<WorkTree> workTree,
    List<Repository> submodules) {

  /**
   * @param path below the parent
   * @param branch which {@code .gitmodules} names; {@code .} is the parent's own
   * @param recorded the commit in the parent's index
   */
  record Link(
      String name, String path, Optional<String> branch, String recorded, Pointer pointer) {}

  /** Where the submodule stands, as seen from the commit that its parent records. */
  enum Pointer {
    SAME,
    /** It has commits on top of the recorded one. */
    AHEAD,
    /** The recorded one is on top of it: the submodule was not updated. */
    BEHIND,
    DIVERGED,
    /** The submodule does not have the recorded commit, or no commit at all. */
    UNKNOWN,
    /** The parent is in a merge, and both sides moved it. */
    CONFLICT
  }

  /**
   * @param head none before the first commit
   * @param branch none when detached
   * @param upstream what the branch follows, such as {@code origin/main}
   * @param distance from the upstream as last fetched; none when there is none
   * @param conflicts the paths in conflict
   */
  record WorkTree(
      Optional<String> head,
      Optional<String> branch,
      Optional<String> upstream,
      Optional<Distance> distance,
      int staged,
      int changed,
      int untracked,
      List<String> conflicts,
      Operation operation) {}

  /** Commits that only this side has, and only the other. */
  record Distance(int ahead, int behind) {}

  /** What was begun and not finished. */
  enum Operation {
    NONE,
    MERGE,
    CHERRY_PICK,
    REVERT,
    REBASE,
    BISECT;

    String shown() {
      return switch (this) {
        case NONE -> "";
        case MERGE -> "merge";
        case CHERRY_PICK -> "cherry-pick";
        case REVERT -> "revert";
        case REBASE -> "rebase";
        case BISECT -> "bisect";
      };
    }
  }

  Git git() {
    return new Git(directory);
  }

  /** For people; the topmost one is a dot. */
  String shown() {
    return path.isEmpty() ? "." : ShellWord.of(path);
  }

  /** For a command that someone will paste. */
  String command() {
    return "git -C " + ShellWord.of(directory.toString());
  }

  /** All of them, deepest first, the topmost one last. */
  List<Repository> deepestFirst() {
    List<Repository> all = new ArrayList<>();
    submodules.forEach(submodule -> all.addAll(submodule.deepestFirst()));
    all.add(this);
    return all;
  }
}
