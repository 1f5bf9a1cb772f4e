package haneul.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The APIs over TLS against plain HTTP, in turn: rates, p99, start and idle memory. */
final class TlsBench {
  private static final int ROUNDS = 3;
  private static final int SETTLING_MILLIS = 20_000;

  private TlsBench() {}

  static void run() throws IOException, InterruptedException {
    for (String address : new String[] {"127.0.0.1", another()}) {
      boolean tls = !address.equals("127.0.0.1");
      String name = tls ? "TLS" : "plain";
      Figures start = new Figures("start, " + name, "s");
      Figures memory = new Figures("resident memory, idle, " + name, "MiB");
      for (int round = 0; round < ROUNDS; round++) {
        try (BenchCloud cloud = new BenchCloud(address)) {
          cloud.up("FAKE"); // makes what later starts find
          cloud.stop();
          long began = System.nanoTime();
          cloud.up("FAKE");
          start.add((System.nanoTime() - began) / 1e9);
          Thread.sleep(SETTLING_MILLIS);
          memory.add(cloud.residentMebibytes());
          if (round == ROUNDS - 1) {
            rates(cloud, name);
          }
        }
      }
      start.print();
      memory.print();
    }
  }

  private static void rates(BenchCloud cloud, String name)
      throws IOException, InterruptedException {
    String token = cloud.token("demo");
    measure(
        name + ": GET version document",
        cloud.url() + "/compute/v2.1/",
        Wrk.same("GET", "", "X-Auth-Token", token));
    measure(
        name + ": GET /auth/tokens (validate)",
        cloud.url() + "/identity/v3/auth/tokens",
        Wrk.same("GET", "", "X-Auth-Token", token, "X-Subject-Token", token));
    measure(
        name + ": POST /auth/tokens, a connection each",
        cloud.url() + "/identity/v3/auth/tokens",
        Wrk.same(
            "POST",
            new String(cloud.login("demo"), StandardCharsets.UTF_8),
            "Connection",
            "close"));
  }

  private static void measure(String name, String url, String script)
      throws IOException, InterruptedException {
    Wrk.run(url, script, 5); // warm up
    System.out.printf(Locale.ROOT, "%-58s %s%n", name, Wrk.run(url, script, 10));
  }

  /** An address of this machine that is no loopback's. */
  private static String another() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElseThrow(() -> new IOException("this machine has no address but loopback's"));
  }
}
