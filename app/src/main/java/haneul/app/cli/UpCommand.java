package haneul.app.cli;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
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

  @Option(names = "--foreground", description = "Stay in the foreground until interrupted.")
  private boolean foreground;

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

  @Option(
      names = "--no-install",
      description = "Do not install missing Debian packages; list them.")
  @SuppressWarnings("UnusedVariable") // the launcher acts on it; here it is only told of
  private boolean noInstall;

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
                .map(text -> CloudOptions.address("--link", text)));
    if (foreground) {
      Serving.serve(settings);
    } else {
      start(settings, cloud);
    }
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

  /** Starts the cloud in the background and shows its progress until it is ready. */
  static void start(Cloud.Settings settings, CloudOptions cloud)
      throws IOException, InterruptedException {
    StateDirectory state = settings.state();
    if (state.owner().isPresent()) {
      String at = state.listen().orElse("");
      if (cloud.askedListen().isPresent() && !cloud.askedListen().get().equals(at)) {
        throw new UserError("it already runs, at " + at + "; `haneul down` first.");
      }
      System.out.println("Haneul is up already: " + ApiClient.base(settings.listen()));
      return;
    }
    Map<String, String> environment = new HashMap<>();
    settings.database().ifPresent(url -> environment.put("HANEUL_DATABASE", url));
    Background.start(state, Serving.arguments(settings), environment, Cloud.READY);
  }
}
