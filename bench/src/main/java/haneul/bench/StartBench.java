package haneul.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * What a user waits for, from the shell: {@code haneul up} on a state directory that was used
 * before, until it returns and until the first token after it; the shortest command; and the memory
 * the program keeps when nobody asks it anything. The bound is the start of a JVM that does
 * nothing.
 */
final class StartBench {
  private static final int ROUNDS = 7;
  private static final Duration IDLE = Duration.ofSeconds(20);

  private StartBench() {}

  static void run() throws IOException, InterruptedException {
    Figures bound = new Figures("bound: a JVM that prints its version", "s");
    Figures version = new Figures("haneul --version", "s");
    Figures up = new Figures("haneul up", "s");
    Figures first = new Figures("haneul up and the first token", "s");
    Figures status = new Figures("haneul status", "s");
    Figures memory = new Figures("resident memory, idle for 20 s", "MiB");
    try (BenchCloud cloud = new BenchCloud()) {
      cloud.shell("up");
      cloud.shell("down");
      for (int round = 0; round < ROUNDS; round++) {
        bound.add(jvm());
        version.add(cloud.shell("--version"));
        double began = System.nanoTime() / 1e9;
        up.add(cloud.shell("up"));
        cloud.token("demo");
        first.add(System.nanoTime() / 1e9 - began);
        status.add(cloud.shell("status"));
        if (round == ROUNDS - 1) {
          Thread.sleep(IDLE);
          memory.add(cloud.residentMebibytes());
        }
        cloud.shell("down");
      }
    }
    bound.print();
    version.print();
    status.print();
    up.print();
    first.print();
    memory.print();
  }

  static double jvm() throws IOException, InterruptedException {
    String java = System.getenv("HANEUL_LAUNCH").lines().findFirst().orElseThrow();
    return BenchCloud.seconds(java, "-Xshare:auto", "-version");
  }
}
