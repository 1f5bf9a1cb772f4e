package haneul.app.lab;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.HostAgent;
import haneul.app.cloud.StateDirectory;
import haneul.app.lab.Topology.Host;
import haneul.app.lab.Topology.Role;
import haneul.app.lab.Topology.Wire;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Switches hosts on, and starts on them the program that a host's boot would start. */
final class HostPower {
  private static final Duration BOOT = Duration.ofSeconds(30);

  /** The first start builds an image. */
  private static final Duration START = Duration.ofMinutes(10);

  /** Until a program that was started is seen on its host. */
  private static final Duration ENTERING = Duration.ofSeconds(5);

  /** The lab's external network, as a physical network of its cloud. */
  private static final String OUTSIDE = Wire.EXTERNAL.bridge() + ":" + Wire.EXTERNAL.card();

  private static final int LINK_PORT = 5001;
  private static final int KIBI = 1024;
  private static final String BOOTED = "run/haneul-lab/booted";
  private static final String PLUGGED = "run/haneul-lab/plugged";

  private final LabDirectory directory;
  private final Path home;

  /**
   * @param home where the program is
   */
  HostPower(LabDirectory directory, Path home) {
    this.directory = directory;
    this.home = home;
  }

  /** The lab's switch, made when there is none. */
  LabSwitch wires() throws IOException, InterruptedException {
    Optional<HostProcess> found = find(LabSwitch.NAME);
    if (found.isPresent()) {
      return new LabSwitch(found.get());
    }
    HostProcess made =
        start(LabSwitch.NAME, List.of("--net", "--pid"), List.of(), Path.of("ns/net"));
    LabSwitch wires = new LabSwitch(made);
    wires.make();
    return wires;
  }

  private Optional<HostProcess> find(String name) throws IOException {
    return Optional.ofNullable(HostProcess.of(directory.root()).get(name));
  }

  /** A host that is on and on its wires; one that an earlier command left half done is finished. */
  HostProcess on(Host host, LabSwitch wires) throws IOException, InterruptedException {
    Optional<HostProcess> found = find(host.name());
    HostProcess on = found.isPresent() ? found.get() : start(host);
    Path plugged = on.root().resolve(PLUGGED);
    if (!Files.exists(plugged)) {
      wires.plugIn(host, on);
      Files.createFile(plugged);
    }
    return on;
  }

  private HostProcess start(Host host) throws IOException, InterruptedException {
    return start(
        host.name(),
        List.of("--mount", "--net", "--uts", "--ipc", "--pid"),
        List.of(
            Long.toString((long) host.memoryMebibytes() * KIBI),
            home.toString(),
            System.getProperty("java.home", "")),
        Path.of("root", BOOTED));
  }

  /**
   * @param ready below the process' directory in /proc, there when it is
   */
  private HostProcess start(
      String name, List<String> namespaces, List<String> arguments, Path ready)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("unshare"));
    command.addAll(namespaces);
    command.addAll(List.of("--fork", "--kill-child", "--", "sh"));
    command.add(home.resolve("app/src/main/lab/init").toString());
    command.addAll(List.of(HostProcess.MARK, directory.root().toString(), name));
    command.addAll(arguments);
    Path log = directory.log(name + ".boot");
    Process process = Detached.start(log, "", command);
    long end = System.nanoTime() + BOOT.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      Optional<HostProcess> found = find(name);
      if (found.isPresent()
          && Files.exists(Path.of("/proc", Long.toString(found.get().pid())).resolve(ready))) {
        return found.get();
      }
      Thread.sleep(20);
    }
    process.destroyForcibly();
    throw new UserError(name + " does not start: " + Detached.end(log));
  }

  /** Gives a host its token when it has to join. */
  interface Tokens {
    String token(String host) throws IOException, InterruptedException;
  }

  /**
   * How the program is started.
   *
   * @param listen where control's API answers, on its host and here
   * @param control the name of its host
   */
  record Program(String listen, String control, Tokens tokens) {}

  /** Starts the program where it does not run; returns before it is ready. */
  void startProgram(Host host, HostProcess on, Program program)
      throws IOException, InterruptedException {
    if (host.roles().isEmpty() || programRuns(on)) {
      return;
    }
    // It becomes a child of the host's first process, as a daemon is.
    List<String> command = new ArrayList<>(List.of("setsid", "-f"));
    command.addAll(launch());
    String token = "";
    if (host.is(Role.CONTROL)) {
      writeSettings(host, on);
      command.add(host.roles().size() > 1 ? "up" : "control");
      command.addAll(
          List.of("--listen", program.listen(), "--link", host.address() + ":" + LINK_PORT));
    } else {
      command.add("agent");
      StateDirectory state = directory.state(host);
      if (!Files.exists(state.hostIdentity()) || state.control().isEmpty()) {
        token = program.tokens().token(host.name()) + "\n";
        command.addAll(List.of("--name", host.name()));
        command.addAll(List.of("--join", "https://" + program.control() + ":" + LINK_PORT));
        command.addAll(List.of("--tunnel-address", Wire.TUNNEL.address(host)));
        host.roles().forEach(role -> command.addAll(List.of("--role", role.text())));
        if (host.reachesOutside()) {
          command.addAll(List.of("--physical-network", OUTSIDE));
        }
      }
    }
    command.addAll(List.of("--foreground", "--state", LabDirectory.STATE));
    Detached.start(directory.log(host.name()), token, on.entering(command));
  }

  /** What agents are told when they join, control's own host reads from its settings. */
  private static void writeSettings(Host control, HostProcess on) throws IOException {
    Path state = on.root().resolve(LabDirectory.STATE.substring(1));
    Path settings = state.resolve("haneul.yaml");
    if (!Files.exists(settings)) {
      Files.createDirectories(state);
      String network = "network:\n  tunnel_address: " + Wire.TUNNEL.address(control) + "\n";
      Files.writeString(
          settings,
          control.reachesOutside() ? network + "  bridge_mappings: [" + OUTSIDE + "]\n" : network);
    }
  }

  /** The command that runs this program once more. */
  static List<String> launch() {
    String launch = System.getenv("HANEUL_LAUNCH");
    if (launch == null) {
      throw new UserError("start it with the launcher, ./haneul, which knows how to run it again.");
    }
    return launch.lines().toList();
  }

  /** Whether the program serves on a host; commands that were typed there do not count. */
  static boolean programRuns(HostProcess on) throws IOException {
    return on.processes().stream()
        .map(HostProcess::arguments)
        .anyMatch(arguments ->
            arguments.contains("haneul.app.Entry")
                && (arguments.contains("--foreground") || arguments.contains("--detached")));
  }

  /** Waits until what was started on a host serves. */
  void awaitProgram(Host host, HostProcess on) throws IOException, InterruptedException {
    if (host.roles().isEmpty()) {
      return;
    }
    String ready = host.is(Role.CONTROL) ? Cloud.READY : HostAgent.READY;
    Path log = directory.log(host.name());
    long began = System.nanoTime();
    while (!Files.readString(log).contains(ready)) {
      long waited = System.nanoTime() - began;
      if (waited > START.toNanos() || (waited > ENTERING.toNanos() && !programRuns(on))) {
        throw new UserError(
            "haneul does not start on "
                + host.name()
                + ": "
                + Detached.end(log)
                + "\nIts log: haneul lab shell "
                + host.name()
                + " haneul logs");
      }
      Thread.sleep(50);
    }
  }
}
