package haneul.app.cli;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Runs a cloud in this process until it is asked to end. */
public final class Serving {
  /** Between {@code up} and the process it starts only: {@code serve STATE LISTEN ENGINES}. */
  public static final String COMMAND = "serve";

  private Serving() {}

  static List<String> arguments(StateDirectory state, String listen, Engines engines) {
    return List.of(COMMAND, state.root().toString(), listen, engines.name());
  }

  /** Serves as {@link #arguments} say. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      serve(
          new Cloud.Settings(
              new StateDirectory(Path.of(arguments[1])),
              CloudOptions.parse(arguments[2]),
              Optional.ofNullable(System.getenv("HANEUL_DATABASE")),
              Engines.valueOf(arguments[3])));
    } catch (UserError e) {
      System.err.println("haneul: " + e.getMessage());
      System.exit(1);
    }
  }

  static void serve(Cloud.Settings settings) throws IOException, InterruptedException {
    settings.state().create();
    try (FileLock lock = settings.state().tryLock()) {
      if (lock == null) {
        throw new UserError("a cloud already runs from " + settings.state().root());
      }
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                asked.countDown();
                awaitQuietly(done);
              }));
      try (Cloud _ = start(settings)) {
        System.gc(); // starting leaves much behind, and then nothing asks for memory
        asked.await();
      } finally {
        done.countDown();
      }
    }
  }

  static Cloud start(Cloud.Settings settings) throws IOException, InterruptedException {
    try {
      return Cloud.start(settings, CloudOptions::say);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof BindException taken) {
        throw new UserError(
            "cannot listen on "
                + settings.listen().getAddress().getHostAddress()
                + ":"
                + settings.listen().getPort()
                + " ("
                + taken.getMessage()
                + "); choose another address with --listen.");
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
