package haneul.drivers.qemu;

import haneul.base.id.ServerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A QEMU process of ours, known by its pid and the kernel's start time of that pid, so that a pid
 * given to another program in the meantime is not mistaken for it.
 *
 * @param startTicks field 22 of {@code /proc/PID/stat}, clock ticks since boot
 */
record GuestProcess(long pid, long startTicks) {
  private static final Path PROC = Path.of("/proc");
  private static final Duration POLL = Duration.ofMillis(5);

  /**
   * The processes whose working directory is below {@code instances} and which carry that guest's
   * uuid, by guest. This needs no file written by us or QEMU: a guest whose starter was killed
   * before it could write anything down is found too.
   */
  static Map<ServerId, List<GuestProcess>> findAll(Path instances) throws IOException {
    Map<ServerId, List<GuestProcess>> found = new HashMap<>();
    if (!Files.isDirectory(instances)) {
      return found;
    }
    Path real = instances.toRealPath();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        guestOf(process, real)
            .ifPresent(id ->
                of(Long.parseLong(process.getFileName().toString()))
                    .ifPresent(it -> found.computeIfAbsent(id, _ -> new ArrayList<>()).add(it)));
      }
    }
    return found;
  }

  /** The processes of one guest; normally one or none. */
  static List<GuestProcess> find(GuestDirectory directory) throws IOException {
    Path instances = directory.path().toAbsolutePath().getParent();
    return instances == null
        ? List.of()
        : findAll(instances).getOrDefault(directory.id(), Collections.emptyList());
  }

  /** The process that has this pid now. */
  static Optional<GuestProcess> of(long pid) {
    return stat(pid).map(stat -> new GuestProcess(pid, stat.startTicks()));
  }

  /** Whether it still runs; one that ended but was not reaped does not. */
  boolean isAlive() {
    return stat(pid)
        .filter(stat -> stat.startTicks() == startTicks)
        .filter(stat -> stat.state() != 'Z' && stat.state() != 'X')
        .isPresent();
  }

  /** Pulls the plug. */
  void kill() {
    if (isAlive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** Waits for its end. Answers false when it still runs after {@code limit}. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (isAlive()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }

  private static Optional<ServerId> guestOf(Path process, Path instances) {
    try {
      Path directory = Files.readSymbolicLink(process.resolve("cwd"));
      if (!instances.equals(directory.getParent())) {
        return Optional.empty();
      }
      String id = directory.getFileName().toString();
      byte[] commandLine = Files.readAllBytes(process.resolve("cmdline"));
      List<String> arguments =
          List.of(new String(commandLine, StandardCharsets.UTF_8).split("\0", -1));
      int uuid = arguments.indexOf("-uuid");
      return uuid >= 0 && uuid + 1 < arguments.size() && arguments.get(uuid + 1).equals(id)
          ? Optional.of(new ServerId(id))
          : Optional.empty();
    } catch (IOException | SecurityException gone) {
      return Optional.empty();
    }
  }

  private record Stat(char state, long startTicks) {}

  private static Optional<Stat> stat(long pid) {
    try {
      String line = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      // The name, in parentheses, may itself hold spaces and parentheses.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[19])));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
