package haneul.bench;

import haneul.platform.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * From {@code haneul lab up} to seven hosts that control has heard of; and the memory of all their
 * processes when nobody asks them anything. The bound is one JVM after the other that prints its
 * version, once for each host.
 */
final class LabBench {
  private static final int ROUNDS = 3;
  private static final int HOSTS = 7;
  private static final long IDLE_MILLIS = 20_000;
  private static final double KIBI = 1024;

  private final Path state;
  private final int port;

  private LabBench() throws IOException {
    state = Files.createTempDirectory(Path.of("/var/tmp"), "haneul-lab-");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
  }

  static void run() throws IOException, InterruptedException {
    Figures bound = new Figures("bound: seven JVMs that print their version", "s");
    Figures first = new Figures("lab up to ready, seven hosts, first time", "s");
    Figures again = new Figures("lab up to ready, hosts' power was cut", "s");
    Figures memory = new Figures("memory of all the lab's hosts, idle for 20 s", "MiB");
    for (int round = 0; round < ROUNDS; round++) {
      long began = System.nanoTime();
      for (int jvm = 0; jvm < HOSTS; jvm++) {
        StartBench.jvm();
      }
      bound.add((System.nanoTime() - began) / 1e9);
      new LabBench().measure(round == 0, first, again, memory);
    }
    bound.print();
    first.print();
    again.print();
    memory.print();
  }

  private void measure(boolean idle, Figures first, Figures again, Figures memory)
      throws IOException, InterruptedException {
    try {
      first.add(up());
      if (idle) {
        Thread.sleep(IDLE_MILLIS);
        memory.add(
            Json.parseOurs(lab("status", "--json")).path("memory_kibibytes").asDouble() / KIBI);
      }
      for (String host : List.of("control", "glance", "network", "network02")) {
        lab("power-off", host);
      }
      for (int compute = 1; compute <= 3; compute++) {
        lab("power-off", "compute0" + compute);
      }
      again.add(up());
    } finally {
      lab("down");
    }
  }

  private double up() throws IOException, InterruptedException {
    long began = System.nanoTime();
    lab("up", "--listen", "127.0.0.1:" + port);
    return (System.nanoTime() - began) / 1e9;
  }

  private String lab(String command, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(System.getenv("HANEUL_LAUNCH").lines().toList());
    all.addAll(List.of("lab", command, "--state", state.toString()));
    all.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("lab " + command + " failed: " + said);
    }
    return said;
  }
}
