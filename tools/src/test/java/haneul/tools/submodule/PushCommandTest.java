package haneul.tools.submodule;

import static haneul.tools.submodule.GitTree.ODD;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.console.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Real bare remotes, real git. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("long")
class PushCommandTest {
  private static final String[] REMOTES = {"core", "lib", "odd", "plain", "app"};

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private GitTree tree;

  @BeforeEach
  void make() {
    tree = GitTree.in(directory);
  }

  private List<String> remotes() {
    List<String> heads = new ArrayList<>();
    for (String name : REMOTES) {
      heads.add(tree.remoteHead(name));
    }
    return heads;
  }

  /** Pushes; says why not, when nothing at all was pushed. */
  private String refused(String... options) {
    List<String> before = remotes();
    String why = tree.haneul("push", options).refused();
    assertThat(remotes()).isEqualTo(before);
    assertThat(why).endsWith("Nothing was pushed.\n");
    return why;
  }

  private void commitAll() {
    tree.change("lib/core");
    tree.change(ODD);
    tree.haneul("commit", "-am", "m").ok();
  }

  @Test
  void aRepositoryThatGitmodulesDoesNotNameStopsAllOfIt() {
    GitTree.run(tree.app(), "git", "clone", "-q", tree.remote("core").toString(), "a stray");
    tree.git("", "-c", "advice.addEmbeddedRepo=false", "add", "a stray");
    tree.git("", "commit", "-qm", "stray");
    assertThat(refused())
        .contains(".: it records a repository at 'a stray' that .gitmodules does not name")
        .contains("submodule add URL 'a stray', or ")
        .contains("rm --cached -- 'a stray'; then commit");

    tree.git("", "push", "-q", "--recurse-submodules=no");
    tree.change("");
    tree.git("", "commit", "-qam", "what others pushed is theirs");
    assertThat(tree.haneul("push").ok()).isEqualTo(".: pushed 1 commit of main\n");
  }

  @Test
  void submodulesThenParents() {
    commitAll();
    assertThat(tree.haneul("push").ok())
        .isEqualTo(
            """
            lib/core: pushed 1 commit of main
            lib: pushed 1 commit of main
            $'o"d\\'d \\n name': pushed 1 commit of main
            .: pushed 1 commit of main
            """);
    assertThat(tree.remoteHead("core")).isEqualTo(tree.head("lib/core"));
    assertThat(tree.remoteHead("lib")).isEqualTo(tree.head("lib"));
    assertThat(tree.remoteHead("odd")).isEqualTo(tree.head(ODD));
    assertThat(tree.remoteHead("app")).isEqualTo(tree.head(""));
    assertThat(tree.haneul("push").ok()).isEqualTo("Nothing to push.\n");
  }

  /** What was pushed can be had by others. */
  @Test
  void aFreshCloneHasAllOfIt() {
    commitAll();
    tree.haneul("push", "--jobs", "4").ok();
    GitTree.run(
        directory,
        "git",
        "clone",
        "-q",
        "--recurse-submodules",
        tree.remote("app").toString(),
        "fresh");
    assertThat(directory.resolve("fresh/lib/core/file"))
        .hasSameTextualContentAs(tree.at("lib/core/file"));
    assertThat(directory.resolve("fresh").resolve(ODD).resolve("file"))
        .hasSameTextualContentAs(tree.at(ODD).resolve("file"));
  }

  @Test
  void dryRunPushesNothing() {
    commitAll();
    List<String> before = remotes();
    assertThat(tree.haneul("push", "--dry-run").ok())
        .contains("lib/core: would push 1 commit of main");
    assertThat(remotes()).isEqualTo(before);
  }

  @Test
  void aRemoteThatHasGoneOnStopsAllOfIt() {
    commitAll();
    tree.pushedByOther("odd");
    assertThat(refused())
        .contains(
            "its history and that of origin/main have parted (1 commit here, 1 commit there)",
            "rebase origin/main");

    // The mend that it names.
    tree.git(ODD, "rebase", "-q", "origin/main");
    assertThat(refused())
        .as("the parent still records the commit from before")
        .contains(".: it records commit", "which is on no remote and would not be pushed");
    tree.git("", "add", ODD);
    tree.git("", "commit", "-q", "--amend", "-m", "m");
    tree.haneul("push").ok();
    assertThat(tree.remoteHead("app")).isEqualTo(tree.head(""));
  }

  @Test
  void aBranchThatFollowsNoneStopsAllOfItOrIsMade() {
    tree.git("plain", "switch", "-q", "-c", "topic");
    tree.change("plain");
    commitAll();
    assertThat(refused())
        .contains("plain: its branch topic follows no branch of a remote", "--set-upstream");
    tree.haneul("push", "--set-upstream").ok();
    assertThat(tree.git("plain", "rev-parse", "--abbrev-ref", "topic@{upstream}"))
        .isEqualTo("origin/topic");
    assertThat(GitTree.gitIn(tree.remote("plain"), "rev-parse", "topic"))
        .isEqualTo(tree.head("plain"));
    assertThat(tree.remoteHead("app")).isEqualTo(tree.head(""));
  }

  @Test
  void commitsOnNoBranchGoToTheirBranch() {
    tree.change("plain");
    tree.git("plain", "commit", "-qam", "on no branch");
    tree.git("", "commit", "-qam", "records it");
    assertThat(tree.branch("plain")).isEqualTo("HEAD");
    assertThat(tree.haneul("push").ok()).contains("plain: pushed what is on no branch, as main");
    assertThat(tree.branch("plain")).isEqualTo("main");
    assertThat(tree.remoteHead("plain")).isEqualTo(tree.head("plain"));
  }

  @Test
  void commitsOnNoBranchThatPartedAreRefused() {
    tree.change("plain");
    tree.git("plain", "commit", "-qam", "on no branch");
    tree.git("", "commit", "-qam", "records it");
    tree.pushedByOther("plain");
    assertThat(refused())
        .as("only the remote knows")
        .contains("plain: its history and that of origin/main have parted");
    assertThat(tree.branch("plain")).isEqualTo("HEAD");
    assertThat(refused()).as("now it is known here").contains("plain: it is on no branch");
  }

  /** A server that lets some only read; ssh is what git would ask. */
  @Test
  void noPermissionStopsAllOfIt() throws IOException {
    Path ssh = directory.resolve("ssh");
    GitTree.write(
        ssh,
        """
        #!/bin/sh
        for command; do :; done
        case "$command" in
          git-receive-pack*plain*) echo "ERROR: no permission to write" >&2; exit 1 ;;
          *) exec sh -c "$command" ;;
        esac
        """);
    GitTree.run(directory, "chmod", "+x", ssh.toString());
    for (String[] one : new String[][] {{"lib", "lib"}, {"plain", "plain"}, {"", "app"}}) {
      tree.git(one[0], "config", "core.sshCommand", ssh.toString());
      tree.git(one[0], "remote", "set-url", "origin", "host:" + tree.remote(one[1]));
    }
    tree.change("plain");
    commitAll();
    assertThat(refused()).contains("plain: git would not push it: ERROR: no permission to write");
    assertThat(Files.exists(ssh)).isTrue();
  }

  @Test
  void anUnreachableOrMissingRemoteStopsAllOfIt() {
    commitAll();
    tree.git("lib", "remote", "set-url", "origin", "/nowhere.git");
    assertThat(refused()).contains("lib: git would not push it", "/nowhere.git");
    tree.git("lib", "remote", "remove", "origin");
    assertThat(refused()).contains("lib: it has no remote to push to", "remote add origin URL");
  }

  @Test
  void aPrePushHookIsAskedOnceAndItsRefusalStopsAllOfIt() {
    commitAll();
    tree.hook(
        tree.at("lib"),
        "pre-push",
        "cat >> '"
            + directory
            + "/asked'; test -e '"
            + directory
            + "/allow' || { echo no; exit 1; }");
    assertThat(refused()).contains("lib: git would not push it");
    GitTree.write(directory.resolve("allow"), "");
    GitTree.write(directory.resolve("asked"), "");
    tree.haneul("push").ok();
    assertThat(directory.resolve("asked")).content().hasLineCount(1).contains(tree.head("lib"));
  }

  /** Two clones of one repository in one tree. */
  @Test
  void rivalsAreFoundBeforehand() {
    tree.git("", "submodule", "--quiet", "add", "-b", "main", "../core.git", "again");
    tree.git("", "commit", "-qm", "twice");
    tree.change("lib/core");
    tree.change("again");
    tree.haneul("commit", "-am", "m").ok();
    assertThat(refused()).contains("would push different commits to the same place");
  }

  @Test
  void whatIsRecordedMustBePushed() {
    commitAll();
    assertThat(refused("--skip", "lib/core"))
        .contains(
            "lib: it records commit", "of lib/core, which is on no remote and would not be pushed");
    tree.haneul("push", "--only", "lib").ok();
    assertThat(tree.remoteHead("lib")).isEqualTo(tree.head("lib"));
    assertThat(tree.remoteHead("app")).isNotEqualTo(tree.head(""));
  }

  /** What a submodule is pinned to may be on no branch any more. */
  @Test
  void aTagWillDoWhenTheRemoteHasIt() {
    tree.change("plain");
    tree.git("plain", "commit", "-qam", "release");
    tree.git("plain", "tag", "-a", "-m", "v1", "v1");
    tree.pushedByOther("plain");
    tree.git("plain", "fetch", "-q");
    tree.git("", "commit", "-qam", "pinned");
    assertThat(refused()).as("the tag is here only").contains("plain: it is on no branch");
    tree.git("plain", "push", "-q", "origin", "v1");
    assertThat(tree.haneul("push").ok()).isEqualTo(".: pushed 1 commit of main\n");
    assertThat(tree.branch("plain")).isEqualTo("HEAD");
  }

  /** A hook of the remote: nobody can foresee it. */
  @Test
  void whatWasPushedIsToldAndTheNextRunGoesOn() {
    commitAll();
    tree.hook(tree.remote("lib"), "update", "echo closed today; exit 1");
    CliRun run = tree.haneul("push");
    assertThat(run.refused())
        .contains(
            "lib was not pushed: remote: closed today", "Pushed: lib/core\n", "Not pushed: lib ")
        .contains("run the same command again");
    assertThat(tree.remoteHead("core")).isEqualTo(tree.head("lib/core"));
    assertThat(tree.remoteHead("app")).isNotEqualTo(tree.head(""));

    tree.hook(tree.remote("lib"), "update", "exit 0");
    assertThat(tree.haneul("push").ok())
        .doesNotContain("core")
        .contains("lib: pushed", ".: pushed");
    assertThat(tree.remoteHead("app")).isEqualTo(tree.head(""));
  }

  @Test
  void thePushSettingsAreTheUsersOwn() {
    GitTree.run(directory, "git", "init", "-q", "--bare", "fork.git");
    tree.git("plain", "switch", "-q", "main");
    tree.git("plain", "remote", "add", "fork", directory.resolve("fork.git").toString());
    tree.git("plain", "config", "remote.pushDefault", "fork");
    tree.git("plain", "config", "push.default", "current");
    tree.git("", "config", "push.recurseSubmodules", "check");
    String before = tree.remoteHead("plain");
    commitAll();
    tree.change("plain");
    tree.haneul("commit", "-am", "m").ok();
    tree.haneul("push").ok();
    assertThat(GitTree.gitIn(directory.resolve("fork.git"), "rev-parse", "main"))
        .isEqualTo(tree.head("plain"));
    assertThat(tree.remoteHead("plain")).isEqualTo(before);
    assertThat(tree.remoteHead("app")).isEqualTo(tree.head(""));
  }

  @Test
  void jobsAreBounded() {
    assertThat(tree.haneul("push", "--jobs", "0").refused()).contains("--jobs takes 1 to 64");
    assertThat(tree.haneul("push", "--jobs", "x").status()).isEqualTo(2);
  }
}
