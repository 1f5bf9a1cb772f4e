package haneul.app.cli;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import haneul.drivers.netns.NamespaceSockets;
import haneul.drivers.ovs.OvsNetworkDriver;
import haneul.drivers.process.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import picocli.CommandLine;

/**
 * Does what every start does, so that the JVM can record the classes it needs. The launcher calls
 * it once after a build, for two recordings: one of a whole cloud, one of commands. A command that
 * loaded the cloud's classes would take three times as long.
 */
public final class Training {
  /** The launcher's word for it. */
  public static final String COMMAND = "train";

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("--version"),
          List.of("--help"),
          List.of("status"),
          List.of("status", "--json"),
          List.of("logs"),
          List.of("host", "list"),
          List.of("token", "report"),
          List.of("lab", "status"));

  private Training() {}

  /**
   * {@code train cloud|commands DIRECTORY}: with the state in there, which the launcher removes.
   * Commands ask the cloud that runs from it.
   */
  public static void main(String[] arguments, Function<String[], CommandLine> line)
      throws IOException, InterruptedException {
    StateDirectory state = new StateDirectory(Path.of(arguments[2]));
    if (arguments[1].equals("cloud")) {
      cloud(state, line);
    } else {
      commands(state, line);
    }
    System.exit(0);
  }

  private static void cloud(StateDirectory state, Function<String[], CommandLine> line)
      throws IOException, InterruptedException {
    String root = state.root().toString();
    for (String command : List.of("up", "control", "agent")) {
      String[] words = {command, "--state", root, "--detached"};
      line.apply(words).parseArgs(words);
    }
    state.create();
    Cloud.Settings settings =
        new Cloud.Settings(
            state,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            Engines.FAKE,
            Cloud.Role.WHOLE,
            Optional.empty(),
            false);
    try (Cloud _ = Serving.start(settings)) {
      exercise(state);
    }
    loadEngines();
  }

  /** The real engines' classes: not every machine that builds has what they drive. */
  private static void loadEngines() throws IOException {
    NamespaceSockets.warmUp();
    Commands.attempt(Duration.ofSeconds(10), "", List.of("true"));
    String driver = OvsNetworkDriver.class.getName().replace('.', '/') + ".class";
    URL here = Objects.requireNonNull(Training.class.getClassLoader().getResource(driver));
    try (JarFile jar = ((JarURLConnection) here.openConnection()).getJarFile()) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        String name = entry.getName();
        if (name.endsWith(".class") && !name.contains("/fake/") && !name.endsWith("-info.class")) {
          Class.forName(
              name.substring(0, name.length() - ".class".length()).replace('/', '.'),
              false,
              Training.class.getClassLoader());
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
  }

  private static void exercise(StateDirectory state) throws IOException, InterruptedException {
    ApiClient admin = ApiClient.admin(state);
    admin.get("/compute/v2.1/servers/detail?all_tenants=1");
    admin.get("/compute/v2.1/flavors/detail");
    admin.get("/compute/v2.1/os-hypervisors/detail");
    admin.get("/image/v2/images");
    admin.get("/network/v2.0/networks");
    admin.get("/network/v2.0/ports");
  }

  private static void commands(StateDirectory state, Function<String[], CommandLine> line) {
    for (List<String> command : COMMANDS) {
      String[] words = command.toArray(String[]::new);
      if (words.length > 0 && !words[0].startsWith("-")) {
        words = java.util.Arrays.copyOf(words, words.length + 2);
        words[words.length - 2] = "--state";
        words[words.length - 1] = state.root().toString();
      }
      line.apply(words).execute(words);
    }
    for (String command : List.of("up", "down", "guard", "submodule", "doctor", "mtu", "agent")) {
      line.apply(new String[] {command}).execute(command, "--help");
    }
  }
}
