package haneul.tools.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Another program, run to its end. Its arguments go to it as they are, without a shell; the time it
 * may take and what is kept of its output are bounded.
 */
public final class Program {
  private static final int OUT_MAX_BYTES = 64 << 20;
  private static final int ERR_MAX_CHARS = 16 << 10;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(1);

  private final List<String> command;
  private final Map<String, @Nullable String> environment = new HashMap<>();
  private byte[] input = new byte[0];
  private Duration limit = Duration.ofSeconds(20);
  private @Nullable Path directory;
  private Consumer<String> listener = text -> {};

  public Program(List<String> command) {
    this.command = List.copyOf(command);
  }

  public Program(String... command) {
    this(List.of(command));
  }

  /** Where it runs; without, where this program runs. */
  public Program in(Path where) {
    directory = where;
    return this;
  }

  /** A variable of its environment; null takes it away. */
  public Program with(String name, @Nullable String value) {
    environment.put(name, value);
    return this;
  }

  /** What it reads from its standard input; without, nothing. */
  public Program reading(byte[] bytes) {
    input = bytes.clone();
    return this;
  }

  /** How long it may take before it is killed; without, 20 s. */
  public Program within(Duration most) {
    limit = most;
    return this;
  }

  /** Who hears what it says on its error stream while it says it. */
  public Program heardBy(Consumer<String> whom) {
    listener = whom;
    return this;
  }

  /**
   * How a program ended and what it said.
   *
   * @param err the end of it, when it was long
   */
  public record Result(int status, byte[] bytes, String err) {
    /** Its output without the last line's end. */
    public String text() {
      String all = new String(bytes, StandardCharsets.UTF_8);
      return all.endsWith("\n") ? all.substring(0, all.length() - 1) : all;
    }

    public boolean ok() {
      return status == 0;
    }

    /** What it complained of, or else what it said at all. */
    public String complaint() {
      String said = err.isBlank() ? text() : err;
      return said.isBlank()
          ? "it ended with status " + status
          : said.strip().lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    }
  }

  /**
   * Runs it, whatever its status.
   *
   * @throws IOException when it cannot be started, takes too long, or says more than 64 MiB
   */
  public Result run() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    environment.forEach((name, value) -> {
      if (value == null) {
        builder.environment().remove(name);
      } else {
        builder.environment().put(name, value);
      }
    });
    Process process = builder.start();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringBuilder err = new StringBuilder();
    try {
      Thread outReader = Thread.startVirtualThread(() -> keep(process.getInputStream(), out));
      Thread errReader = Thread.startVirtualThread(() -> hear(process.getErrorStream(), err));
      Thread.startVirtualThread(() -> feed(process.getOutputStream()));
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            command.getFirst() + " was not done within " + limit.toSeconds() + " s");
      }
      // A child that it left behind may keep the pipes; what was said until now is what counts.
      outReader.join(DRAIN_LIMIT);
      errReader.join(DRAIN_LIMIT);
      byte[] bytes = bytes(out);
      if (bytes.length > OUT_MAX_BYTES) {
        throw new IOException(command.getFirst() + " said more than " + OUT_MAX_BYTES + " bytes");
      }
      return new Result(process.exitValue(), bytes, text(err));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(command.getFirst() + " was interrupted");
    } finally {
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static byte[] bytes(ByteArrayOutputStream captured) {
    synchronized (captured) {
      return captured.toByteArray();
    }
  }

  private static String text(StringBuilder captured) {
    synchronized (captured) {
      return captured.toString();
    }
  }

  /** Keeps one byte more than allowed, to tell. */
  private static void keep(InputStream from, ByteArrayOutputStream into) {
    byte[] buffer = new byte[16 << 10];
    try (from) {
      for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        synchronized (into) {
          into.write(buffer, 0, Math.min(read, OUT_MAX_BYTES + 1 - into.size()));
        }
      }
    } catch (IOException closed) {
      // It was ended: what it said until then is kept.
    }
  }

  private void hear(InputStream from, StringBuilder into) {
    char[] buffer = new char[4 << 10];
    try (InputStreamReader reader = new InputStreamReader(from, StandardCharsets.UTF_8)) {
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        String said = new String(buffer, 0, read);
        listener.accept(said);
        synchronized (into) {
          into.append(said);
          into.delete(0, Math.max(0, into.length() - ERR_MAX_CHARS));
        }
      }
    } catch (IOException closed) {
      // As above.
    }
  }

  private void feed(OutputStream to) {
    try (to) {
      to.write(input);
    } catch (IOException closed) {
      // A program that does not read its input says by its status whether that was wrong.
    }
  }
}
