package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as an operator has it: on his path, in any directory, in any locale. */
@Tag("engine")
class LauncherTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @BeforeEach
  void link() throws IOException {
    Files.createSymbolicLink(directory.resolve("haneul"), LabCloud.findHome().resolve("haneul"));
    Shell.run("git", "init", "-q", directory.resolve("tree/하늘 tree").toString()).expectSuccess();
  }

  /** A command in a shell that begins in the repository. */
  private Shell.Output shell(Map<String, String> environment, String... command) {
    Map<String, String> all = new HashMap<>(Map.of("HANEUL_NO_BUILD", "1"));
    all.putAll(environment);
    List<String> whole =
        Stream.concat(
                Stream.of(
                    "bash",
                    "-c",
                    "cd \"$0\" && exec \"$@\"",
                    directory.resolve("tree/하늘 tree").toString()),
                Arrays.stream(command))
            .toList();
    return Shell.run(Duration.ofMinutes(1), all, whole);
  }

  @Test
  void worksInTheDirectoryItIsCalledFrom() {
    assertThat(
            shell(Map.of(), directory.resolve("haneul").toString(), "submodule", "status")
                .expectSuccess())
        .contains("no commit yet");
    assertThat(shell(Map.of(), "../../haneul", "submodule", "status").expectSuccess())
        .contains("no commit yet");
    assertThat(
            shell(
                    Map.of("PATH", directory + ":" + System.getenv("PATH")),
                    "haneul",
                    "submodule",
                    "status")
                .expectSuccess())
        .contains("no commit yet");
  }

  @Test
  void argumentsArriveAsTheyAreInAnyLocale() throws IOException {
    for (String message : List.of("하늘 …", "--no-install", "@file")) {
      Files.writeString(directory.resolve("tree/하늘 tree/파일"), message);
      shell(Map.of(), "git", "add", ".").expectSuccess();
      shell(
              Map.of(
                  "LC_ALL",
                  "C",
                  "LANG",
                  "C",
                  "GIT_AUTHOR_NAME",
                  "a",
                  "GIT_AUTHOR_EMAIL",
                  "a@b",
                  "GIT_COMMITTER_NAME",
                  "a",
                  "GIT_COMMITTER_EMAIL",
                  "a@b"),
              "../../haneul",
              "submodule",
              "commit",
              "-m",
              message)
          .expectSuccess();
      assertThat(shell(Map.of(), "git", "log", "-1", "--format=%B").expectSuccess().strip())
          .isEqualTo(message);
    }
  }

  /** git tells the hooks and aliases that it runs which repository is theirs. */
  @Test
  void worksAsAnAliasOfGit() {
    assertThat(
            shell(
                    Map.of(
                        "GIT_CONFIG_COUNT",
                        "1",
                        "GIT_CONFIG_KEY_0",
                        "alias.all",
                        "GIT_CONFIG_VALUE_0",
                        "!../../haneul submodule",
                        "GIT_INDEX_FILE",
                        "/nowhere/index"),
                    "git",
                    "all",
                    "status")
                .expectSuccess())
        .contains("no commit yet");
  }

  @Test
  void bashCompletesItsCommands() {
    assertThat(
            shell(
                    Map.of(),
                    "bash",
                    "-c",
                    "source <(../../haneul completion bash); COMP_WORDS=(haneul submodule com);"
                        + " COMP_CWORD=2; _complete_haneul; echo ${COMPREPLY[@]}")
                .expectSuccess()
                .strip())
        .isEqualTo("commit");
  }

  /** In a terminal, where someone types a part and a tab. */
  @Test
  void zshCompletesItsCommands() throws IOException {
    Path script = directory.resolve("script");
    Files.writeString(
        script,
        """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell 'PS1=; autoload -U compinit; compinit -u; source <(haneul completion zsh); echo loaded'
        zpty -r -m shell all '*loaded'$'\r\n''*'
        zpty -n -w shell $'haneul submodule com\t'
        zpty -r -m shell line '*commit*' && echo completed
        """);
    assertThat(
            shell(
                    Map.of("PATH", directory + ":" + System.getenv("PATH")),
                    "timeout",
                    "30",
                    "zsh",
                    "-f",
                    script.toString())
                .expectSuccess())
        .contains("completed");
  }
}
