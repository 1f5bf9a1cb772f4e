package haneul.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * From {@code POST /servers} to a QEMU that runs its guest, against QEMU alone with the very same
 * arguments on a disk of its own. QEMU writes its pid file as the last thing before the guest's
 * first instruction, in both cases.
 */
final class BootBench {
  private static final int ROUNDS = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private BootBench() {}

  static void run() throws IOException, InterruptedException {
    Figures bare = new Figures("bound: bare QEMU, same arguments", "s");
    Figures cloudFigures = new Figures("POST /servers to the guest's first instruction", "s");
    try (BenchCloud cloud = new BenchCloud()) {
      cloud.up();
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
        long began = System.nanoTime();
        String id =
            cloud
                .call(token, "POST", "/compute/v2.1/servers", request)
                .path("server")
                .path("id")
                .stringValue("");
        Path pidFile = waitForPidFile(cloud.state(), id);
        double took = (System.nanoTime() - began) / 1e9;
        List<String> command = commandLine(Files.readString(pidFile).strip());
        Path disk = pidFile.resolveSibling("disk.qcow2");
        double alone = bare(command, instance(cloud.state(), id), disk);
        if (round > 0) { // the first one caches the image
          cloudFigures.add(took);
          bare.add(alone);
        }
        cloud.call(token, "DELETE", "/compute/v2.1/servers/" + id, new byte[0]);
        waitUntilGone(cloud, token, id);
      }
    }
    bare.print();
    cloudFigures.print();
    System.out.printf(
        "%-58s %10.3f s on top, %.2f times the bound%n",
        "", cloudFigures.median() - bare.median(), cloudFigures.median() / bare.median());
  }

  private static Path instance(Path state, String server) {
    return state.resolve("agent/instances/" + server);
  }

  private static Path waitForPidFile(Path state, String server)
      throws IOException, InterruptedException {
    Path directory = instance(state, server);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Path pid = directory.resolve("qemu.pid");
      if (Files.exists(pid) && Files.size(pid) > 0) {
        return pid;
      }
      Thread.sleep(1);
    }
    throw new IOException("no guest in " + directory);
  }

  private static List<String> commandLine(String pid) throws IOException {
    return List.of(
        new String(Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline")), StandardCharsets.UTF_8)
            .split("\0"));
  }

  /** Runs the same command on a copy of the disk, without the cloud's tap, which is taken. */
  private static double bare(List<String> command, Path directory, Path disk)
      throws IOException, InterruptedException {
    Path own = Files.createTempDirectory("haneul-bare-");
    own.toFile().setExecutable(true, false);
    new ProcessBuilder("cp", "--preserve=all", disk.toString(), own.toString()).start().waitFor();
    List<String> rewritten = new ArrayList<>();
    for (String argument : command) {
      rewritten.add(
          argument
              .replace(directory.toString(), own.toString())
              .replaceAll("^tap,(.*)ifname=[^,]*", "tap,$1ifname=bare0"));
    }
    Path pid = own.resolve("qemu.pid");
    long began = System.nanoTime();
    Process qemu =
        new ProcessBuilder(rewritten)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(own.resolve("stderr").toFile())
            .start();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(pid) || Files.size(pid) == 0) {
      if (System.nanoTime() > end || (!qemu.isAlive() && qemu.exitValue() != 0)) {
        throw new IOException("bare QEMU: " + Files.readString(own.resolve("stderr")));
      }
      Thread.sleep(1);
    }
    double took = (System.nanoTime() - began) / 1e9;
    Optional<ProcessHandle> running =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
    running.ifPresent(ProcessHandle::destroyForcibly);
    running.ifPresent(process -> process.onExit().join());
    new ProcessBuilder("rm", "-rf", own.toString()).start().waitFor();
    return took;
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
