package haneul.app.cli;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs a cloud without engines through what every start does, so that the JVM can record the
 * classes it needs. The launcher calls it once after a build.
 */
public final class Training {
  /** The launcher's word for it. */
  public static final String COMMAND = "train";

  private Training() {}

  /** {@code train DIRECTORY}: with the state in there, which the launcher removes. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    StateDirectory state = new StateDirectory(Path.of(arguments[1]));
    state.create();
    Cloud.Settings settings =
        new Cloud.Settings(
            state,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            Engines.FAKE,
            Cloud.Role.WHOLE,
            Optional.empty());
    try (Cloud _ = Serving.start(settings)) {
      exercise(state);
    }
  }

  private static void exercise(StateDirectory state) throws IOException, InterruptedException {
    ApiClient admin =
        ApiClient.login(
            CloudOptions.parse(state.listen().orElseThrow()),
            "admin",
            "admin",
            state.passwords().admin());
    admin.get("/compute/v2.1/servers/detail?all_tenants=1");
    admin.get("/compute/v2.1/flavors/detail");
    admin.get("/compute/v2.1/os-hypervisors/detail");
    admin.get("/image/v2/images");
    admin.get("/network/v2.0/networks");
    admin.get("/network/v2.0/ports");
  }
}
