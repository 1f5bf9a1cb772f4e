package haneul.app.cli;

import haneul.app.lab.Lab;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code haneul lab shell HOST}: a host's root, at this terminal. */
@Command(
    name = "shell",
    mixinStandardHelpOptions = true,
    customSynopsis = "haneul lab shell [--state DIR] HOST [COMMAND...]",
    description = {
      "Run a command on a host as root, or a shell; ends with the command's status.",
      "Between hosts there is ssh: haneul lab shell control ssh compute01"
    })
final class LabShellCommand implements Callable<Integer> {
  @Mixin private LabOptions options = new LabOptions();

  @Parameters(index = "0", paramLabel = "HOST")
  private String host = "";

  @Parameters(index = "1..*", paramLabel = "COMMAND")
  private List<String> command = List.of();

  /** What follows the host is the command's, also what looks like an option. */
  @Spec
  void setSpec(CommandSpec spec) {
    spec.parser().stopAtPositional(true);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Lab.Entering entering = options.lab().entering(host, command);
    ProcessBuilder builder = new ProcessBuilder(entering.command()).inheritIO();
    builder.environment().clear();
    builder.environment().putAll(entering.environment());
    return builder.start().waitFor();
  }
}
