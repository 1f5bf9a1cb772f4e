package haneul.drivers.dhcp;

import haneul.base.CrashPoint;
import haneul.drivers.process.Commands;
import haneul.drivers.process.Processes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The dnsmasq of one network: its files in a directory of their own, its process in the network's
 * namespace. It outlives the program. Which configuration a process runs is seen by its command
 * line, as a configuration's file is named by its content; so a process found is either right as it
 * is or replaced.
 */
final class Dnsmasq {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

  private final Path directory;

  Dnsmasq(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes the process run with these files.
   *
   * @param renewed the device it listened on is another one now
   */
  void ensure(String namespace, DnsmasqFiles files, boolean renewed) throws IOException {
    Files.createDirectories(directory);
    readable(directory, "rwxr-xr-x");
    Path configuration = directory.resolve(configurationName(files));
    Optional<ProcessHandle> running = process();
    boolean right =
        !renewed
            && running.isPresent()
            && commandLine(running.get()).contains(configuration.toString());
    // A lease that is gone lives on in dnsmasq's memory and would keep its address from the next
    // port that gets it. So then, too, it starts anew.
    if (running.isPresent() && !(right && addsOnly(read("hosts"), files.hosts()))) {
      stop();
      running = Optional.empty();
    }
    CrashPoint.reach("network/dnsmasq-stopped");
    boolean changed = write("hosts", files.hosts());
    changed |= write("options", files.options());
    changed |= write("names", files.names());
    CrashPoint.reach("network/dnsmasq-files");
    if (running.isEmpty()) {
      removeConfigurations();
      write(configuration.getFileName().toString(), files.configuration());
      Commands.run(
          "nsenter", "--net=/run/netns/" + namespace, "dnsmasq", "--conf-file=" + configuration);
    } else if (changed) {
      hangUp(running.get());
    }
  }

  /** Has a process read its files again that may have been changed without its being told. */
  void adopt() throws IOException {
    Optional<ProcessHandle> running = process();
    if (running.isPresent()) {
      hangUp(running.get());
    }
  }

  private static void hangUp(ProcessHandle process) throws IOException {
    Commands.run("kill", "-HUP", Long.toString(process.pid()));
  }

  /** True while the process lives. */
  boolean runs() {
    return process().isPresent();
  }

  /** Ends the process. */
  void stop() throws IOException {
    Optional<ProcessHandle> running = process();
    if (running.isEmpty()) {
      return;
    }
    running.get().destroy();
    long end = System.nanoTime() + STOP_LIMIT.toNanos();
    try {
      while (Processes.isRunning(running.get())) {
        Thread.sleep(2);
        if (System.nanoTime() > end) {
          running.get().destroyForcibly();
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while dnsmasq ends");
    }
  }

  /** Ends the process and removes the files. */
  void remove() throws IOException {
    stop();
    removeTree(directory);
  }

  static void removeTree(Path top) throws IOException {
    if (!Files.exists(top)) {
      return;
    }
    try (Stream<Path> files = Files.walk(top)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private static String configurationName(DnsmasqFiles files) {
    return "dnsmasq-%08x.conf".formatted(files.configuration().hashCode());
  }

  private void removeConfigurations() throws IOException {
    List<Path> old = new ArrayList<>();
    try (var files = Files.newDirectoryStream(directory, "dnsmasq-*.conf")) {
      files.forEach(old::add);
    }
    for (Path file : old) {
      Files.delete(file);
    }
  }

  private static boolean addsOnly(String before, String after) {
    return after.lines().toList().containsAll(before.lines().toList());
  }

  private String read(String name) throws IOException {
    Path file = directory.resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** True when the content is another one than it was. */
  private boolean write(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    if (Files.exists(file) && Files.readString(file).equals(content)) {
      return false;
    }
    Path next = directory.resolve(name + ".next");
    Files.writeString(next, content);
    readable(next, "rw-r--r--");
    Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  /** dnsmasq reads its files as a user without rights, whatever our umask. */
  private static void readable(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  /** The live process of this directory; a recycled process id has another command line. */
  private Optional<ProcessHandle> process() {
    try {
      long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(handle -> commandLine(handle).contains(directory + "/"));
    } catch (IOException | NumberFormatException notThere) {
      return Optional.empty();
    }
  }

  private static String commandLine(ProcessHandle process) {
    try {
      byte[] words = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/cmdline"));
      return new String(words, StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return "";
    }
  }
}
