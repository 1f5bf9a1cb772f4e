package haneul.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A whole cloud of its own, started by the launcher and driven by Debian's clients. */
final class LabCloud implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration CLIENT = Duration.ofMinutes(3);

  private final Path home = findHome();
  private final Path state;
  private final String listen;
  private final Map<String, String> settings;
  private final List<String> starting;
  private final Map<String, ClientSession> sessions = new HashMap<>();

  /**
   * @param starting the command that starts it, with what only that takes
   */
  private LabCloud(Path state, String listen, Map<String, String> settings, List<String> starting) {
    this.state = state;
    this.listen = listen;
    this.settings = settings;
    this.starting = starting;
  }

  /** A cloud that is not up yet, in a directory of its own. */
  static LabCloud create() {
    return create(Map.of(), List.of("up"));
  }

  private static LabCloud create(Map<String, String> settings, List<String> starting) {
    return create(Path.of("/var/tmp"), settings, starting);
  }

  /** One that is not up yet, in a directory below {@code parent}. */
  static LabCloud createIn(Path parent) {
    return create(parent, Map.of(), List.of("up"));
  }

  private static LabCloud create(Path parent, Map<String, String> settings, List<String> starting) {
    try {
      return new LabCloud(
          Files.createTempDirectory(parent, "haneul-"),
          "127.0.0.1:" + freePort(),
          settings,
          starting);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LabCloud up() {
    LabCloud cloud = create();
    cloud.start();
    return cloud;
  }

  /** One that keeps its state in PostgreSQL. */
  static LabCloud upOn(String databaseUrl) {
    LabCloud cloud = create(Map.of("HANEUL_DATABASE", databaseUrl), List.of("up"));
    cloud.start();
    return cloud;
  }

  /** Control alone, for hosts to join. */
  static LabCloud control() {
    try {
      LabCloud cloud = create(Map.of(), List.of("control", "--link", "127.0.0.1:" + freePort()));
      cloud.start();
      return cloud;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where agents reach it. */
  String linkUrl() {
    return "https://" + starting.getLast();
  }

  static Path findHome() {
    Path home = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(home.resolve("haneul"))) {
      home = home.getParent();
      if (home == null) {
        throw new IllegalStateException("the launcher is in no directory above");
      }
    }
    return home;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Path state() {
    return state;
  }

  Path home() {
    return home;
  }

  String url() {
    return "http://" + listen;
  }

  /** {@code haneul up}, with options for its JVM. */
  void start(String... javaOptions) {
    haneul(START, List.of(javaOptions), starting.toArray(String[]::new)).expectSuccess();
  }

  /** A haneul command on this cloud. */
  Shell.Output haneul(String... arguments) {
    return haneul(START, List.of(), arguments);
  }

  private Shell.Output haneul(Duration limit, List<String> javaOptions, String... arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("haneul").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--state", state.toString()));
    if (!List.of("down", "host").contains(arguments[0])) {
      command.addAll(List.of("--listen", listen));
    }
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("HANEUL_NO_BUILD", "1");
    if (!javaOptions.isEmpty()) {
      environment.put("JDK_JAVA_OPTIONS", String.join(" ", javaOptions));
    }
    return Shell.run(limit, environment, command);
  }

  /** The process that runs the cloud, when one does: it left its id in the lock it holds. */
  Optional<ProcessHandle> process() {
    try {
      String pid = Files.readString(state.resolve("lock")).strip();
      return ProcessHandle.of(Long.parseLong(pid))
          .filter(process -> process.info().command().orElse("").endsWith("java"));
    } catch (IOException e) {
      return Optional.empty(); // it never ran
    }
  }

  /** Pulls the plug of the program; guests and networks know nothing of it. */
  void kill() {
    process()
        .ifPresent(process -> {
          process.destroyForcibly();
          process.onExit().join();
        });
  }

  /** Waits until the program has died by itself. */
  void awaitDeath(Duration patience) {
    Awaitility.await().atMost(patience).until(() -> process().isEmpty());
  }

  /** {@code openstack} as demo. */
  Shell.Output openstack(String... arguments) {
    return client("openstack", "haneul", arguments);
  }

  /** {@code openstack} as admin. */
  Shell.Output admin(String... arguments) {
    return client("openstack", "haneul-admin", arguments);
  }

  /** {@code openstack} as demo, for one command after the other. */
  ClientSession session() {
    return sessions.computeIfAbsent("haneul", cloud -> new ClientSession(entering(cloud)));
  }

  /** {@code openstack} as admin, for one command after the other. */
  ClientSession adminSession() {
    return sessions.computeIfAbsent("haneul-admin", cloud -> new ClientSession(entering(cloud)));
  }

  private Map<String, String> entering(String cloud) {
    return Map.of(
        "OS_CLIENT_CONFIG_FILE", state.resolve("clouds.yaml").toString(), "OS_CLOUD", cloud);
  }

  private Shell.Output client(String program, String cloud, String... arguments) {
    List<String> command = new ArrayList<>(List.of("/usr/bin/" + program));
    command.addAll(List.of(arguments));
    return Shell.run(CLIENT, entering(cloud), command);
  }

  /** {@code nova}, which knows only the environment. */
  Shell.Output nova(String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", ". \"$0\"; exec /usr/bin/nova \"$@\""));
    command.add(state.resolve("openrc").toString());
    command.addAll(List.of(arguments));
    return Shell.run(CLIENT, Map.of(), command);
  }

  /** One field of what {@code show} prints. */
  String value(String field, String... command) {
    return session().value(field, String.join(" ", command));
  }

  /** Stops the cloud and its guests, and removes the state. */
  @Override
  public void close() {
    sessions.values().forEach(ClientSession::close);
    haneul("down", "--guests").expectSuccess();
    Shell.run("rm", "-rf", state.toString()).expectSuccess();
  }
}
