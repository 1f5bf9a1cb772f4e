package haneul.drivers.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program to its end. Time and captured output are bounded; a program that ends badly
 * becomes a {@link CommandFailed} naming the command and the end of what it said. Arguments go to
 * the program as they are, without a shell. A daemon started so must close its output when it
 * detaches; its parent's end is what is waited for.
 */
public final class Commands {
  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(20);
  private static final int CAPTURE_MAX_BYTES = 16 * 1024 * 1024;
  private static final int SHOWN_MAX_CHARS = 600;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(1);

  private Commands() {}

  /** What a program said and how it ended. */
  public record Result(int status, String out, String err) {}

  /** Runs a program and answers its standard output; another status than zero is an error. */
  public static String run(String... command) throws IOException {
    return run(List.of(command));
  }

  /** Runs a program and answers its standard output; another status than zero is an error. */
  public static String run(List<String> command) throws IOException {
    return checked(command, attempt(DEFAULT_LIMIT, "", command));
  }

  /** As {@link #run(List)} within {@code limit}. */
  public static String run(Duration limit, List<String> command) throws IOException {
    return checked(command, attempt(limit, "", command));
  }

  /** As {@link #run(List)} with {@code input} on standard input. */
  public static String runWithInput(String input, String... command) throws IOException {
    return checked(List.of(command), attempt(DEFAULT_LIMIT, input, List.of(command)));
  }

  /** Runs a program and answers how it ended, whatever its status. */
  public static Result attempt(String... command) throws IOException {
    return attempt(DEFAULT_LIMIT, "", List.of(command));
  }

  /**
   * Runs a program and answers how it ended, whatever its status.
   *
   * @throws CommandFailed when it does not end within {@code limit}; it is killed then
   * @throws IOException when it cannot be started
   */
  public static Result attempt(Duration limit, String input, List<String> command)
      throws IOException {
    Process process = new ProcessBuilder(command).start();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      Thread outReader = Thread.startVirtualThread(() -> drain(process.getInputStream(), out));
      Thread errReader = Thread.startVirtualThread(() -> drain(process.getErrorStream(), err));
      Thread.startVirtualThread(() -> feed(process.getOutputStream(), input));
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CommandFailed(
            shown(command) + ": not done within " + limit.toSeconds() + " s: " + end(err), -1);
      }
      // A daemon that kept the pipe must not keep us: what was said until now is what counts.
      outReader.join(DRAIN_LIMIT);
      errReader.join(DRAIN_LIMIT);
      return new Result(process.exitValue(), text(out), text(err));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(shown(command) + ": interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String checked(List<String> command, Result result) throws IOException {
    if (result.status() != 0) {
      String said = result.err().isBlank() ? result.out() : result.err();
      throw new CommandFailed(
          shown(command) + ": status " + result.status() + ": " + shorten(said.strip()),
          result.status());
    }
    return result.out();
  }

  private static void drain(InputStream from, ByteArrayOutputStream into) {
    byte[] buffer = new byte[16 * 1024];
    try (from) {
      for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        synchronized (into) {
          into.write(buffer, 0, Math.min(read, CAPTURE_MAX_BYTES - into.size()));
        }
      }
    } catch (IOException closed) {
      // The program was ended: what it said until then is kept.
    }
  }

  private static void feed(OutputStream to, String input) {
    try (to) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException closed) {
      // A program that does not read its input says by its status whether that was wrong.
    }
  }

  private static String text(ByteArrayOutputStream captured) {
    synchronized (captured) {
      return captured.toString(StandardCharsets.UTF_8);
    }
  }

  private static String end(ByteArrayOutputStream captured) {
    return shorten(text(captured).strip());
  }

  private static String shown(List<String> command) {
    return shorten(String.join(" ", command));
  }

  private static String shorten(String text) {
    return text.length() <= SHOWN_MAX_CHARS
        ? text
        : text.substring(0, SHOWN_MAX_CHARS / 2)
            + " … "
            + text.substring(text.length() - SHOWN_MAX_CHARS / 2);
  }
}
