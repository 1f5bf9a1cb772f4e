package haneul.app.lab;

import haneul.drivers.process.Processes;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that outlive the command that starts them, and say what they say into a file. */
final class Detached {
  /** What every host's programs find; nothing of this machine's environment gets in. */
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH",
          "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "HOME",
          "/root",
          "LC_ALL",
          "C.UTF-8",
          "HANEUL_NO_BUILD",
          "1",
          "HANEUL_JAVA_HOME",
          System.getProperty("java.home", ""));

  private static final int SHOWN_CHARS = 400;
  private static final long PATIENCE_SECONDS = 10;

  private Detached() {}

  /**
   * @param output a file that is made anew
   * @param input what it can read; short, as it is written at once
   */
  static Process start(Path output, String input, List<String> command) throws IOException {
    List<String> all = new ArrayList<>(List.of("setsid", "--"));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    Process process = builder.start();
    try (Writer writer = process.outputWriter(StandardCharsets.UTF_8)) {
      writer.write(input);
    }
    return process;
  }

  /** The end of what one said. */
  static String end(Path output) throws IOException {
    String text = Files.exists(output) ? Files.readString(output).strip() : "";
    return text.isEmpty()
        ? "it said nothing"
        : text.substring(Math.max(0, text.length() - SHOWN_CHARS));
  }

  /** Waits for a process that was killed. */
  static void awaitEnd(ProcessHandle process) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (Processes.isRunning(process)) {
      if (System.nanoTime() > end) {
        throw new UserError("process " + process.pid() + " does not end; kill -9 it.");
      }
      Thread.sleep(5);
    }
  }
}
