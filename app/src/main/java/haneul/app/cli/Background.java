package haneul.app.cli;

import haneul.app.cloud.StateDirectory;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts this program once more, away from the terminal. */
final class Background {
  /** The first start builds an image; a slow disk makes that long. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private Background() {}

  /**
   * Starts it, and shows what it says until it is ready.
   *
   * @param ready the beginning of the line by which it says so
   */
  static void start(
      StateDirectory state, List<String> arguments, Map<String, String> environment, String ready)
      throws IOException, InterruptedException {
    state.create();
    Files.deleteIfExists(state.output());
    Files.createFile(state.output());
    ProcessBuilder builder =
        new ProcessBuilder(command(arguments))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(state.output().toFile()))
            .directory(state.root().toFile());
    builder.environment().putAll(environment);
    follow(builder.start(), state, ready);
  }

  private static List<String> command(List<String> arguments) {
    String launch = System.getenv("HANEUL_LAUNCH");
    if (launch == null) {
      throw new UserError("start it with the launcher, ./haneul, which knows how to run it again.");
    }
    List<String> command = new ArrayList<>();
    command.add("setsid"); // out of the terminal's process group: Ctrl-C must not reach it
    command.addAll(launch.lines().toList());
    command.addAll(arguments);
    return command;
  }

  private static void follow(Process process, StateDirectory state, String ready)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    StringBuilder seen = new StringBuilder();
    try (RandomAccessFile output = new RandomAccessFile(state.output().toFile(), "r")) {
      while (Instant.now().isBefore(end)) {
        boolean alive = process.isAlive();
        byte[] more = new byte[(int) Math.min(1 << 16, output.length() - output.getFilePointer())];
        output.readFully(more);
        String text = new String(more, StandardCharsets.UTF_8);
        System.out.print(text);
        System.out.flush();
        seen.append(text);
        if (seen.indexOf(ready) >= 0) {
          return;
        }
        if (!alive && more.length == 0) {
          throw new UserError(
              "it did not start; what it said is in " + state.output() + " and " + state.log());
        }
        Thread.sleep(20);
      }
    }
    throw new UserError(
        "it is not ready after " + PATIENCE.toMinutes() + " minutes; see haneul logs");
  }
}
