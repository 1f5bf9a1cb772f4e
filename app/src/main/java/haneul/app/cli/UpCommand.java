package haneul.app.cli;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code haneul up}: starts the cloud, in the background unless asked otherwise. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Start the cloud; nothing when it runs. Guests that ran are adopted.")
public class UpCommand implements Callable<Integer> {
  @Mixin private CloudOptions cloud = new CloudOptions();

  @Option(
      names = "--plain-http",
      description =
          "With a --listen that others reach: without TLS. Whoever is on the way reads and changes"
              + " everything, passwords and tokens too.")
  private boolean plain;

  @Mixin private Detaching detaching = new Detaching();

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "Keep the state in PostgreSQL: postgresql://HOST/DATABASE?user=…; default is SQLite"
              + " below --state. Better given as HANEUL_DATABASE, which `ps` does not show.")
  private @Nullable String database;

  @Option(
      names = "--link",
      paramLabel = "ADDRESS:PORT",
      description =
          "Where agents of other hosts reach this one, over TLS. `up` has none unless asked;"
              + " `control` listens on 0.0.0.0:5001.")
  private @Nullable String link;

  @Override
  public Integer call() throws IOException, InterruptedException {
    StateDirectory state = cloud.state();
    if (!System.getProperty("user.name", "").equals("root")) {
      throw new UserError("namespaces, taps and guests need root: run it with sudo.");
    }
    Optional<String> databaseUrl =
        Optional.ofNullable(database == null ? System.getenv("HANEUL_DATABASE") : database);
    Cloud.Settings settings =
        new Cloud.Settings(
            state,
            cloud.listen(),
            databaseUrl,
            Engines.REAL,
            role(),
            Optional.ofNullable(link)
                .or(state::link)
                .or(this::usualLink)
                .map(text -> CloudOptions.address("--link", text)),
            plain);
    if (!detaching.serves()) {
      throw Detaching.needsTheLauncher();
    }
    if (detaching.detached() && state.owner().isPresent()) {
      sayWhereItIs(state);
      return 0;
    }
    Serving.serve(settings);
    return 0;
  }

  /** What this host shall do. */
  Cloud.Role role() {
    return Cloud.Role.WHOLE;
  }

  /** Where agents are listened to when nobody said. */
  Optional<String> usualLink() {
    return Optional.empty();
  }

  private void sayWhereItIs(StateDirectory state) {
    String at = state.listen().orElse("");
    if (cloud.askedListen().isPresent() && !cloud.askedListen().get().equals(at)) {
      throw new UserError("it already runs, at " + at + "; `haneul down` first.");
    }
    System.out.println("Haneul is up already: " + ApiClient.base(state));
  }
}
