package haneul.app.lab;

import haneul.app.cloud.StateDirectory;
import haneul.app.lab.LabStatus.HostStatus;
import haneul.app.lab.LabStatus.Power;
import haneul.app.lab.Topology.Host;
import haneul.app.lab.Topology.Role;
import haneul.tools.console.Parallel;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Hosts of a cloud on this machine. What runs is found anew by every command; files say only what
 * the lab shall be. So any of it may be killed at any time, and {@code up} makes it whole.
 */
public final class Lab {
  private static final String USUAL_LISTEN = "127.0.0.1:5000";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final LabDirectory directory;
  private final HostPower power;
  private final Delays delays;
  private final Consumer<String> progress;
  private final Login login;

  /** What the lab asks of the cloud that runs on it. */
  public interface Control {
    /** A token by which the named host can join, once. */
    String token(String host) throws IOException, InterruptedException;

    /** The hosts that reported after a moment. */
    Set<String> reporting(Instant since) throws IOException, InterruptedException;
  }

  /** Enters the cloud as its administrator. */
  public interface Login {
    /**
     * @throws IOException as long as it does not answer
     */
    Control login(InetSocketAddress api, StateDirectory control)
        throws IOException, InterruptedException;
  }

  public Lab(Path root, Path home, Consumer<String> progress, Login login) {
    this.directory = new LabDirectory(root);
    this.power = new HostPower(directory, home);
    this.delays = new Delays(directory);
    this.progress = progress;
    this.login = login;
  }

  /** What one command does with the lab while others wait. */
  private interface Work {
    void run(Topology topology) throws IOException, InterruptedException;
  }

  private void change(Work work) throws IOException, InterruptedException {
    Topology topology = topology();
    try (FileChannel _ = directory.lock()) {
      work.run(topology);
    }
  }

  private Topology topology() throws IOException {
    if (!directory.exists()) {
      throw new UserError(
          "there is no lab in " + directory.root() + "; make one with: haneul lab up");
    }
    return TopologyFile.read(directory.topologyFile());
  }

  /**
   * Makes the lab, or what is missing of it: hosts, wires, control and agents, the API here.
   *
   * @param asked its hosts; those it has, else the seed's, when nobody says
   * @param listen where the API answers on this machine, on loopback
   */
  public void up(Optional<Topology> asked, Optional<InetSocketAddress> listen)
      throws IOException, InterruptedException {
    directory.create();
    try (FileChannel _ = directory.lock()) {
      Topology topology = agree(asked);
      InetSocketAddress api = agree(topology, listen);
      Gate gate = new Gate(directory, api);
      gate.checkFree();
      directory.writeFiles(topology);
      Files.writeString(directory.listenFile(), text(api) + "\n");
      StateDirectory.writePrivately(directory.topologyFile(), TopologyFile.write(topology));
      begin(topology, api, gate);
    }
  }

  private Topology agree(Optional<Topology> asked) throws IOException {
    if (!directory.exists()) {
      return asked.orElse(Topology.SEED);
    }
    Topology now = topology();
    if (asked.isPresent() && !asked.get().equals(now)) {
      throw new UserError(
          "the lab in "
              + directory.root()
              + " has other hosts; haneul lab down it first, or give another --state.");
    }
    return now;
  }

  private InetSocketAddress agree(Topology topology, Optional<InetSocketAddress> asked)
      throws IOException {
    Optional<InetSocketAddress> now =
        Files.exists(directory.listenFile()) ? Optional.of(api()) : Optional.empty();
    boolean runs = HostProcess.of(directory.root()).containsKey(topology.control().name());
    if (runs && asked.isPresent() && now.isPresent() && !asked.get().equals(now.get())) {
      throw new UserError(
          "the lab's API answers on "
              + text(now.get())
              + "; haneul lab down it first, or give another --state.");
    }
    return asked.or(() -> now).orElseGet(() -> parse(USUAL_LISTEN));
  }

  private InetSocketAddress api() throws IOException {
    return parse(Files.readString(directory.listenFile()).strip());
  }

  private static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        InetAddress.ofLiteral(text.substring(0, colon)),
        Integer.parseInt(text.substring(colon + 1)));
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private void begin(Topology topology, InetSocketAddress api, Gate gate)
      throws IOException, InterruptedException {
    Instant began = Instant.now();
    Map<String, HostProcess> running = HostProcess.of(directory.root());
    if (!running.isEmpty() && !running.containsKey(LabSwitch.NAME)) {
      progress.accept("The lab's switch is gone, and all wires with it: starting the hosts anew.");
      delays.stopAll();
      each(List.copyOf(running.values()), HostProcess::kill);
      running = Map.of();
    }
    Host control = topology.control();
    if (!running.containsKey(control.name())) {
      gate.close(); // it led to a host that is gone
    }
    LabSwitch wires = power.wires();
    HostProcess controlOn = on(control, wires);
    gate.open(control.name(), controlOn);
    List<Host> others = topology.all().stream().filter(host -> !host.equals(control)).toList();
    startProgram(topology, control, controlOn);
    each(others, host -> on(host, wires));
    progress.accept("Hosts are on: " + String.join(", ", names(topology.hosts())));
    progress.accept("Starting control, which at first builds an image, and the agents …");
    each(topology.agents(), host -> startProgram(topology, host, on(host, wires)));
    power.awaitProgram(control, controlOn);
    writeClientFiles(control);
    progress.accept("Control answers on http://" + text(api));
    each(topology.agents(), host -> power.awaitProgram(host, on(host, wires)));
    awaitReports(topology, began);
    progress.accept(
        "The lab is up. Drive it:\n  export OS_CLIENT_CONFIG_FILE=%s OS_CLOUD=haneul-admin\n  openstack compute service list"
            .formatted(directory.root().resolve("clouds.yaml")));
  }

  private HostProcess on(Host host, LabSwitch wires) throws IOException, InterruptedException {
    HostProcess on = power.on(host, wires);
    if (on.isFrozen()) {
      on.thaw();
    }
    return on;
  }

  private static List<String> names(List<Host> hosts) {
    return hosts.stream().map(Host::name).toList();
  }

  private void startProgram(Topology topology, Host host, HostProcess on)
      throws IOException, InterruptedException {
    power.startProgram(
        host,
        on,
        new HostPower.Program(
            text(api()), topology.control().name(), name -> control(topology).token(name)));
  }

  /** Waits until the API answers. */
  private Control control(Topology topology) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return login.login(api(), directory.state(topology.control()));
      } catch (IOException notYet) {
        Map<String, HostProcess> running = HostProcess.of(directory.root());
        HostProcess on = running.get(topology.control().name());
        if (System.nanoTime() > end || on == null) {
          throw new UserError(
              "control does not answer: " + Detached.end(directory.log(topology.control().name())));
        }
        Thread.sleep(100);
      }
    }
  }

  private void awaitReports(Topology topology, Instant began)
      throws IOException, InterruptedException {
    Control control = control(topology);
    Set<String> missing = new TreeSet<>(names(topology.agents()));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      missing.removeAll(control.reporting(began));
      if (missing.isEmpty()) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new UserError(
            "control does not hear of "
                + String.join(", ", missing)
                + "; see haneul lab status, and haneul lab shell HOST haneul logs");
      }
      Thread.sleep(100);
    }
  }

  private void writeClientFiles(Host control) throws IOException {
    StateDirectory state = directory.state(control);
    for (Path file : List.of(state.cloudsYaml(), state.openrc(false), state.openrc(true))) {
      Files.copy(
          file,
          directory.root().resolve(String.valueOf(file.getFileName())),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  /** What is done with one of many. */
  private interface Deed<T> {
    void with(T thing) throws IOException, InterruptedException;
  }

  private static <T> void each(List<T> things, Deed<T> deed) {
    Parallel.each(
        things,
        thing -> {
          try {
            deed.with(thing);
            return true;
          } catch (IOException e) {
            throw new UserError(String.valueOf(e.getMessage()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
          }
        });
  }

  /** Takes the lab away: its processes, its hosts' disks, its files. */
  public void down() throws IOException, InterruptedException {
    if (!Files.isDirectory(directory.root())) {
      progress.accept("There is no lab in " + directory.root() + ".");
      return;
    }
    directory.create(); // or refuse, when this is no lab's
    try (FileChannel _ = directory.lock()) {
      new Gate(directory, parse(USUAL_LISTEN)).close();
      delays.stopAll();
      each(List.copyOf(HostProcess.of(directory.root()).values()), HostProcess::kill);
      directory.remove();
    }
    progress.accept("The lab is gone.");
  }

  /** Ends all of a host at once, as when its power fails. */
  public void powerOff(String name) throws IOException, InterruptedException {
    change(topology -> {
      Host host = topology.host(name);
      HostProcess on = HostProcess.of(directory.root()).get(name);
      if (on == null) {
        progress.accept(name + " is off already.");
        return;
      }
      on.kill();
      wires().unplug(host);
      if (host.is(Role.CONTROL)) {
        new Gate(directory, api()).close();
      }
      progress.accept(name + " is off.");
    });
  }

  /** Switches a host on and waits until what runs on it is ready. */
  public void powerOn(String name) throws IOException, InterruptedException {
    change(topology -> {
      Host host = topology.host(name);
      HostProcess on = on(host, wires());
      if (host.is(Role.CONTROL)) {
        Gate gate = new Gate(directory, api());
        gate.open(name, on);
      }
      startProgram(topology, host, on);
      power.awaitProgram(host, on);
      progress.accept(name + " is on.");
    });
  }

  private LabSwitch wires() throws IOException {
    HostProcess found = HostProcess.of(directory.root()).get(LabSwitch.NAME);
    if (found == null) {
      throw new UserError(
          "the lab is not up, or its switch was killed; haneul lab up makes it whole.");
    }
    return new LabSwitch(found);
  }

  /** Lets nothing pass between two hosts. */
  public void cut(String one, String other) throws IOException, InterruptedException {
    change(topology -> {
      Host a = topology.host(one);
      Host b = another(topology, one, other);
      wires().cut(a, b);
      delays.stop(a, b);
      progress.accept("Nothing passes between " + one + " and " + other + ".");
    });
  }

  private static Host another(Topology topology, String one, String other) {
    if (one.equals(other)) {
      throw new UserError("name two hosts that are not the same.");
    }
    return topology.host(other);
  }

  /** Lets packets between two hosts pass late, and not all of them. */
  public void delay(String one, String other, long millis, double lossPercent)
      throws IOException, InterruptedException {
    change(topology -> {
      Host a = topology.host(one);
      Host b = another(topology, one, other);
      LabSwitch wires = wires();
      wires.cut(a, b);
      delays.stop(a, b);
      delays.start(a, b, millis, lossPercent, wires);
      progress.accept(
          "Packets between %s and %s take %d ms more, and %s %% are lost."
              .formatted(one, other, millis, lossPercent));
    });
  }

  /** Undoes {@link #cut} and {@link #delay}. */
  public void mend(String one, String other) throws IOException, InterruptedException {
    change(topology -> {
      Host a = topology.host(one);
      Host b = another(topology, one, other);
      wires().mend(a, b);
      delays.stop(a, b);
      progress.accept("Packets pass between " + one + " and " + other + ".");
    });
  }

  /** Stops a host where it is; its peers see silence. */
  public void freeze(String name) throws IOException, InterruptedException {
    change(topology -> {
      running(topology, name).freeze();
      progress.accept(name + " is frozen.");
    });
  }

  /** Lets a frozen host go on. */
  public void thaw(String name) throws IOException, InterruptedException {
    change(topology -> {
      running(topology, name).thaw();
      progress.accept(name + " goes on.");
    });
  }

  private HostProcess running(Topology topology, String name) throws IOException {
    Host host = topology.host(name);
    HostProcess on = HostProcess.of(directory.root()).get(host.name());
    if (on == null) {
      throw new UserError(name + " is off; switch it on with: haneul lab power-on " + name);
    }
    return on;
  }

  /** The command that runs another on a host, and the environment it takes. */
  public record Entering(List<String> command, Map<String, String> environment) {}

  /**
   * Enters a host as its root.
   *
   * @param command a shell when it is empty
   */
  public Entering entering(String name, List<String> command) throws IOException {
    Topology topology = topology();
    HostProcess on = running(topology, name);
    if (on.isFrozen()) {
      throw new UserError(name + " is frozen; let it go on with: haneul lab thaw " + name);
    }
    Map<String, String> environment = new java.util.TreeMap<>(Detached.ENVIRONMENT);
    environment.put("TERM", Optional.ofNullable(System.getenv("TERM")).orElse("dumb"));
    if (topology.host(name).is(Role.CONTROL)) {
      environment.put("OS_CLIENT_CONFIG_FILE", LabDirectory.STATE + "/clouds.yaml");
      environment.put("OS_CLOUD", "haneul-admin");
    }
    return new Entering(
        on.entering(command.isEmpty() ? List.of("bash", "-l") : command), environment);
  }

  /** How it is. Asks only the kernel. */
  public LabStatus status() throws IOException {
    Topology topology = topology();
    Map<String, HostProcess> running = HostProcess.of(directory.root());
    List<HostStatus> hosts = new ArrayList<>();
    for (Host host : topology.all()) {
      hosts.add(status(host, Optional.ofNullable(running.get(host.name()))));
    }
    Optional<HostProcess> wires = Optional.ofNullable(running.get(LabSwitch.NAME));
    Set<String> cuts = new TreeSet<>();
    if (wires.isPresent()) {
      cuts.addAll(new LabSwitch(wires.get()).cuts(topology));
    }
    Map<String, String> delayed = delays.now();
    cuts.removeAll(delayed.keySet());
    return new LabStatus(
        new Gate(directory, api()).process().isPresent() ? "http://" + text(api()) : "",
        hosts,
        List.copyOf(cuts),
        delayed);
  }

  private static HostStatus status(Host host, Optional<HostProcess> on) throws IOException {
    List<Long> processes = on.isPresent() ? on.get().processes() : List.of();
    return new HostStatus(
        host.name(),
        host.roles().stream().map(Role::text).toList(),
        on.isEmpty() ? Power.OFF : on.get().isFrozen() ? Power.FROZEN : Power.ON,
        on.isPresent() && HostPower.programRuns(on.get()),
        host.address(),
        processes.size(),
        processes.stream().mapToLong(HostProcess::memoryKibibytes).sum());
  }
}
