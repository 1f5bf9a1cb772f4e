package haneul.tools.openstack;

import haneul.tools.console.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cloud a command is about: another, or our own on this host. */
public final class CloudOptions {
  private static final Path USUAL_STATE = Path.of("/var/lib/haneul");
  private static final String CLOUDS = "clouds.yaml";
  private static final String OUR_ADMIN = "haneul-admin";

  @Option(
      names = "--os-cloud",
      paramLabel = "NAME",
      description = "A cloud of clouds.yaml, found where OpenStack's clients find it.")
  private @Nullable String name;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "The directory of our own cloud on this host. Without it and --os-cloud: what OS_CLOUD or OS_AUTH_URL say,"
              + " else /var/lib/haneul.")
  private @Nullable Path state;

  /**
   * @param ours whether it is our own, on this host
   */
  public record Choice(CloudConfig config, boolean ours) {}

  /** The directory of our own cloud, or of its agent, when it is on this host. */
  public Optional<Path> state() {
    return Optional.of(directory()).filter(Files::isDirectory);
  }

  private Path directory() {
    return state == null ? USUAL_STATE : state.toAbsolutePath().normalize();
  }

  /**
   * @return none when none was named, and there is none on this host
   * @throws UserError when one was named that is not there
   */
  public Optional<Choice> choice() {
    CloudConfigs configs = CloudConfigs.usual();
    if (name != null) {
      return Optional.of(new Choice(configs.named(name), false));
    }
    Optional<CloudConfig> other = state == null ? configs.fromEnvironment() : Optional.empty();
    return other.map(config -> new Choice(config, false)).or(() -> ours(configs));
  }

  private Optional<Choice> ours(CloudConfigs configs) {
    Path clouds = directory().resolve(CLOUDS);
    if (state != null && state().isEmpty()) {
      throw new UserError("there is no directory " + state + "; another cloud: --os-cloud.");
    }
    if (!Files.exists(clouds)) {
      return Optional.empty(); // an agent's
    }
    if (!Files.isReadable(clouds)) {
      throw new UserError(clouds + " may not be read: run it as root. Another cloud: --os-cloud.");
    }
    return Optional.of(new Choice(configs.named(OUR_ADMIN, clouds, Optional.empty()), true));
  }

  /**
   * @throws UserError also when there is none
   */
  public Choice needed() {
    return choice()
        .orElseThrow(() ->
            new UserError(
                "no cloud was named and none is in %s: give --os-cloud or --state."
                    .formatted(directory())));
  }
}
