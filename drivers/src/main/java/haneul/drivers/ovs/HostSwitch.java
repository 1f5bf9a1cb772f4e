package haneul.drivers.ovs;

import haneul.drivers.process.CommandFailed;
import haneul.drivers.process.Commands;
import haneul.drivers.process.Processes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The host's Open vSwitch: one a host, in its standard place, so that {@code ovs-vsctl show} tells
 * an operator all. It is shared by the clouds of a host, as the userspace datapath has one device
 * of a fixed name ({@code ovs-netdev}) and cannot run twice; each cloud has a bridge of its own.
 *
 * <p>Where systemd runs, its unit is what starts and stops it. Elsewhere the daemons are started
 * here, outlive the program, and are stopped by whoever removes the last bridge.
 */
final class HostSwitch {
  private static final Path RUN = Path.of("/run/openvswitch");
  private static final Path DATABASE = Path.of("/etc/openvswitch/conf.db");
  private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
  private static final Path STARTED_HERE = RUN.resolve("haneul-started");
  private static final Path LOCK = Path.of("/run/haneul-openvswitch.lock");
  private static final ReentrantLock WITHIN_PROGRAM = new ReentrantLock();
  private static final Path SYSTEMD = Path.of("/run/systemd/system");
  private static final String SERVER = "ovsdb-server";
  private static final String SWITCH = "ovs-vswitchd";
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  /** Where packets are switched. */
  enum Datapath {
    /** In the kernel's openvswitch module. */
    SYSTEM,
    /** In ovs-vswitchd, where the kernel lacks the module. */
    NETDEV;

    String type() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The datapath's name for {@code ovs-appctl dpctl}. */
    String datapath() {
      return type() + "@ovs-" + type();
    }
  }

  /** The right to change the host's switch. */
  static final class Held implements AutoCloseable {
    private final FileChannel channel;

    private Held(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      try {
        channel.close();
      } finally {
        WITHIN_PROGRAM.unlock();
      }
    }
  }

  /** Holds off the other clouds of this host, in this program or another, until closed. */
  Held hold() throws IOException {
    WITHIN_PROGRAM.lock(); // a file lock is the whole program's
    try {
      FileChannel channel =
          FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        channel.lock();
        return new Held(channel);
      } catch (IOException | RuntimeException failed) {
        channel.close();
        throw failed;
      }
    } catch (IOException | RuntimeException failed) {
      WITHIN_PROGRAM.unlock();
      throw failed;
    }
  }

  /** True while both daemons run. Costs two file reads. */
  boolean runs() {
    return pid(SERVER) > 0 && pid(SWITCH) > 0;
  }

  /** The switch's process id; another one than before means that its flows are gone. */
  long switchPid() {
    return pid(SWITCH);
  }

  /** False when there surely is no bridge: nothing runs and nothing was started here. */
  boolean mayHaveBridges() {
    return runs() || Files.exists(STARTED_HERE);
  }

  /** Starts what does not run. */
  void ensureRunning() throws IOException {
    if (runs()) {
      return;
    }
    if (Files.isDirectory(SYSTEMD)) {
      Commands.run(Duration.ofSeconds(60), List.of("systemctl", "start", "openvswitch-switch"));
      return;
    }
    Files.createDirectories(RUN);
    if (pid(SERVER) == 0) {
      startServer();
    }
    if (pid(SWITCH) == 0) {
      startSwitch();
    }
  }

  private static void startServer() throws IOException {
    Files.createDirectories(DATABASE.getParent());
    if (!Files.exists(STARTED_HERE)) {
      Files.createFile(STARTED_HERE);
    }
    if (!Files.exists(DATABASE)) {
      Commands.run("ovsdb-tool", "create", DATABASE.toString(), SCHEMA.toString());
    }
    start(List.of(SERVER, DATABASE.toString(), "--remote=punix:" + socket()), SERVER);
    Commands.run("ovs-vsctl", "--no-wait", "--timeout=10", "init");
  }

  private static void startSwitch() throws IOException {
    start(List.of(SWITCH, "unix:" + socket()), SWITCH);
  }

  /** Without a log file: nothing would rotate it. Errors come back from the commands instead. */
  private static void start(List<String> command, String name) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.add("--pidfile=" + pidFile(name));
    all.add("--detach");
    all.add("--no-chdir");
    all.add("-vconsole:off");
    all.add("-vsyslog:err");
    all.add("-vfile:off");
    try {
      Commands.run(all);
    } catch (CommandFailed failed) {
      if (pid(name) == 0) {
        throw failed; // else somebody else was quicker, which is as good
      }
    }
  }

  /** The kernel's datapath where there is one. */
  Datapath datapath() throws IOException {
    return Files.isDirectory(Path.of("/sys/module/openvswitch"))
        ? Datapath.SYSTEM
        : Datapath.NETDEV;
  }

  /** Stops the daemons if they were started here and no bridge is left. */
  void stopIfUnused() throws IOException {
    if (!Files.exists(STARTED_HERE)
        || (runs() && !Commands.run("ovs-vsctl", "--timeout=10", "list-br").isBlank())) {
      return;
    }
    // With cleanup, as the userspace datapath's devices are persistent.
    stop(SWITCH, "exit", "--cleanup");
    stop(SERVER, "exit");
    Files.deleteIfExists(DATABASE);
    Files.deleteIfExists(DATABASE.resolveSibling(".conf.db.~lock~"));
    Files.deleteIfExists(STARTED_HERE);
  }

  private static void stop(String name, String... how) throws IOException {
    long pid = pid(name);
    if (pid == 0) {
      return;
    }
    ProcessHandle process = ProcessHandle.of(pid).orElse(null);
    List<String> command = new ArrayList<>(List.of("ovs-appctl", "-t", name));
    command.addAll(List.of(how));
    Commands.run(command);
    long end = System.nanoTime() + STOP_LIMIT.toNanos();
    while (process != null && Processes.isRunning(process)) {
      if (System.nanoTime() > end) {
        throw new IOException(name + " does not end");
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while " + name + " ends");
      }
    }
  }

  private static String socket() {
    return RUN.resolve("db.sock").toString();
  }

  private static Path pidFile(String name) {
    return RUN.resolve(name + ".pid");
  }

  /** 0 when it does not run; a recycled process id is seen by its program's name. */
  private static long pid(String name) {
    try {
      long pid = Long.parseLong(Files.readString(pidFile(name)).strip());
      String command = Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
      return command.equals(name) ? pid : 0;
    } catch (IOException | NumberFormatException notThere) {
      return 0;
    }
  }
}
