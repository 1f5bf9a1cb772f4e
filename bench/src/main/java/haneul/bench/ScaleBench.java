package haneul.bench;

import haneul.app.cloud.SimulatedHosts;
import haneul.base.host.HostWanted;
import haneul.base.id.HostName;
import haneul.platform.http.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Control alone in a process, simulated hosts and clients in this one, all on the same cores: boots
 * from the first request until the last server is ACTIVE, and what lists and changes cost then.
 */
final class ScaleBench {
  /** Ten is OpenStack's usual quota of a project; a hundred makes everyone many neighbours. */
  private static final List<Scene> SCENES =
      List.of(new Scene(100, 10), new Scene(1_000, 10), new Scene(1_000, 100));

  private static final int GUESTS_A_HOST = 10;
  private static final int CLIENTS = 100;
  private static final int CHANGES = 1_000;
  private static final int LISTINGS = 100;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final byte[] NONE = new byte[0];

  private final BenchCloud cloud;
  private final Map<String, Long> heardAt = new ConcurrentHashMap<>();

  private record Scene(int hosts, int guestsOfProject) {
    int guests() {
      return hosts * GUESTS_A_HOST;
    }

    void print(String what, double figure, String unit) {
      System.out.printf(
          Locale.ROOT,
          "%,6d hosts, %,4d guests a project: %-44s %10.1f %s%n",
          hosts,
          guestsOfProject,
          what,
          figure,
          unit);
    }
  }

  private ScaleBench(BenchCloud cloud) {
    this.cloud = cloud;
  }

  static void run() throws IOException, InterruptedException {
    for (Scene scene : SCENES) {
      try (BenchCloud cloud = new BenchCloud()) {
        // Every simulated host has the few processors of this one.
        Files.writeString(
            cloud.state().resolve("haneul.yaml"), "compute: {initial_cpu_allocation_ratio: 16}\n");
        new ScaleBench(cloud).measure(scene);
      }
    }
  }

  private void measure(Scene scene) throws IOException, InterruptedException {
    URI link = cloud.upAsControl();
    String admin = cloud.token("admin");
    Path directory = cloud.state().resolve("simulated");
    long began = System.nanoTime();
    try (SimulatedHosts _ =
        SimulatedHosts.join(link, directory, scene.hosts(), this::token, this::got)) {
      await(() -> up(admin) >= scene.hosts());
      scene.print("joined in", seconds(began), "s");
      scene.print("control's memory, no guests", cloud.residentMebibytes(), "MiB");
      boot(scene, admin);
      scene.print("control's memory, with guests", cloud.residentMebibytes(), "MiB");
      list(scene, admin);
      change(scene, admin);
    }
  }

  private String token() throws IOException, InterruptedException {
    return cloud
        .call(cloud.token("admin"), "POST", "/haneul/v1/host-tokens", Json.bytes(Json.object()))
        .path("token")
        .stringValue("");
  }

  private void got(HostName host, HostWanted wanted) {
    long now = System.nanoTime();
    wanted.guests().forEach(guest -> heardAt.putIfAbsent(guest.metadata().name(), now));
  }

  private void boot(Scene scene, String admin) throws IOException, InterruptedException {
    String image = cloud.fakeImage(admin, "public");
    List<Callable<Object>> work = new ArrayList<>();
    for (int i = 0; i < scene.guests() / scene.guestsOfProject(); i++) {
      String token = cloud.project(admin, "project-" + i);
      ObjectNode request = request(token, image);
      for (int j = 0; j < scene.guestsOfProject(); j++) {
        ((ObjectNode) request.path("server")).put("name", "server-" + i + "-" + j);
        byte[] body = Json.bytes(request);
        work.add(() -> cloud.call(token, "POST", "/compute/v2.1/servers", body));
      }
    }
    Collections.shuffle(work, new Random(1));
    int first = scene.guests() / 5;
    boot(scene, admin, "while it warms up", work.subList(0, first));
    boot(scene, admin, "sustained", work.subList(first, work.size()));
    scene.print("of them failed", some(admin, "ERROR", 1_000), "");
  }

  /** Boots, and waits until the last is ACTIVE. */
  private void boot(Scene scene, String admin, String when, List<Callable<Object>> work)
      throws IOException, InterruptedException {
    double processorBefore = cloud.processorSeconds();
    long began = System.nanoTime();
    all(work);
    scene.print("POST /servers " + when, work.size() / seconds(began), "/s");
    while (some(admin, "BUILD", 1) > 0) {
      Thread.sleep(BETWEEN_LOOKS); // looking is work, too
    }
    scene.print("boots " + when, work.size() / seconds(began), "/s");
    double millis = (cloud.processorSeconds() - processorBefore) * 1e3 / work.size();
    scene.print("control's processor time for a boot " + when, millis, "ms");
  }

  /** A request for a server on a network that is the project's own. */
  private ObjectNode request(String token, String image) throws IOException, InterruptedException {
    ObjectNode request = (ObjectNode) Json.parse(cloud.serverRequest(token, image));
    String network = cloud.network(token, "wide", "10.0.0.0/20");
    ((ObjectNode) request.path("server")).putArray("networks").addObject().put("uuid", network);
    return request;
  }

  private int some(String admin, String status, int most) throws IOException, InterruptedException {
    String path = "/compute/v2.1/servers?all_tenants=1&limit=" + most + "&status=" + status;
    return cloud.call(admin, "GET", path, NONE).path("servers").size();
  }

  private void list(Scene scene, String token) throws IOException, InterruptedException {
    for (String query : List.of("&limit=100", "")) {
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < LISTINGS; i++) {
        long began = System.nanoTime();
        cloud.call(token, "GET", "/compute/v2.1/servers/detail?all_tenants=1" + query, NONE);
        millis.add(seconds(began) * 1e3);
      }
      scene.print("GET /servers/detail" + query + ", p99", p99(millis), "ms");
    }
  }

  /** From the request that changes a server until its host has the change: more than is asked. */
  private void change(Scene scene, String admin) throws IOException, InterruptedException {
    String all = "/compute/v2.1/servers?all_tenants=1&limit=" + CHANGES;
    JsonNode servers = cloud.call(admin, "GET", all, NONE).path("servers");
    List<Double> whole = new ArrayList<>();
    List<Double> after = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      String name = "renamed-" + i;
      ObjectNode body = Json.object();
      body.putObject("server").put("name", name);
      long asked = System.nanoTime();
      cloud.call(
          admin,
          "PUT",
          "/compute/v2.1/servers/" + servers.path(i).path("id").stringValue(""),
          Json.bytes(body));
      long answered = System.nanoTime();
      await(() -> heardAt.containsKey(name));
      long heard = heardAt.getOrDefault(name, 0L);
      whole.add((heard - asked) / 1e6);
      after.add(Math.max(0, heard - answered) / 1e6);
    }
    scene.print("change to agent, from the request, p99", p99(whole), "ms");
    scene.print("change to agent, from its answer, p99", p99(after), "ms");
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(Condition condition) throws IOException, InterruptedException {
    long end = System.nanoTime() + 900_000_000_000L;
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IOException("it took more than a quarter of an hour");
      }
      Thread.sleep(20);
    }
  }

  private int up(String admin) throws IOException, InterruptedException {
    int up = 0;
    for (JsonNode one :
        cloud.call(admin, "GET", "/compute/v2.1/os-services", NONE).path("services")) {
      up += one.path("state").stringValue("").equals("up") ? 1 : 0;
    }
    return up;
  }

  private static void all(List<Callable<Object>> work) throws IOException, InterruptedException {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (Future<Object> one : clients.invokeAll(work)) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static double p99(List<Double> samples) {
    return samples.stream().sorted().toList().get(samples.size() * 99 / 100);
  }
}
