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
    String project =
        cloud
            .call(demo, "GET", "/identity/v3/auth/projects", new byte[0])
            .path("projects")
            .path(0)
            .path("id")
            .stringValue("");
    ObjectNode quota = Json.object();
    quota.putObject("quota_set").put("instances", -1).put("cores", -1).put("ram", -1);
    cloud.call(admin, "PUT", "/compute/v2.1/os-quota-sets/" + project, Json.bytes(quota));
    ObjectNode ports = Json.object();
    ports.putObject("quota").put("port", -1);
    cloud.call(admin, "PUT", "/network/v2.0/quotas/" + project, Json.bytes(ports));
    // A /22 holds them all.
    ObjectNode network = Json.object();
    network.putObject("network").put("name", "wide");
    String id =
        cloud
            .call(demo, "POST", "/network/v2.0/networks", Json.bytes(network))
            .path("network")
            .path("id")
            .stringValue("");
    ObjectNode subnet = Json.object();
    subnet
        .putObject("subnet")
        .put("network_id", id)
        .put("cidr", "10.251.0.0/21")
        .put("ip_version", 4);
    cloud.call(demo, "POST", "/network/v2.0/subnets", Json.bytes(subnet));
    ObjectNode request = (ObjectNode) Json.parse(cloud.serverRequest(demo, fakeImage(cloud, demo)));
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

  private static String fakeImage(BenchCloud cloud, String token)
      throws IOException, InterruptedException {
    ObjectNode image = Json.object();
    image.put("name", "fake").put("disk_format", "raw").put("container_format", "bare");
    String id =
        cloud.call(token, "POST", "/image/v2/images", Json.bytes(image)).path("id").stringValue("");
    java.net.http.HttpClient.newHttpClient()
        .send(
            java.net.http.HttpRequest.newBuilder(
                    java.net.URI.create(cloud.url() + "/image/v2/images/" + id + "/file"))
                .header("X-Auth-Token", token)
                .header("Content-Type", "application/octet-stream")
                .PUT(java.net.http.HttpRequest.BodyPublishers.ofByteArray(new byte[512]))
                .build(),
            java.net.http.HttpResponse.BodyHandlers.discarding());
    return id;
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
