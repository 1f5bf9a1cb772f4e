package haneul.bench;

import haneul.platform.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests a second and p99 with four connections, client and server on the same cores. The bound
 * is the version document: the same HTTP without token, store or rows. Guests are fakes.
 */
final class ApiBench {
  private static final int SERVERS = 1000;
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");

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
    Path script = cloud.state().resolve("bench.lua");
    Files.writeString(script, lua(body, token));
    wrk(cloud, script, path, 3); // warm up
    String said = wrk(cloud, script, path, 10);
    Matcher rate = RATE.matcher(said);
    Matcher p99 = P99.matcher(said);
    if (!rate.find() || !p99.find() || BAD.matcher(said).find()) {
      throw new IOException(name + ": " + said);
    }
    System.out.printf(
        "%-58s %10s /s, p99 %s %s%n", name, rate.group(1), p99.group(1), p99.group(2));
    return Double.parseDouble(rate.group(1));
  }

  private static String lua(String body, String token) {
    String headers =
        "wrk.headers['X-Auth-Token'] = '"
            + token
            + "'\nwrk.headers['X-Subject-Token'] = '"
            + token
            + "'\n";
    return body.isEmpty()
        ? headers
        : "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = [["
            + body
            + "]]\n";
  }

  private static String wrk(BenchCloud cloud, Path script, String path, int seconds)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("wrk", "-t", "1", "-c", "4", "-d", seconds + "s", "--latency", "-s"));
    command.add(script.toString());
    command.add(cloud.url() + path);
    Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    wrk.waitFor();
    return said;
  }
}
