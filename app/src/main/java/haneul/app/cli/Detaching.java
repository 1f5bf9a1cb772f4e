package haneul.app.cli;

import haneul.tools.console.UserError;
import picocli.CommandLine.Option;

/**
 * How what runs for long is started. The launcher starts it away from the terminal and shows what
 * it says until it is ready: a JVM for that alone would double the wait.
 */
public final class Detaching {
  @Option(names = "--foreground", description = "Stay in the foreground until interrupted.")
  private boolean foreground;

  @Option(names = "--detached", hidden = true, description = "Said by the launcher.")
  private boolean detached;

  @Option(
      names = "--no-install",
      description = "Do not install missing Debian packages; list them.")
  @SuppressWarnings("UnusedVariable") // the launcher acts on it; here it is only told of
  private boolean noInstall;

  /** Whether this process is the one that runs for long. */
  boolean serves() {
    return foreground || detached;
  }

  boolean detached() {
    return detached;
  }

  static UserError needsTheLauncher() {
    return new UserError(
        "start it with the launcher, ./haneul, which knows how to run it in the background; or"
            + " give --foreground.");
  }
}
