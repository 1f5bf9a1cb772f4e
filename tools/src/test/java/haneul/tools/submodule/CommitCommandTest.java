package haneul.tools.submodule;

import static haneul.tools.submodule.GitTree.ODD;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Real repositories, real git. */
@Execution(ExecutionMode.CONCURRENT)
class CommitCommandTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private GitTree tree;

  @BeforeEach
  void make() {
    tree = GitTree.in(directory);
  }

  /** The seed's own trouble: several submodules, some unchanged, a message with spaces. */
  @Test
  void changedOnesAreCommittedThenTheirParents() {
    Map<String, String> before = tree.heads();
    tree.change("lib/core");
    tree.change(ODD);

    String out = tree.haneul("commit", "-a", "-m", "this is submodule commit message").ok();

    for (String changed : new String[] {"lib/core", "lib", ODD, ""}) {
      assertThat(tree.message(changed)).isEqualTo("this is submodule commit message");
      assertThat(tree.branch(changed)).isEqualTo("main");
      assertThat(tree.git(changed, "status", "--porcelain")).isEmpty();
    }
    assertThat(tree.recorded("lib", "core")).isEqualTo(tree.head("lib/core"));
    assertThat(tree.recorded("", "lib")).isEqualTo(tree.head("lib"));
    assertThat(tree.recorded("", ODD)).isEqualTo(tree.head(ODD));
    assertThat(tree.head("plain")).isEqualTo(before.get("plain"));
    assertThat(out).doesNotContain("plain");
    assertThat(out.lines().filter(line -> line.contains("committed")).toList())
        .hasSize(4)
        .last()
        .asString()
        .startsWith(".: committed");
    assertThat(tree.git("lib/core", "rev-parse", "--abbrev-ref", "main@{upstream}"))
        .isEqualTo("origin/main");
  }

  /** git would say that there is nothing to commit. */
  @Test
  void submodulesThatGitIsToldToIgnoreAreCommitted() {
    tree.git("", "config", "diff.ignoreSubmodules", "all");
    tree.git("lib", "config", "diff.ignoreSubmodules", "all");
    tree.git("", "config", "submodule.odd.ignore", "all");
    tree.change("lib/core");
    tree.change(ODD);
    GitTree.write(tree.app().resolve("file"), "changed too\n");

    tree.haneul("commit", "-am", "m").ok();

    assertThat(tree.recorded("lib", "core")).isEqualTo(tree.head("lib/core"));
    assertThat(tree.recorded("", "lib")).isEqualTo(tree.head("lib"));
    assertThat(tree.recorded("", ODD)).isEqualTo(tree.head(ODD));
    assertThat(tree.haneul("commit", "-am", "m").ok()).isEqualTo("Nothing to commit.\n");
  }

  @Test
  void nothingChangedIsNoError() {
    assertThat(tree.haneul("commit", "-am", "m").ok()).isEqualTo("Nothing to commit.\n");
  }

  @Test
  @Tag("long")
  void anyMessageSurvives() {
    for (String message :
        List.of(
            "with  spaces",
            "both 'quotes' and \"quotes\" and `these` $HOME \\n",
            "title\n\nbody\n# a line that looks like a comment\n- 서브모듈 커밋",
            "-a",
            "--dry-run",
            "--",
            "@file",
            "@@file",
            "=x",
            "${sys:user.home} %s %n",
            "*")) {
      tree.change("plain");
      tree.haneul("commit", "-a", "-m", message, "--only", "plain").ok();
      assertThat(tree.message("plain")).isEqualTo(message);
      assertThat(tree.message("")).isEqualTo(message);
    }
  }

  @Test
  void severalMessagesAreParagraphs() {
    tree.change("plain");
    tree.haneul("commit", "-a", "-m", "title", "-m", "why").ok();
    assertThat(tree.message("")).isEqualTo("title\n\nwhy");
  }

  @Test
  void messageFromAFile() {
    tree.change("plain");
    GitTree.write(tree.at("message"), "from a file\n\n# kept\n");
    tree.haneul("commit", "-a", "-F", "message").ok();
    assertThat(tree.message("plain")).isEqualTo("from a file\n\n# kept");
    assertThat(tree.haneul("commit", "-a", "-F", "none", "-m", "both").status()).isEqualTo(2);
    tree.change("plain");
    assertThat(tree.haneul("commit", "-a", "-F", "none").refused()).contains("none");
  }

  @Test
  void messageFromTheEditor() throws IOException {
    tree.change("plain");
    Path editor = directory.resolve("an editor");
    GitTree.write(editor, "#!/bin/sh\ncp \"$1\" '" + directory + "/seen'\necho written > \"$1\"\n");
    GitTree.run(directory, "chmod", "+x", editor.toString());
    tree.git("", "config", "core.editor", "'" + editor + "'");
    tree.haneul("commit", "-a").ok();
    assertThat(tree.message("plain")).isEqualTo("written");
    assertThat(tree.message("")).isEqualTo("written");
    assertThat(directory.resolve("seen"))
        .content()
        .contains("# plain on main (now on no branch): 0 staged files, 1 changed file")
        .contains("# . on main: where plain stands");
  }

  @Test
  @Tag("long")
  void anEmptyMessageCommitsNothing() {
    tree.change("plain");
    Map<String, String> before = tree.heads();
    tree.git("", "config", "core.editor", "true"); // leaves only comments
    assertThat(tree.haneul("commit", "-a").refused()).contains("the message is empty");
    assertThat(tree.haneul("commit", "-a", "-m", " ").refused()).contains("the message is empty");
    tree.git("", "config", "core.editor", "false");
    assertThat(tree.haneul("commit", "-a").refused()).contains("the editor, false, failed");
    assertThat(tree.heads()).isEqualTo(before);
  }

  @Test
  void withoutAllOnlyWhatIsStaged() {
    tree.change("lib");
    tree.change("plain");
    tree.git("plain", "add", "file");
    GitTree.write(tree.at("plain/directory/file"), "not staged\n");
    String lib = tree.head("lib");
    tree.haneul("commit", "-m", "staged").ok();
    assertThat(tree.git("plain", "status", "--porcelain")).isEqualTo(" M directory/file");
    assertThat(tree.recorded("", "plain")).isEqualTo(tree.head("plain"));
    assertThat(tree.head("lib")).isEqualTo(lib);
    assertThat(tree.haneul("commit", "-m", "m").ok())
        .isEqualTo(
            "Nothing to commit. Changes that are not staged: in 2 repositories; -a takes them too.\n");
  }

  @Test
  void fromAnySubdirectory() {
    tree.change("lib/core");
    GitTree.haneulFrom(tree.at("lib/core/directory"), "commit", "-am", "from below").ok();
    assertThat(tree.message("")).isEqualTo("from below");
    assertThat(tree.recorded("lib", "core")).isEqualTo(tree.head("lib/core"));
    assertThat(GitTree.haneulFrom(directory, "commit", "-am", "m").refused())
        .contains("not a git repository");
    assertThat(GitTree.haneulFrom(directory.resolve("none"), "commit").refused())
        .contains("there is no directory");
  }

  @Test
  @Tag("long")
  void dryRunTellsAndTouchesNothing() {
    tree.change("lib/core");
    tree.change("");
    Map<String, String> before = tree.heads();
    assertThat(tree.haneul("commit", "-an", "-m", "m").ok())
        .isEqualTo(
            """
            lib/core on main (now on no branch): 0 staged files, 1 changed file
            lib on main (now on no branch): where lib/core stands
            . on main: 0 staged files, 1 changed file, where lib stands
            """);
    assertThat(tree.heads()).isEqualTo(before);
    assertThat(tree.branch("lib/core")).isEqualTo("HEAD");
  }

  @Test
  void onlyAndSkip() {
    tree.change("lib/core");
    tree.change("plain");
    tree.change("");
    tree.git("", "add", "file");
    tree.haneul("commit", "-am", "only", "--only", "lib/core").ok();
    assertThat(tree.recorded("", "lib")).isEqualTo(tree.head("lib"));
    assertThat(tree.git("", "status", "--porcelain").lines().toList())
        .as("its own staged file and the other submodule are left as they were")
        .containsExactly("M  file", " M plain");
    assertThat(tree.git("", "show", "--format=", "--name-only", "HEAD")).isEqualTo("lib");

    tree.change("lib");
    GitTree.haneulFrom(tree.at("lib"), "commit", "-am", "skip", "--skip", ".").ok();
    assertThat(tree.message("lib")).isEqualTo("only");
    assertThat(tree.message("plain")).isEqualTo("skip");
    assertThat(tree.git("", "status", "--porcelain")).isEqualTo(" M lib");

    assertThat(tree.haneul("commit", "-am", "m", "--only", "nowhere").refused())
        .contains("no submodule at nowhere", "lib/core");
  }

  @Test
  @Tag("long")
  void hooksAndConfigurationAreTheUsersOwn() {
    tree.change("plain");
    tree.hook(tree.at("plain"), "commit-msg", "echo \"hook speaks\" >&2; echo seen >> \"$1\"");
    tree.git("plain", "config", "user.name", "Someone Else");
    assertThat(tree.haneul("commit", "-am", "m").err()).contains("hook speaks");
    assertThat(tree.message("plain")).isEqualTo("m\nseen");
    assertThat(tree.git("plain", "log", "-1", "--format=%an")).isEqualTo("Someone Else");
    assertThat(tree.message("")).isEqualTo("m");
  }

  @Test
  @Tag("long")
  void aRefusingHookStopsAndTheNextRunGoesOn() {
    tree.change("lib/core");
    tree.change("plain");
    tree.change("");
    tree.hook(tree.at("lib"), "pre-commit", "echo no >&2; test -e '" + directory + "/allow'");
    String plain = tree.head("plain");
    assertThat(tree.haneul("commit", "-am", "m").refused())
        .contains(
            "no\nhaneul: lib was not committed",
            "the reason is above",
            "Committed before it: lib/core",
            "run the same command again");
    assertThat(tree.message("lib/core")).isEqualTo("m");
    assertThat(tree.head("plain")).isEqualTo(plain);

    GitTree.write(directory.resolve("allow"), "");
    tree.haneul("commit", "-am", "m").ok();
    assertThat(tree.recorded("lib", "core")).isEqualTo(tree.head("lib/core"));
    assertThat(tree.recorded("", "lib")).isEqualTo(tree.head("lib"));
    assertThat(tree.git("", "status", "--porcelain")).isEmpty();
    assertThat(tree.git("lib/core", "rev-list", "--count", "origin/main..main")).isEqualTo("1");
  }

  /** The command is killed while a hook of lib runs; git itself goes on. */
  @Test
  @Tag("long")
  void killedInTheMiddleTheNextRunGoesOn() throws IOException, InterruptedException {
    tree.change("lib/core");
    tree.hook(tree.at("lib"), "pre-commit", "kill -9 $(cut -d' ' -f4 /proc/$PPID/stat); sleep 0.1");
    String before = tree.head("lib");
    String top = tree.head("");
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CommitMain.class.getName(),
                tree.app().toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    assertThat(killed.waitFor()).isEqualTo(128 + 9);
    Awaitility.await().until(() -> !tree.head("lib").equals(before));
    assertThat(tree.head("")).isEqualTo(top);

    tree.haneul("commit", "-am", "m").ok();
    assertThat(tree.recorded("lib", "core")).isEqualTo(tree.head("lib/core"));
    assertThat(tree.recorded("", "lib")).isEqualTo(tree.head("lib"));
    assertThat(tree.git("lib", "rev-list", "--count", "origin/main..main")).isEqualTo("1");
  }

  /** A process of its own, to be killed. */
  static final class CommitMain {
    public static void main(String[] arguments) {
      GitTree.haneulFrom(Path.of(arguments[0]), "commit", "-am", "m");
    }
  }

  @Test
  @Tag("long")
  void filesThatCameToNothingAreUnchanged() throws IOException {
    // git sees a difference until it has applied the filter
    tree.git("plain", "config", "core.autocrlf", "input");
    Files.writeString(tree.at("plain/file"), "one\r\n");
    Map<String, String> before = tree.heads();
    assertThat(tree.haneul("commit", "-am", "m").ok()).isEqualTo("Nothing to commit.\n");
    assertThat(tree.heads()).isEqualTo(before);
  }

  @Test
  void deletedAndNewFiles() throws IOException {
    Files.delete(tree.at("plain/directory/file"));
    GitTree.write(tree.at("plain/new"), "new\n");
    tree.haneul("commit", "-am", "m").ok();
    assertThat(tree.git("plain", "show", "--format=", "--name-status", "HEAD"))
        .isEqualTo("D\tdirectory/file");
    assertThat(tree.git("plain", "status", "--porcelain")).isEqualTo("?? new");
  }

  @Test
  void uninitialisedSubmodulesAreLeftOut() {
    tree.git("", "submodule", "--quiet", "deinit", "lib");
    tree.change("plain");
    tree.haneul("commit", "-am", "m").ok();
    assertThat(tree.message("plain")).isEqualTo("m");
    assertThat(tree.git("", "show", "--format=", "--name-only", "HEAD")).isEqualTo("plain");
  }

  @Test
  void inALinkedWorkTree() {
    tree.change("plain");
    Path linked = directory.resolve("linked");
    tree.git("", "worktree", "add", "-q", "-b", "other", linked.toString());
    GitTree.gitIn(linked, "submodule", "--quiet", "update", "--init", "plain");
    GitTree.write(linked.resolve("plain/file"), "in the linked one\n");
    GitTree.haneulFrom(linked.resolve("plain"), "commit", "-am", "linked").ok();
    assertThat(GitTree.gitIn(linked, "log", "-1", "--format=%s")).isEqualTo("linked");
    assertThat(GitTree.gitIn(linked, "status", "--porcelain")).isEmpty();
    assertThat(tree.git("plain", "status", "--porcelain")).isEqualTo(" M file");
  }
}
