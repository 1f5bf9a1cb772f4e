package haneul.app.cli;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Runs a cloud without engines through what every start does, so that the JVM can record the
 * classes it needs. The launcher calls it once after a build.
 */
@Command(name = "train", hidden = true)
public final class TrainCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("haneul-train-");
    try {
      StateDirectory state = new StateDirectory(directory);
      state.create();
      for (int start = 0; start < 2; start++) { // the first makes everything, later ones find it
        Cloud.Settings settings =
            new Cloud.Settings(
                state,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                Engines.FAKE);
        try (Cloud _ = Cloud.start(settings, CloudOptions::say)) {
          exercise(state);
        }
      }
    } finally {
      delete(directory);
    }
    return 0;
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

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
