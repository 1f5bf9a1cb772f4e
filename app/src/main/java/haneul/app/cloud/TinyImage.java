package haneul.app.cloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Builds the image {@code haneul-tiny} from this host's Debian packages. */
final class TinyImage {
  static final String NAME = "haneul-tiny";

  private static final long PATIENCE_MINUTES = 5;

  private TinyImage() {}

  /**
   * Builds it into a new file below the state directory; the caller deletes it.
   *
   * @throws IOException with what the builder said last
   */
  static Path build(StateDirectory state, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path builder =
        Path.of(System.getProperty("haneul.home", ""))
            .resolve("drivers/src/main/images/build-haneul-tiny");
    Path image = state.root().resolve(NAME + ".building.qcow2");
    Path output = state.root().resolve("log/" + NAME + "-build");
    Files.deleteIfExists(image);
    progress.accept("Building the image " + NAME + " from this host's packages …");
    Process process =
        new ProcessBuilder(builder.toString(), image.toString())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException(builder + " did not end in " + PATIENCE_MINUTES + " minutes");
    }
    if (process.exitValue() != 0) {
      String said = Files.readString(output).strip();
      throw new IOException(
          builder
              + " failed: "
              + said.substring(said.lastIndexOf('\n') + 1)
              + " (see "
              + output
              + ")");
    }
    return image;
  }
}
