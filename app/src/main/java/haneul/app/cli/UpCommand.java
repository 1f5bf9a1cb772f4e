package haneul.app.cli;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code haneul up}: starts the cloud, in the background unless asked otherwise. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Start the cloud; nothing when it runs. Guests that ran are adopted.")
public final class UpCommand implements Callable<Integer> {
  /** The first start builds an image; a slow disk makes that long. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Mixin private CloudOptions cloud = new CloudOptions();

  @Option(names = "--foreground", description = "Stay in the foreground until interrupted.")
  private boolean foreground;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "Keep the state in PostgreSQL: postgresql://HOST/DATABASE?user=…; default is SQLite"
              + " below --state. Better given as HANEUL_DATABASE, which `ps` does not show.")
  private @Nullable String database;

  @Option(
      names = "--no-install",
      description = "Do not install missing Debian packages; list them.")
  @SuppressWarnings("UnusedVariable") // the launcher acts on it; here it is only told of
  private boolean noInstall;

  @Override
  public Integer call() throws IOException, InterruptedException {
    StateDirectory state = cloud.state();
    if (!System.getProperty("user.name", "").equals("root")) {
      throw new UserError("namespaces, taps and guests need root: run it with sudo.");
    }
    Optional<String> databaseUrl =
        Optional.ofNullable(database == null ? System.getenv("HANEUL_DATABASE") : database);
    if (foreground) {
      Serving.serve(new Cloud.Settings(state, cloud.listen(), databaseUrl, Engines.REAL));
      return 0;
    }
    start(state, cloud, databaseUrl);
    return 0;
  }

  /** Starts the cloud in the background and shows its progress until it is ready. */
  static void start(StateDirectory state, CloudOptions cloud, Optional<String> databaseUrl)
      throws IOException, InterruptedException {
    Optional<ProcessHandle> owner = state.owner();
    InetSocketAddress address = cloud.listen();
    if (owner.isPresent()) {
      String at = state.listen().orElse("");
      if (cloud.askedListen().isPresent() && !cloud.askedListen().get().equals(at)) {
        throw new UserError("it already runs, at " + at + "; `haneul down` first.");
      }
      System.out.println("Haneul is up already: " + ApiClient.base(address));
      return;
    }
    state.create();
    Files.deleteIfExists(state.output());
    Files.createFile(state.output());
    ProcessBuilder builder =
        new ProcessBuilder(command(state, address))
            .redirectInput(
                ProcessBuilder.Redirect.from(java.nio.file.Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(state.output().toFile()))
            .directory(state.root().toFile());
    databaseUrl.ifPresent(url -> builder.environment().put("HANEUL_DATABASE", url));
    follow(builder.start(), state);
  }

  private static List<String> command(StateDirectory state, InetSocketAddress address) {
    String launch = System.getenv("HANEUL_LAUNCH");
    if (launch == null) {
      throw new UserError("start it with the launcher, ./haneul, which knows how to run it again.");
    }
    List<String> command = new ArrayList<>();
    command.add("setsid"); // out of the terminal's process group: Ctrl-C must not reach it
    command.addAll(launch.lines().toList());
    command.addAll(
        Serving.arguments(
            state, address.getAddress().getHostAddress() + ":" + address.getPort(), Engines.REAL));
    return command;
  }

  private static void follow(Process process, StateDirectory state)
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
        if (seen.indexOf(Cloud.READY) >= 0) {
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
