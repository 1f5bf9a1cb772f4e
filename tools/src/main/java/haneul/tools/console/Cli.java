package haneul.tools.console;

import picocli.CommandLine;

/** How command lines are read and errors told, in all commands alike. */
public final class Cli {
  private Cli() {}

  /** A command and its subcommands; {@link UserError} is told in a line and ends with status 1. */
  public static CommandLine of(Object command) {
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false) // an argument is what it says, even if it begins with @
        .setExecutionExceptionHandler((failure, failed, parsed) -> {
          if (failure instanceof UserError) {
            failed.getErr().println("haneul: " + failure.getMessage());
            return 1;
          }
          throw failure;
        });
  }
}
