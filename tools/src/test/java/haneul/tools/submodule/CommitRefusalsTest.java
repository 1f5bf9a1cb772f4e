package haneul.tools.submodule;

import static haneul.tools.submodule.GitTree.ODD;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.console.CliRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Where submodules stand before a commit: what moves, what is left, what is refused and how to mend
 * it.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("long")
class CommitRefusalsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private GitTree tree;

  @BeforeEach
  void make() {
    tree = GitTree.in(directory);
  }

  /** Commits all; says why not, when nothing at all was touched. */
  private String refused() {
    Map<String, String> before = tree.heads();
    String why = tree.haneul("commit", "-a", "-m", "m").refused();
    assertThat(tree.heads()).isEqualTo(before);
    assertThat(why).endsWith("Nothing was committed.\n");
    return why;
  }

  private void commit(String submodule) {
    tree.change(submodule);
    tree.git(submodule, "commit", "-qam", "by hand");
  }

  @Test
  void anOlderSubmoduleIsNotTakenBack() {
    commit("lib");
    tree.git("", "commit", "-qam", "newer");
    tree.git("lib", "checkout", "-q", "--detach", "HEAD^");
    tree.change("plain");
    CliRun run = tree.haneul("commit", "-am", "m");
    assertThat(run.ok()).contains("plain: committed");
    assertThat(run.err())
        .contains("lib is left as it is: it is older than")
        .contains("which . records");
    assertThat(tree.git("", "show", "--format=", "--name-only", "HEAD")).isEqualTo("plain");

    GitTree.write(tree.at("lib/directory/file"), "changed\n");
    assertThat(refused()).contains("lib: it is older than", "submodule update --merge -- lib");
    tree.git("", "submodule", "--quiet", "update", "--merge", "--", "lib");
    tree.haneul("commit", "-am", "m").ok();
    assertThat(tree.recorded("", "lib")).isEqualTo(tree.head("lib"));
  }

  @Test
  void aPartedSubmoduleIsRecordedOnlyWhenAsked() {
    commit("plain");
    tree.git("", "commit", "-qam", "newer");
    tree.git("plain", "switch", "-q", "-c", "side", "HEAD^");
    commit("plain");
    assertThat(tree.haneul("commit", "-am", "m").err())
        .contains("plain is left as it is", "has parted");
    tree.change("plain");
    assertThat(refused()).contains("plain: its history has parted from", "add -- plain");
    tree.git("", "add", "plain");
    tree.haneul("commit", "-am", "m").ok();
    assertThat(tree.recorded("", "plain")).isEqualTo(tree.head("plain"));
    assertThat(tree.branch("plain")).isEqualTo("side");
  }

  @Test
  void commitsMadeByHandAreRecorded() {
    commit("lib/core");
    tree.haneul("commit", "-m", "m").ok();
    assertThat(tree.recorded("lib", "core")).isEqualTo(tree.head("lib/core"));
    assertThat(tree.recorded("", "lib")).isEqualTo(tree.head("lib"));
    assertThat(tree.message("lib/core")).isEqualTo("by hand");
  }

  @Test
  void aDetachedOneGoesToTheBranchItIsGiven() {
    tree.git("", "config", "-f", ".gitmodules", "submodule.lib.branch", "stable/1.0");
    tree.git("", "config", "submodule.odd.branch", "local");
    tree.change("lib");
    tree.change(ODD);
    tree.haneul("commit", "-am", "m").ok();
    assertThat(tree.branch("lib")).isEqualTo("stable/1.0");
    assertThat(tree.branch(ODD))
        .as("the parent's own configuration counts first")
        .isEqualTo("local");
  }

  @Test
  void aDotIsTheBranchOfTheParent() {
    tree.git("", "switch", "-q", "-c", "feature");
    tree.git("", "config", "-f", ".gitmodules", "submodule.lib.branch", ".");
    tree.git("lib", "config", "-f", ".gitmodules", "submodule.core.branch", ".");
    tree.change("lib/core");
    tree.haneul("commit", "-am", "m").ok();
    assertThat(tree.branch("lib")).isEqualTo("feature");
    assertThat(tree.branch("lib/core"))
        .as("through a parent that was on none")
        .isEqualTo("feature");
  }

  @Test
  void aDetachedOneBehindItsBranchIsRefused() {
    commit("plain");
    tree.git("plain", "branch", "-f", "main");
    tree.git("plain", "checkout", "-q", "--detach", "HEAD^");
    tree.change("plain");
    assertThat(refused())
        .contains("plain: it is on no branch, and 1 commits behind main", "switch main");
    tree.git("plain", "switch", "-q", "--merge", "main");
  }

  @Test
  void aDetachedOneThatPartedFromItsBranchIsRefused() {
    tree.pushedByOther("odd");
    tree.git(ODD, "fetch", "-q");
    tree.change(ODD);
    assertThat(refused())
        .contains("1 commits behind origin/main", "switch -C main --track origin/main");
    commit(ODD);
    tree.change(ODD);
    assertThat(refused())
        .contains(
            "it is on no branch, and its history and that of origin/main have parted (1 commits here, 1 there)");
  }

  @Test
  void aBranchThatCannotBeIsRefused() {
    tree.change("lib");
    tree.git("", "config", "-f", ".gitmodules", "submodule.lib.branch", "--force");
    assertThat(refused())
        .contains("lib: it is on no branch, and what .gitmodules of . names cannot be one");
    tree.git("", "config", "-f", ".gitmodules", "submodule.lib.branch", "a..b");
    assertThat(refused()).contains("cannot be one: a..b");
    tree.git("", "config", "-f", ".gitmodules", "--unset", "submodule.lib.branch");
    tree.git("lib", "remote", "set-head", "origin", "--delete");
    assertThat(refused())
        .contains(
            "neither .gitmodules nor its remote names one",
            "config --file .gitmodules submodule.lib.branch");
  }

  @Test
  void aBranchInAnotherWorkTreeIsRefused() {
    tree.change("lib");
    tree.git("lib", "worktree", "add", "-q", directory.resolve("elsewhere").toString(), "main");
    assertThat(refused()).contains("its branch main is checked out in another work tree");
  }

  @Test
  void theTopmostOnNoBranchIsRefused() {
    tree.git("", "checkout", "-q", "--detach");
    tree.change("plain");
    assertThat(refused()).contains(".: it is on no branch", "switch -c BRANCH");
  }

  @Test
  void conflictsAreRefusedAndAResolvedMergeIsConcluded() {
    tree.git("plain", "switch", "-q", "main");
    commit("plain");
    tree.git("plain", "switch", "-q", "-c", "side", "HEAD^");
    commit("plain");
    new Git(tree.at("plain")).ask("merge", "-q", "main"); // ends with a conflict
    tree.change("lib");
    assertThat(refused()).contains("plain: it has conflicts: file", "resolve them");
    GitTree.write(tree.at("plain/file"), "resolved\n");
    tree.git("plain", "add", "file");
    tree.git("", "add", "plain");
    tree.haneul("commit", "-am", "m").ok();
    assertThat(tree.git("plain", "rev-list", "--parents", "-1", "HEAD").split(" ")).hasSize(3);
    assertThat(tree.recorded("", "plain")).isEqualTo(tree.head("plain"));
  }

  @Test
  void aRebaseUnderWayIsRefused() {
    tree.git("plain", "switch", "-q", "main");
    commit("plain");
    tree.git("plain", "-c", "sequence.editor=sed -i s/pick/edit/", "rebase", "-q", "-i", "HEAD^");
    assertThat(refused()).contains("plain: it is in the middle of a rebase");
    tree.haneul("commit", "-am", "m", "--skip", "plain").ok();
  }

  @Test
  void aMergeOfTheParentCannotBeCommittedInPart() {
    tree.git("", "switch", "-q", "-c", "side");
    tree.change("");
    tree.git("", "commit", "-qam", "side");
    tree.git("", "switch", "-q", "main");
    GitTree.write(tree.at("directory/file"), "main\n");
    tree.git("", "commit", "-qam", "main");
    tree.git("", "merge", "-q", "--no-commit", "side");
    tree.change("plain");
    Map<String, String> before = tree.heads();
    assertThat(tree.haneul("commit", "-am", "m", "--only", "plain").refused())
        .contains(".: it is in the middle of a merge, and only its submodules were asked for");
    assertThat(tree.heads()).isEqualTo(before);
    tree.haneul("commit", "-am", "m").ok();
    assertThat(tree.git("", "rev-list", "--parents", "-1", "HEAD").split(" ")).hasSize(3);
  }

  @Test
  void gitmodulesInConflict() throws Exception {
    Path file = tree.at(".gitmodules");
    String text = Files.readString(file);
    GitTree.write(file, "<<<<<<< HEAD\n" + text + "=======\n" + text + ">>>>>>> other\n");
    tree.change("lib");
    String seen = tree.haneul("status").ok();
    assertThat(seen).as("the one of the last commit counts").contains("lib/core");
  }

  @Test
  void aBrokenSubmoduleIsToldWithGitsWords() {
    GitTree.write(tree.at("plain/.git"), "gitdir: ../nowhere\n");
    assertThat(tree.haneul("commit", "-am", "m").refused())
        .contains("plain")
        .contains("not a git repository");
  }
}
