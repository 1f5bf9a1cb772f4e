package haneul.tools.guard;

import haneul.tools.console.Cli;
import haneul.tools.console.CliRun;

/** Runs {@code haneul guard} as the program's command line does. */
final class Command {
  private Command() {}

  static CliRun run(String... arguments) {
    return CliRun.of(new GuardCommand(), arguments);
  }

  /** For a process of its own, which can be killed. */
  static void main(String[] arguments) {
    System.exit(Cli.of(new GuardCommand()).execute(arguments));
  }
}
