package haneul.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a command as a user at a terminal would, with a time limit. */
final class Shell {
  private Shell() {}

  /** What a command printed and how it ended. */
  record Output(List<String> command, int exit, String out, String err) {
    /** Its output, when it went well. */
    String expectSuccess() {
      if (exit != 0) {
        throw new AssertionError(
            String.join(" ", command) + " ended with " + exit + "\n" + out + "\n" + err);
      }
      return out;
    }

    /** Its complaint, when it did not go well. */
    String expectFailure() {
      if (exit == 0) {
        throw new AssertionError(String.join(" ", command) + " should have failed:\n" + out);
      }
      return err + out;
    }
  }

  static Output run(Duration limit, Map<String, String> environment, List<String> command) {
    @Nullable Path out = null;
    @Nullable Path err = null;
    try {
      out = Files.createTempFile("out", "");
      err = Files.createTempFile("err", "");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            String.join(" ", command) + " did not end in " + limit + "\n" + Files.readString(out));
      }
      return new Output(
          command,
          process.exitValue(),
          new String(Files.readAllBytes(out), StandardCharsets.UTF_8),
          new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      delete(out);
      delete(err);
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Output run(String... command) {
    return run(Duration.ofMinutes(2), Map.of(), List.of(command));
  }
}
