package haneul.app.cli;

import haneul.app.cloud.Cloud;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code haneul control}: the cloud without a host, for others to join. */
@Command(
    name = "control",
    mixinStandardHelpOptions = true,
    description = {
      "Start control alone: the APIs and the database, no guests on this host.",
      "Let hosts join with: haneul host token"
    })
public final class ControlCommand extends UpCommand {
  @Override
  Cloud.Role role() {
    return Cloud.Role.CONTROL;
  }

  @Override
  Optional<String> usualLink() {
    return Optional.of("0.0.0.0:5001");
  }
}
