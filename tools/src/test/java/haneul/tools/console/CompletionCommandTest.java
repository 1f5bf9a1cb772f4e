package haneul.tools.console;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.submodule.SubmoduleCommand;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class CompletionCommandTest {
  @Command(
      name = "haneul",
      subcommands = {CompletionCommand.class, SubmoduleCommand.class})
  static final class Program implements Runnable {
    @Override
    public void run() {}
  }

  @Test
  void bashCompletesCommandsAndOptions() throws IOException {
    assertThat(completed("haneul", "sub")).isEqualTo("submodule");
    assertThat(completed("haneul", "submodule", "commit", "--mes")).isEqualTo("--message");
    assertThat(completed("haneul", "completion", "z")).isEqualTo("zsh");
    assertThat(CliRun.of(new Program(), "completion", "fish").status()).isEqualTo(2);
    assertThat(CliRun.of(new Program(), "completion").status()).isEqualTo(2);
  }

  /** What bash would put in the place of the last word. */
  private static String completed(String... words) throws IOException {
    String script =
        CliRun.of(new Program(), "completion", "bash").ok()
            + "COMP_WORDS=("
            + String.join(" ", words)
            + ") COMP_CWORD="
            + (words.length - 1)
            + "\n_complete_haneul\nprintf '%s' \"${COMPREPLY[*]}\"\n";
    return new haneul.tools.console.Program("bash", "-c", script).run().text().strip();
  }
}
