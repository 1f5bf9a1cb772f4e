package haneul.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * From {@code POST /servers} to a QEMU that executes its guest, against QEMU alone with the very
 * same arguments on a copy of the disk. A guest executes, in both cases, when a thread of QEMU
 * other than its first has run for a millisecond.
 */
final class BootBench {
  private static final int ROUNDS = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long EXECUTING_NANOS = 1_000_000;

  private BootBench() {}

  static void run() throws IOException, InterruptedException {
    Figures bare = new Figures("bound: bare QEMU, same arguments", "s");
    Figures whole = new Figures("POST /servers to the guest's first instructions", "s");
    try (BenchCloud cloud = new BenchCloud()) {
      cloud.up("REAL");
      String token = cloud.token("demo");
      String image =
          cloud
              .call(token, "GET", "/image/v2/images?name=haneul-tiny", new byte[0])
              .path("images")
              .path(0)
              .path("id")
              .stringValue("");
      byte[] request = cloud.serverRequest(token, image);
      for (int round = 0; round <= ROUNDS; round++) {
        Set<Path> before = processes();
        long began = System.nanoTime();
        String id =
            cloud
                .call(token, "POST", "/compute/v2.1/servers", request)
                .path("server")
                .path("id")
                .stringValue("");
        ProcessHandle qemu = waitForProcess(id, before);
        waitUntilExecuting(qemu.pid());
        double took = (System.nanoTime() - began) / 1e9;
        double alone = bare(qemu.pid(), cloud.state().resolve("agent/instances/" + id));
        if (round > 0) { // the first one caches the image
          whole.add(took);
          bare.add(alone);
        }
        cloud.call(token, "DELETE", "/compute/v2.1/servers/" + id, new byte[0]);
        waitUntilGone(cloud, token, id);
      }
    }
    bare.print();
    whole.print();
    System.out.printf(
        "%-58s %10.3f s on top, %.2f times the bound%n",
        "", whole.median() - bare.median(), whole.median() / bare.median());
  }

  /**
   * The guest's QEMU among the processes that were not there before: looking at all of them each
   * time would take from the program the processor it is measured on.
   */
  private static ProcessHandle waitForProcess(String server, Set<Path> before)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      for (Path process : processes()) {
        if (!before.contains(process) && isQemuOf(process, server)) {
          return ProcessHandle.of(Long.parseLong(process.getFileName().toString())).orElseThrow();
        }
      }
      Thread.sleep(2);
    }
    throw new IOException("no guest " + server);
  }

  private static Set<Path> processes() throws IOException {
    Set<Path> found = new HashSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      all.forEach(found::add);
    }
    return found;
  }

  private static boolean isQemuOf(Path process, String server) {
    try {
      String command = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
      return command.substring(0, Math.max(0, command.indexOf('\0'))).contains("qemu-system")
          && command.contains(server);
    } catch (IOException gone) {
      return false;
    }
  }

  private static void waitUntilExecuting(long pid) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      if (othersRanNanos(pid) >= EXECUTING_NANOS) {
        return;
      }
      Thread.sleep(1);
    }
    throw new IOException("process " + pid + " executes no guest");
  }

  /** The longest that any thread but the first has run. */
  private static long othersRanNanos(long pid) throws IOException {
    Path first = Path.of("/proc/" + pid + "/task/" + pid);
    try (Stream<Path> tasks = Files.list(first.resolveSibling("."))) {
      return tasks
          .filter(task -> !task.endsWith(first.getFileName()))
          .mapToLong(BootBench::ranNanos)
          .max()
          .orElse(0);
    }
  }

  private static long ranNanos(Path task) {
    try {
      String text = Files.readString(task.resolve("schedstat"));
      return Long.parseLong(text.substring(0, text.indexOf(' ')));
    } catch (IOException e) {
      return 0; // the thread has just ended
    }
  }

  /** Runs the same command in a copy of the directory, with a tap of its own. */
  private static double bare(long pid, Path instance) throws IOException, InterruptedException {
    Path copy = Files.createTempDirectory(Path.of("/var/tmp"), "haneul-bare-");
    new ProcessBuilder("cp", "-a", instance + "/.", copy.toString()).start().waitFor();
    Files.deleteIfExists(copy.resolve("run/qmp.sock"));
    List<String> command = new ArrayList<>();
    for (String argument : commandLine(pid)) {
      command.add(argument.replaceAll("^tap,(.*)ifname=[^,]*", "tap,$1ifname=bare0"));
    }
    long began = System.nanoTime();
    Process qemu =
        new ProcessBuilder(command)
            .directory(copy.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(copy.resolve("stderr").toFile())
            .start();
    try {
      waitUntilExecuting(qemu.pid());
    } catch (IOException e) {
      throw new IOException("bare QEMU: " + Files.readString(copy.resolve("stderr")), e);
    }
    double took = (System.nanoTime() - began) / 1e9;
    qemu.destroyForcibly().waitFor();
    new ProcessBuilder("rm", "-rf", copy.toString()).start().waitFor();
    return took;
  }

  private static List<String> commandLine(long pid) throws IOException {
    String all =
        new String(
            Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline")), StandardCharsets.UTF_8);
    List<String> arguments = new ArrayList<>(List.of(all.split("\0", -1)));
    arguments.removeLast(); // the text ends with the separator
    return arguments;
  }

  private static void waitUntilGone(BenchCloud cloud, String token, String id)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      boolean there = false;
      for (JsonNode server :
          cloud.call(token, "GET", "/compute/v2.1/servers", new byte[0]).path("servers")) {
        there |= server.path("id").stringValue("").equals(id);
      }
      if (!there) {
        return;
      }
      Thread.sleep(20);
    }
    throw new IOException("server " + id + " does not go");
  }
}
