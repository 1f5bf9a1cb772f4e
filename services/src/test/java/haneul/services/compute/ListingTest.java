package haneul.services.compute;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.compute.ComputeFixture.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists: pages, orders, filters, and what they cost. */
@OnEveryStore
final class ListingTest {
  private final ComputeFixture compute;

  ListingTest(Store store) {
    compute = new ComputeFixture(store);
  }

  @AfterEach
  void close() {
    compute.close();
  }

  @Test
  void aThousandServersAreReadInAFewQuestionsAndPagedWithoutAGap() {
    new QuietCompute.Crowd(compute.store, compute.ports).insert(1_000);
    compute.ports.asked.set(0);
    Answer whole = compute.get("demo", "/v2.1/servers/detail");
    assertThat(whole.json().path("servers")).hasSize(1_000);
    assertThat(compute.ports.asked.get()).isEqualTo(1);
    assertThat(whole.json().path("servers").path(500).path("addresses").path("private")).hasSize(1);

    Set<String> seen = new HashSet<>();
    String path = "/v2.1/servers?limit=300&sort_key=display_name&sort_dir=asc";
    List<Integer> sizes = new ArrayList<>();
    while (!path.isEmpty()) {
      JsonNode page = compute.get("demo", path).json();
      page.path("servers").forEach(server -> seen.add(server.path("id").stringValue()));
      sizes.add(page.path("servers").size());
      String next = page.path("servers_links").path(0).path("href").asString("");
      path = next.isEmpty() ? "" : next.substring(next.indexOf("/v2.1"));
    }
    assertThat(sizes).containsExactly(300, 300, 300, 100);
    assertThat(seen).hasSize(1_000);

    assertThat(names("/v2.1/servers?name=web-77")).hasSize(11);
    assertThat(names("/v2.1/servers?name=%5Eweb-77$")).containsExactly("web-77");
    assertThat(names("/v2.1/servers?name=%5EWEB-7.$&sort_key=display_name&sort_dir=asc&limit=2"))
        .containsExactly("web-70", "web-71");
    assertThat(names("/v2.1/servers?ip=10.250.0.7$").size()).isBetween(1, 50);
    assertThat(names("/v2.1/servers?name=%28a%2B%29%2B%24&limit=1")).isEmpty();
    assertThat(compute.get("other", "/v2.1/servers").json().path("servers")).isEmpty();
    assertThat(compute.get("other", "/v2.1/servers?all_tenants=1").status()).isEqualTo(403);
    assertThat(names("admin", "/v2.1/servers?all_tenants=1&limit=7")).hasSize(7);
  }

  /** 64 KiB a server: a page of a thousand would be as large as a small control's memory. */
  @Test
  void aPageEndsWhereWhatItHoldsIsLongAndShowsUserDataToWhoIsShownIt() {
    new QuietCompute.Crowd(compute.store, compute.ports).insert(200);
    String data = "A".repeat(65_532);
    compute.store.run(tx -> tx.sql().execute("UPDATE compute_server SET user_data = ?", data));
    String path = "/v2.1/servers/detail?all_tenants=1&limit=200";
    assertThat(compute.at("2.1", "admin", "GET", path, "").json().path("servers")).hasSize(200);
    assertThat(compute.at("2.93", "demo", "GET", "/v2.1/servers/detail", "").json().path("servers"))
        .hasSize(200);
    Set<String> seen = new HashSet<>();
    int pages = 0;
    while (!path.isEmpty()) {
      Answer answer = compute.at("2.93", "admin", "GET", path, "");
      assertThat(answer.body().length()).isLessThan(6 << 20);
      for (JsonNode server : answer.json().path("servers")) {
        seen.add(server.path("id").stringValue());
        assertThat(server.path("OS-EXT-SRV-ATTR:user_data").stringValue()).isEqualTo(data);
      }
      pages++;
      String next = answer.json().path("servers_links").path(0).path("href").asString("");
      path = next.isEmpty() ? "" : next.substring(next.indexOf("/v2.1"));
    }
    assertThat(seen).hasSize(200);
    assertThat(pages).isEqualTo(4);
    assertThat(
            compute.server(seen.iterator().next()).path("OS-EXT-SRV-ATTR:user_data").stringValue())
        .isEqualTo(data);
  }

  @Test
  void usageOfMoreServersThanAnAnswerHoldsIsAskedInPages() {
    new QuietCompute.Crowd(compute.store, compute.ports).insert(1);
    compute.store.run(tx -> {
      tx.sql().execute("UPDATE compute_server SET launched_at = created_at");
      List<String> columns =
          Arrays.stream(tx.sql().fetch("SELECT * FROM compute_server").fields())
              .map(field -> field.getName())
              .filter(name -> !name.equals("id"))
              .toList();
      String others = String.join(", ", columns);
      tx.sql()
          .execute(
              "INSERT INTO compute_server (id, %s)".formatted(others)
                  + " WITH RECURSIVE n (i) AS"
                  + " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
                  + " SELECT 'copy ' || i, %s FROM compute_server, n".formatted(others));
    });
    String path = "/v2.1/os-simple-tenant-usage";
    for (String query : List.of("", "?detailed=1", "/" + ComputeFixture.DEMO)) {
      Answer refused = compute.at("2.39", "admin", "GET", path + query, "");
      assertThat(refused.status()).as(refused.body()).isEqualTo(400);
      assertThat(refused.message()).contains("20000", "2.40");
      assertThat(compute.at("2.40", "admin", "GET", path + query, "").status()).isEqualTo(200);
    }
  }

  @Test
  void onlyAdministratorsSortByTheHost() {
    for (String key : List.of("host", "node")) {
      assertThat(compute.get("demo", "/v2.1/servers?sort_key=" + key).status()).isEqualTo(403);
      assertThat(compute.get("admin", "/v2.1/servers?sort_key=" + key).status()).isEqualTo(200);
    }
    assertThat(compute.get("demo", "/v2.1/servers?x=1" + "&status=ACTIVE".repeat(500)).status())
        .isEqualTo(200);
  }

  private List<String> names(String path) {
    return names("demo", path);
  }

  private List<String> names(String token, String path) {
    Answer answer = compute.get(token, path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<String> names = new ArrayList<>();
    answer.json().path("servers").forEach(server -> names.add(server.path("name").stringValue()));
    return names;
  }

  @Test
  void filtersAreNovas() {
    FakeAgent one = compute.agent("host1");
    String web = compute.create("demo", "web");
    String lost = tagged("db", "red", "blue");
    compute.settle(one);
    compute.action("demo", web, "{\"os-stop\": null}");
    compute.settle(one);
    assertThat(names("/v2.1/servers?status=SHUTOFF")).containsExactly("web");
    assertThat(names("/v2.1/servers?status=active")).containsExactly("db");
    assertThat(names("/v2.1/servers?status=PAUSED")).isEmpty();
    assertThat(names("/v2.1/servers?flavor=1&image=" + FakeImages.TINY)).hasSize(2);
    assertThat(names("/v2.1/servers?flavor=2")).isEmpty();
    assertThat(names("admin", "/v2.1/servers?all_tenants=1&host=host1")).hasSize(2);
    assertThat(names("admin", "/v2.1/servers?all_tenants=1&host=host2")).isEmpty();
    assertThat(names("/v2.1/servers?host=host2")).as("ignored for others").hasSize(2);
    assertThat(names("/v2.1/servers?surprise=1")).hasSize(2);
    assertThat(compute.at("2.75", "demo", "GET", "/v2.1/servers?surprise=1", "").status())
        .isEqualTo(400);
    assertThat(compute.at("2.38", "demo", "GET", "/v2.1/servers?status=odd", "").status())
        .isEqualTo(400);
    assertThat(at26("tags=red")).isEqualTo(1);
    assertThat(at26("tags=red,green")).isZero();
    assertThat(at26("tags-any=red,green")).isEqualTo(1);
    assertThat(at26("not-tags=red")).isEqualTo(1);
    assertThat(at26("not-tags-any=red")).isEqualTo(1);
    compute.delete("demo", "/v2.1/servers/" + lost);
    compute.settle(one);
    assertThat(names("/v2.1/servers")).containsExactly("web");
    assertThat(names("/v2.1/servers?changes-since=2020-01-01T00:00:00Z")).hasSize(2);
    assertThat(names("admin", "/v2.1/servers?all_tenants=1&deleted=true")).containsExactly("db");
    assertThat(compute.get("demo", "/v2.1/servers?status=deleted").status()).isEqualTo(403);
  }

  private int at26(String query) {
    return compute
        .at("2.26", "demo", "GET", "/v2.1/servers?" + query, "")
        .json()
        .path("servers")
        .size();
  }

  private String tagged(String name, String... tags) {
    ObjectNode wish = ComputeFixture.wish(name);
    ObjectNode server = (ObjectNode) wish.path("server");
    server.put("networks", "auto");
    for (String tag : tags) {
      server.withArray("tags").add(tag);
    }
    Answer answer = compute.at("2.52", "demo", "POST", "/v2.1/servers", Json.text(wish));
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return answer.json().path("server").path("id").stringValue();
  }
}
