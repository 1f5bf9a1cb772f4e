package haneul.tools.submodule;

import static haneul.tools.submodule.GitTree.ODD;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Execution(ExecutionMode.CONCURRENT)
class StatusCommandTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private GitTree tree;

  @BeforeEach
  void make() {
    tree = GitTree.in(directory);
    tree.git("lib", "switch", "-q", "main");
    tree.change("lib");
    tree.git("lib", "commit", "-qam", "ahead");
    tree.change("lib");
    tree.git("lib", "add", "file");
    GitTree.write(tree.at("lib/directory/file"), "changed\n");
    GitTree.write(tree.at("lib/new"), "new\n");
    tree.pushedByOther("lib");
    tree.git("lib", "fetch", "-q");
    tree.git("", "submodule", "--quiet", "deinit", "plain");
  }

  @Test
  void oneTable() {
    String odd = tree.head(ODD).substring(0, 7);
    String core = tree.head("lib/core").substring(0, 7);
    assertThat(tree.haneul("status").ok())
        .isEqualTo(
            """
            REPOSITORY         BRANCH               AHEAD  BEHIND  STAGED  CHANGED  NEW  STANDING
            .                  main                 0      0       0       0        0
            lib                main                 1      1       1       1        1    newer than recorded
            lib/core           detached at %s  -      -       0       0        0
            $'o"d\\'d \\n name'  detached at %s  -      -       0       0        0
            plain              -                    -      -       -       -        -    not initialised
            """
                .formatted(core, odd));
  }

  @Test
  void forPrograms() {
    JsonNode status =
        JsonMapper.shared().readTree(tree.haneul("status", "--json", "--skip", "lib/core").ok());
    assertThat(status.path("top").stringValue("")).isEqualTo(tree.app().toString());
    assertThat(status.path("repositories").valueStream().map(it -> it.path("path").stringValue("")))
        .containsExactly(".", "lib", ODD, "plain");
    JsonNode lib = status.path("repositories").path(1);
    assertThat(lib.path("branch").stringValue("")).isEqualTo("main");
    assertThat(lib.path("detached").booleanValue()).isFalse();
    assertThat(lib.path("upstream").stringValue("")).isEqualTo("origin/main");
    assertThat(lib.path("ahead").intValue()).isEqualTo(1);
    assertThat(lib.path("behind").intValue()).isEqualTo(1);
    assertThat(lib.path("standing").stringValue("")).isEqualTo("ahead");
    assertThat(lib.path("recorded").stringValue("")).isEqualTo(tree.recorded("", "lib"));
    assertThat(lib.path("head").stringValue("")).isEqualTo(tree.head("lib"));
    assertThat(lib.path("operation").stringValue("")).isEqualTo("none");
    JsonNode odd = status.path("repositories").path(2);
    assertThat(odd.path("branch").isNull()).isTrue();
    assertThat(odd.path("detached").booleanValue()).isTrue();
    assertThat(odd.path("ahead").isNull()).isTrue();
    assertThat(status.path("repositories").path(3).path("initialised").booleanValue()).isFalse();
  }

  @Test
  @Tag("long")
  void underWay() {
    tree.git(ODD, "switch", "-q", "-c", "side");
    tree.change(ODD);
    tree.git(ODD, "commit", "-qam", "side");
    tree.git(ODD, "switch", "-q", "main");
    tree.change(ODD);
    tree.git(ODD, "commit", "-qam", "main");
    new Git(tree.at(ODD)).ask("cherry-pick", "side"); // ends with a conflict
    assertThat(tree.haneul("status", "--only", ODD).ok())
        .contains("1 conflict, in the middle of a cherry-pick, newer than recorded");
  }

  @Test
  @Tag("long")
  void aRepositoryWithoutAnything() {
    GitTree.run(directory, "git", "init", "-q", "empty");
    assertThat(GitTree.haneulFrom(directory.resolve("empty"), "status").ok())
        .contains(".           main    -      -       0       0        0    no commit yet");
    assertThat(GitTree.haneulFrom(directory.resolve("empty"), "commit", "-am", "m").ok())
        .isEqualTo("Nothing to commit.\n");
    assertThat(GitTree.haneulFrom(directory.resolve("empty"), "push").ok())
        .isEqualTo("Nothing to push.\n");
  }
}
