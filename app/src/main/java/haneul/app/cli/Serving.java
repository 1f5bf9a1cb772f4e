package haneul.app.cli;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import haneul.services.identity.ops.Vault;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs a cloud in this process until it is asked to end. */
public final class Serving {
  /** For benchmarks and training: {@code serve STATE LISTEN ENGINES [ROLE [LINK]]}. */
  public static final String COMMAND = "serve";

  private static final Duration SETTLING = Duration.ofSeconds(5);

  private Serving() {}

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** Serves as {@link #COMMAND} says. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      serve(
          new Cloud.Settings(
              new StateDirectory(Path.of(arguments[1])),
              CloudOptions.parse(arguments[2]),
              Optional.ofNullable(System.getenv("HANEUL_DATABASE")),
              Engines.valueOf(arguments[3]),
              arguments.length > 4 ? Cloud.Role.valueOf(arguments[4]) : Cloud.Role.WHOLE,
              arguments.length > 5
                  ? Optional.of(CloudOptions.address("--link", arguments[5]))
                  : Optional.empty(),
              false));
    } catch (UserError e) {
      System.err.println("haneul: " + e.getMessage());
      System.exit(1);
    }
  }

  static void serve(Cloud.Settings settings) throws IOException, InterruptedException {
    untilAsked(settings.state(), () -> start(settings));
  }

  /** What runs until it is closed. */
  interface Starting {
    AutoCloseable start() throws IOException, InterruptedException;
  }

  /** Runs something that alone may run from {@code state}, until this process is asked to end. */
  static void untilAsked(StateDirectory state, Starting starting)
      throws IOException, InterruptedException {
    state.create();
    try (FileLock lock = state.tryLock()) {
      if (lock == null) {
        throw new UserError("something already runs from " + state.root());
      }
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                asked.countDown();
                awaitQuietly(done);
              }));
      try {
        AutoCloseable running = starting.start();
        try {
          // Starting, and the first login, leave much behind, and then nothing asks for memory.
          if (!asked.await(SETTLING.toMillis(), TimeUnit.MILLISECONDS)) {
            System.gc();
          }
          asked.await();
        } finally {
          close(running);
        }
      } finally {
        done.countDown();
      }
    }
  }

  private static void close(AutoCloseable running) throws IOException {
    try {
      running.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  static Cloud start(Cloud.Settings settings) throws IOException, InterruptedException {
    try {
      return Cloud.start(settings, CloudOptions::say);
    } catch (Vault.MissingKey e) {
      throw new UserError("cannot start: " + e.getMessage());
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof BindException taken) {
        throw new UserError(
            "cannot listen on "
                + text(settings.listen())
                + settings.link().map(link -> " or " + text(link)).orElse("")
                + " ("
                + taken.getMessage()
                + "); choose another address with --listen"
                + (settings.link().isPresent() ? " or --link." : "."));
      }
      throw e;
    }
  }

  private static void awaitQuietly(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
