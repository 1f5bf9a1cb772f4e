package haneul.app.lab;

import haneul.drivers.process.Commands;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A host that is switched on: its first process, which holds its namespaces. Found by that process'
 * arguments, never by a file: whatever died, what runs is what the kernel says.
 *
 * @param pid of its first process, as this machine numbers it
 */
record HostProcess(long pid) {
  /** Tells a lab's processes from others, at its place among their arguments. */
  static final String MARK = "haneul-lab";

  private static final List<String> ENTERING = List.of("nsenter", "-t");
  private static final Path PROC = Path.of("/proc");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int FREEZING_ROUNDS = 20;

  /** All of a lab that are on, by name; among them {@code switch}. */
  static Map<String, HostProcess> of(Path lab) throws IOException {
    Map<String, HostProcess> found = new TreeMap<>();
    for (long pid : pids()) {
      List<String> arguments = arguments(pid);
      if (arguments.size() >= 5
          && arguments.get(0).equals("sh")
          && arguments.get(2).equals(MARK)
          && arguments.get(3).equals(lab.toString())
          && isFirst(pid)) {
        found.put(arguments.get(4), new HostProcess(pid));
      }
    }
    return found;
  }

  /** The processes this one can see. */
  static List<Long> pids() throws IOException {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      entries.forEach(entry -> pids.add(Long.valueOf(String.valueOf(entry.getFileName()))));
    }
    return pids;
  }

  /** A process' arguments; none when it is gone. */
  static List<String> arguments(long pid) {
    try {
      return List.of(
          new String(Files.readAllBytes(PROC.resolve(pid + "/cmdline")), StandardCharsets.UTF_8)
              .split("\0", -1));
    } catch (IOException gone) {
      return List.of();
    }
  }

  /** Whether it is the first of a namespace within ours, e.g. {@code NSpid: 4711 1}. */
  private static boolean isFirst(long pid) {
    return status(pid, "NSpid:").matches(".*\\s1");
  }

  private static String status(long pid, String name) {
    try {
      return Files.readAllLines(PROC.resolve(pid + "/status")).stream()
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(name.length()).strip())
          .orElse("");
    } catch (IOException gone) {
      return "";
    }
  }

  /** A process' proportional share of the memory in use; none when it is gone. */
  static long memoryKibibytes(long pid) {
    try {
      return Files.readAllLines(PROC.resolve(pid + "/smaps_rollup")).stream()
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException gone) {
      return 0;
    }
  }

  /** All processes of the host. */
  List<Long> processes() throws IOException {
    List<Long> processes = new ArrayList<>();
    Optional<Path> mine = namespace(pid);
    for (long each : pids()) {
      if (mine.isPresent() && namespace(each).equals(mine)) {
        processes.add(each);
      }
    }
    return processes;
  }

  private static Optional<Path> namespace(long pid) {
    try {
      return Optional.of(Files.readSymbolicLink(PROC.resolve(pid + "/ns/pid")));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** The host's root, seen from this machine. */
  Path root() {
    return PROC.resolve(pid + "/root");
  }

  boolean isFrozen() {
    return status(pid, "State:").startsWith("T");
  }

  /** The command that runs another within the host. */
  List<String> entering(List<String> command) {
    List<String> all = new ArrayList<>(ENTERING);
    all.addAll(List.of(Long.toString(pid), "-m", "-u", "-i", "-n", "-p", "--"));
    all.addAll(command);
    return all;
  }

  /** The command that runs another with this machine's programs on the host's network. */
  List<String> onItsNetwork(String... command) {
    List<String> all = new ArrayList<>(ENTERING);
    all.addAll(List.of(Long.toString(pid), "-n", "--"));
    all.addAll(List.of(command));
    return all;
  }

  /**
   * The {@code nsenter}s outside that wait for one of the host's processes. They stop with it, do
   * not go on with it, and as long as one does not notice its end, the host does not end either.
   */
  private List<Long> waiting() throws IOException {
    return pids().stream()
        .filter(each -> {
          List<String> arguments = arguments(each);
          return arguments.size() > 2
              && arguments.subList(0, 2).equals(ENTERING)
              && arguments.get(2).equals(Long.toString(pid));
        })
        .toList();
  }

  /** The power cord: all processes end at once, none is asked. */
  void kill() throws IOException, InterruptedException {
    List<Long> all = new ArrayList<>(List.of(pid));
    all.addAll(waiting());
    signal("KILL", all);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (isFirst(pid)) {
      if (System.nanoTime() > end) {
        throw new UserError("process " + pid + " does not die; see /proc/" + pid + "/stack.");
      }
      Thread.sleep(5);
    }
  }

  /** Stops all processes where they are, until {@link #thaw}. */
  void freeze() throws IOException {
    signal("STOP", List.of(pid));
    // One that began meanwhile is found the next time; one that waits for another it began stops
    // when that one goes on, and so not now.
    for (int round = 0; round < FREEZING_ROUNDS; round++) {
      List<Long> running = running();
      if (running.isEmpty()) {
        return;
      }
      signal("STOP", running);
    }
  }

  private List<Long> running() throws IOException {
    return processes().stream()
        .filter(each -> !status(each, "State:").matches("([TZX].*)?"))
        .toList();
  }

  void thaw() throws IOException {
    signal("CONT", processes());
    signal("CONT", waiting());
  }

  private static void signal(String name, List<Long> pids) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -$0 \"$@\"", name));
    pids.forEach(each -> command.add(Long.toString(each)));
    Commands.attempt(Duration.ofSeconds(10), "", command); // some may have ended
  }
}
