package haneul.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * From the start of the process to the first token it issued, on a state directory that was used
 * before; and the memory the program keeps when nobody asks it anything. The bound is the start of
 * a JVM that does nothing.
 */
final class StartBench {
  private static final int ROUNDS = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofSeconds(20);

  private StartBench() {}

  static void run() throws IOException, InterruptedException {
    Figures bound = new Figures("bound: a JVM that prints its version", "s");
    Figures first = new Figures("process start to first token issued", "s");
    Figures memory = new Figures("resident memory, idle for 20 s", "MiB");
    try (BenchCloud cloud = new BenchCloud()) {
      cloud.up("REAL");
      cloud.stop();
      for (int round = 0; round < ROUNDS; round++) {
        bound.add(jvm());
        long began = System.nanoTime();
        cloud.spawn("REAL");
        firstToken(cloud);
        first.add((System.nanoTime() - began) / 1e9);
        if (round == ROUNDS - 1) {
          Thread.sleep(IDLE);
          memory.add(cloud.residentMebibytes());
        }
        cloud.stop();
      }
    }
    bound.print();
    first.print();
    memory.print();
  }

  static double jvm() throws IOException, InterruptedException {
    String java = System.getenv("HANEUL_LAUNCH").lines().findFirst().orElseThrow();
    long began = System.nanoTime();
    new ProcessBuilder(java, "-Xshare:auto", "-version")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return (System.nanoTime() - began) / 1e9;
  }

  /**
   * Knocks with bare sockets: a whole client each time would take processor time from the start.
   */
  private static void firstToken(BenchCloud cloud) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), cloud.port())) {
        break;
      } catch (ConnectException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(2);
      }
    }
    cloud.token("demo");
  }
}
