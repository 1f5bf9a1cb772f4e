package haneul.services.compute;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.compute.ComputeFixture.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** However many ask at once, no host is promised more than it has. */
@OnEveryStore
final class ClaimsTest {
  private static final int CLIENTS = 100;
  private final ComputeFixture compute;

  ClaimsTest(Store store) {
    compute = ComputeFixture.patient(store);
    compute.put(
        "admin",
        "/v2.1/os-quota-sets/" + ComputeFixture.DEMO,
        "{\"quota_set\": {\"instances\": -1, \"cores\": -1, \"ram\": -1,"
            + " \"server_group_members\": -1}}");
  }

  @AfterEach
  void close() {
    compute.close();
  }

  @Test
  void aHundredAtOnceGetNoMoreThanThereIs() throws Exception {
    compute.agent("host1", 8, 10 * 128); // room by memory
    compute.agent("host2", 2, 1 << 16); // by processors: four for each
    compute.agent("host3", 8, 128);
    bootAll(_ -> ComputeFixture.wish("web"));
    assertThat(perHost(servers()))
        .containsOnly(
            Map.entry("host1", 10L),
            Map.entry("host2", 8L),
            Map.entry("host3", 1L),
            Map.entry("none", CLIENTS - 19L));
    assertThat(servers())
        .filteredOn(server -> host(server).equals("none"))
        .allSatisfy(server ->
            assertThat(server.path("fault").path("message").stringValue())
                .isEqualTo(
                    "No valid host was found. 3 hosts: 2 have too little RAM (128 MB asked, at most"
                        + " 0 MB free), 1 has too few vCPUs (1 asked, at most 0 free)."));
  }

  @Test
  void aHundredAtOnceKeepApartAsTheirGroupsSay() throws Exception {
    for (int host = 1; host <= 4; host++) {
      compute.agent("host" + host, 64, 1 << 16);
    }
    List<String> apart = List.of(group("anti-affinity"), group("anti-affinity"));
    String together = group("affinity");
    bootAll(at -> {
      ObjectNode wish = ComputeFixture.wish("web");
      wish.putObject("os:scheduler_hints").put("group", at % 3 == 2 ? together : apart.get(at % 3));
      return wish;
    });
    for (String group : apart) {
      Map<String, Long> hosts = perHost(members(group));
      assertThat(hosts).containsEntry("host1", 1L).containsEntry("host2", 1L);
      assertThat(hosts).containsEntry("host3", 1L).containsEntry("host4", 1L);
    }
    assertThat(perHost(members(together))).hasSize(1).doesNotContainKey("none");
  }

  private String group(String policy) {
    return compute
        .at(
            "2.64",
            "demo",
            "POST",
            "/v2.1/os-server-groups",
            "{\"server_group\": {\"name\": \"g\", \"policy\": \"" + policy + "\"}}")
        .json()
        .path("server_group")
        .path("id")
        .stringValue();
  }

  private List<JsonNode> members(String group) {
    JsonNode its =
        compute
            .at("2.64", "demo", "GET", "/v2.1/os-server-groups/" + group, "")
            .json()
            .path("server_group")
            .path("members");
    List<String> ids = new ArrayList<>();
    its.forEach(id -> ids.add(id.stringValue()));
    return servers().stream()
        .filter(server -> ids.contains(server.path("id").stringValue()))
        .toList();
  }

  /** What the n-th client asks for. */
  private interface Wishes {
    ObjectNode wish(int at);
  }

  private void bootAll(Wishes wishes) throws InterruptedException, ExecutionException {
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int at = 0; at < CLIENTS; at++) {
        String body = Json.text(wishes.wish(at));
        answers.add(many.submit(() -> compute.post("demo", "/v2.1/servers", body)));
      }
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(202);
      }
    }
    compute.waitForSagas();
  }

  private List<JsonNode> servers() {
    JsonNode list =
        compute
            .at("2.93", "admin", "GET", "/v2.1/servers/detail?all_tenants=1", "")
            .json()
            .path("servers");
    return StreamSupport.stream(list.spliterator(), false).toList();
  }

  private static String host(JsonNode server) {
    return server.path("OS-EXT-SRV-ATTR:host").asString("none");
  }

  private static Map<String, Long> perHost(List<JsonNode> servers) {
    return servers.stream().collect(groupingBy(ClaimsTest::host, counting()));
  }
}
