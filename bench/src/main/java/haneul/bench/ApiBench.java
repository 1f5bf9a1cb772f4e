package haneul.bench;

import haneul.platform.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests a second and p99 with four connections, client and server on the same cores. The bound
 * is the version document: the same HTTP without token, store or rows. Guests are fakes.
 */
final class ApiBench {
  private static final int SERVERS = 1000;

  private ApiBench() {}

  static void run() throws IOException, InterruptedException {
    try (BenchCloud cloud = new BenchCloud()) {
      cloud.up("FAKE");
      String admin = cloud.token("admin");
      fill(cloud, admin);
      String demo = cloud.token("demo");
      double bound = measure(cloud, "bound: GET version document", "/compute/v2.1/", "", demo);
      compare(
          bound, measure(cloud, "GET /servers, 1,000 servers", "/compute/v2.1/servers", "", demo));
      compare(
          bound,
          measure(
              cloud,
              "GET /servers/detail, 1,000 servers",
              "/compute/v2.1/servers/detail",
              "",
              demo));
      compare(
          bound,
          measure(cloud, "GET /servers?limit=10", "/compute/v2.1/servers?limit=10", "", demo));
      compare(
          bound,
          measure(cloud, "GET /auth/tokens (validate)", "/identity/v3/auth/tokens", "", demo));
      compare(
          bound,
          measure(
              cloud,
              "POST /auth/tokens (same user)",
              "/identity/v3/auth/tokens",
              new String(cloud.login("demo"), StandardCharsets.UTF_8),
              demo));
    }
  }

  /** 1,000 servers of project demo, made through the API. */
  private static void fill(BenchCloud cloud, String admin)
      throws IOException, InterruptedException {
    String demo = cloud.token("demo");
    cloud.withoutQuotas(admin, cloud.demoProject());
    String id = cloud.network(demo, "wide", "10.251.0.0/21");
    ObjectNode request =
        (ObjectNode) Json.parse(cloud.serverRequest(demo, cloud.fakeImage(demo, "private")));
    ObjectNode server = (ObjectNode) request.path("server");
    server.putArray("networks").addObject().put("uuid", id);
    long began = System.nanoTime();
    for (int i = 0; i < SERVERS; i++) {
      server.put("name", "server-" + i);
      cloud.call(demo, "POST", "/compute/v2.1/servers", Json.bytes(request));
    }
    System.out.printf(
        "%-58s %10.1f /s%n",
        "POST /servers, one after the other", SERVERS / ((System.nanoTime() - began) / 1e9));
  }

  private static void compare(double bound, double rate) {
    System.out.printf("%-58s %10.3f of the bound%n", "", rate / bound);
  }

  private static double measure(
      BenchCloud cloud, String name, String path, String body, String token)
      throws IOException, InterruptedException {
    String script = lua(body, token);
    Wrk.run(cloud.url() + path, script, 3); // warm up
    Wrk.Seen seen = Wrk.run(cloud.url() + path, script, 10);
    System.out.printf("%-58s %s%n", name, seen);
    return seen.perSecond();
  }

  private static String lua(String body, String token) {
    return body.isEmpty()
        ? Wrk.same("GET", "", "X-Auth-Token", token, "X-Subject-Token", token)
        : Wrk.same("POST", body);
  }
}
