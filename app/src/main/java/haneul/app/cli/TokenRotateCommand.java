package haneul.app.cli;

import haneul.app.cloud.StateDirectory;
import haneul.services.identity.domain.IdentitySettings.TokenSettings;
import haneul.services.identity.store.KeyDirectory;
import haneul.tools.console.UserError;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code haneul token rotate}: a new key for tokens. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description = {
      "Have this host's cloud make its tokens with the next key. Nobody is logged out, nothing is restarted.",
      "",
      "Older keys go on opening tokens; one goes when no token of it can be alive. With several controllers: run this on"
          + " one, then copy its STATE/keys/fernet to the others before the next rotation. Until then they know"
          + " the new key too: it was there before, as the coming one."
    })
public final class TokenRotateCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "/var/lib/haneul",
      description = "Where the cloud keeps its keys. Default: ${DEFAULT-VALUE}")
  private Path state = Path.of("/var/lib/haneul");

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public TokenRotateCommand() {}

  @Override
  public Integer call() {
    StateDirectory directory = new StateDirectory(state.toAbsolutePath().normalize());
    if (!directory.exists()) {
      throw new UserError("no cloud was ever started from " + directory.root() + ".");
    }
    KeyDirectory.Rotation rotation;
    try {
      rotation =
          KeyDirectory.rotate(directory.fernetKeys(), TokenSettings.LONGEST_LIFE, Instant.now());
    } catch (UncheckedIOException e) {
      throw new UserError(e.getMessage() + ": " + e.getCause());
    }
    var out = spec.commandLine().getOut();
    out.println(
        "Key "
            + rotation.primary()
            + " makes tokens now; "
            + rotation.kept()
            + " keys are in "
            + directory.fernetKeys()
            + (rotation.removed().isEmpty() ? "." : "; removed: " + rotation.removed() + "."));
    out.flush();
    return 0;
  }
}
