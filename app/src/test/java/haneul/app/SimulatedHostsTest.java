package haneul.app;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.app.cloud.SimulatedHosts;
import haneul.base.host.HostWanted;
import haneul.base.id.HostName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A control, and many hosts that join it over TLS; only their engines are fakes. */
@Tag("engine")
final class SimulatedHostsTest {
  private static final int HOSTS = 40;
  private static final int GUESTS = 120;
  private static final int CLIENTS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Map<HostName, HostWanted> heard = new ConcurrentHashMap<>();

  @Test
  void everyHostGetsWhatIsItsAndNothingStays(@TempDir Path directory) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    InetSocketAddress link = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (FakeCloud cloud = new FakeCloud(directory, Optional.of(link))) {
      String admin = cloud.logIn("admin");
      String demo = cloud.logIn("demo");
      withoutQuotas(cloud, admin, demo);
      try (SimulatedHosts _ =
          SimulatedHosts.join(
              URI.create("https://127.0.0.1:" + port),
              directory.resolve("hosts"),
              HOSTS,
              () ->
                  cloud
                      .ok("POST", "/haneul/v1/host-tokens", admin, "{}")
                      .path("token")
                      .stringValue(),
              heard::put)) {
        bootAll(cloud, demo);

        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> servers(cloud, admin, "&status=BUILD").isEmpty());
        List<JsonNode> active = servers(cloud, admin, "&status=ACTIVE");
        assertThat(active).hasSize(GUESTS);
        Awaitility.await()
            .atMost(PATIENCE)
            .untilAsserted(() -> {
              for (JsonNode server : active) {
                HostName host = new HostName(server.path("OS-EXT-SRV-ATTR:host").stringValue());
                assertThat(ids(host)).contains(server.path("id").stringValue());
              }
              assertThat(heard.keySet().stream().mapToInt(host -> ids(host).size()).sum())
                  .isEqualTo(GUESTS);
            });
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> heard.values().stream().allMatch(SimulatedHostsTest::knowsAllPorts));

        for (JsonNode server : active) {
          cloud.ok("DELETE", "/compute/v2.1/servers/" + server.path("id").stringValue(), demo, "");
        }
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> heard.values().stream().allMatch(wanted -> wanted.guests().isEmpty()));
        Awaitility.await().atMost(PATIENCE).until(() -> servers(cloud, admin, "").isEmpty());
      }
    }
  }

  /** All are on one network: those that are not here are at the other end of a tunnel. */
  private static boolean knowsAllPorts(HostWanted wanted) {
    return wanted.networks().stream()
        .allMatch(network -> {
          int elsewhere = network.overlay().map(overlay -> overlay.ports().size()).orElse(0);
          int served = network.dhcp().isPresent() ? 1 : 0;
          return elsewhere + wanted.ports().size() + served == GUESTS + 1;
        });
  }

  private List<String> ids(HostName host) {
    HostWanted wanted = heard.get(host);
    return wanted == null
        ? List.of()
        : wanted.guests().stream().map(guest -> guest.id().value()).toList();
  }

  private static void bootAll(FakeCloud cloud, String demo) throws Exception {
    String image = cloud.image(demo);
    List<Future<String>> asked = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < GUESTS; i++) {
        asked.add(clients.submit(() -> cloud.server(demo, image)));
      }
    }
    for (Future<String> one : asked) {
      one.get();
    }
  }

  private static List<JsonNode> servers(FakeCloud cloud, String admin, String status) {
    String path = "/compute/v2.1/servers/detail?all_tenants=1" + status;
    return cloud.ok("GET", path, admin, "").path("servers").valueStream().toList();
  }

  private static void withoutQuotas(FakeCloud cloud, String admin, String demo) {
    String project =
        cloud.ok("GET", "/identity/v3/auth/projects", demo, "").at("/projects/0/id").stringValue();
    cloud.ok(
        "PUT",
        "/compute/v2.1/os-quota-sets/" + project,
        admin,
        "{\"quota_set\":{\"instances\":-1,\"cores\":-1,\"ram\":-1}}");
    cloud.ok("PUT", "/network/v2.0/quotas/" + project, admin, "{\"quota\":{\"port\":-1}}");
  }
}
