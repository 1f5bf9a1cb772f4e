package haneul.tools.guard;

import haneul.tools.guard.state.StateDirectory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which guard a command is about. */
final class StateOption {
  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = {
        "Holds what the guard remembers: how far the logs were read, what was counted, who is"
            + " banned. Default: /var/lib/haneul/guard for root, ~/.local/state/haneul/guard for"
            + " others."
      })
  private @Nullable Path state;

  StateDirectory directory() {
    return new StateDirectory(state == null ? StateDirectory.usual() : state);
  }
}
