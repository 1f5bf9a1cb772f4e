package haneul.tools.console;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code haneul completion}: what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Print what a shell needs to complete the commands and options of this program.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(haneul completion bash)            in this shell",
      "  haneul completion bash > /etc/bash_completion.d/haneul",
      "  echo 'source <(haneul completion zsh)' >> ~/.zshrc      after compinit"
    })
public final class CompletionCommand implements Callable<Integer> {
  /** The shells it is known to work in. */
  enum Shell {
    bash,
    zsh
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.bash;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  CompletionCommand() {}

  @Override
  public Integer call() {
    CommandLine program = spec.root().commandLine();
    String script =
        switch (shell) {
          // One for both: in zsh it turns on bashcompinit.
          case bash, zsh -> AutoComplete.bash(program.getCommandName(), program);
        };
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
