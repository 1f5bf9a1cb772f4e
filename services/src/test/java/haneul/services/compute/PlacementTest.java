package haneul.services.compute;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.compute.ComputeFixture.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Groups of hosts and of servers, and servers that go where they are asked to. */
@OnEveryStore
final class PlacementTest {
  private static final String AGGREGATES = "/v2.1/os-aggregates";
  private static final String GROUPS = "/v2.1/os-server-groups";

  private final ComputeFixture compute;

  PlacementTest(Store store) {
    compute = new ComputeFixture(store);
    compute.agent("host1");
    compute.agent("host2");
  }

  @AfterEach
  void close() {
    compute.close();
  }

  private Answer admin(String method, String path, String body) {
    return compute.at("2.81", "admin", method, path, body);
  }

  private String aggregate(String name, String zone) {
    Answer made =
        admin(
            "POST",
            AGGREGATES,
            "{\"aggregate\": {\"name\": \"%s\", \"availability_zone\": %s}}".formatted(name, zone));
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    return AGGREGATES + "/" + made.json().path("aggregate").path("id").intValue();
  }

  private Answer act(String path, String action) {
    return admin("POST", path + "/action", action);
  }

  private Answer addHost(String path, String host) {
    return act(path, "{\"add_host\": {\"host\": \"" + host + "\"}}");
  }

  @Test
  void anAggregateIsMadeChangedAndDeleted() {
    Answer made =
        admin(
            "POST",
            AGGREGATES,
            "{\"aggregate\": {\"name\": \"ag1\", \"availability_zone\": \"az1\"}}");
    assertThat(made.json().path("aggregate").propertyNames())
        .containsExactly(
            "id",
            "uuid",
            "name",
            "created_at",
            "updated_at",
            "deleted_at",
            "deleted",
            "availability_zone");
    String path = AGGREGATES + "/1";
    assertThat(addHost(path, "host1").json().path("aggregate").path("hosts").toString())
        .isEqualTo("[\"host1\"]");
    assertThat(addHost(path, "host1").status()).isEqualTo(409);
    assertThat(addHost(path, "nope").status()).isEqualTo(404);
    Answer set =
        act(
            path,
            "{\"set_metadata\": {\"metadata\": {\"ssd\": \"true\", \"rack\": \"7\", \"x\": null}}}");
    assertThat(set.json().path("aggregate").path("metadata").toString())
        .isEqualTo("{\"availability_zone\":\"az1\",\"rack\":\"7\",\"ssd\":\"true\"}");
    act(path, "{\"set_metadata\": {\"metadata\": {\"rack\": null}}}");
    admin("PUT", path, "{\"aggregate\": {\"name\": \"ag2\", \"availability_zone\": \"az2\"}}");
    JsonNode shown = admin("GET", path, "").json().path("aggregate");
    assertThat(shown.path("name").stringValue()).isEqualTo("ag2");
    assertThat(shown.path("availability_zone").stringValue()).isEqualTo("az2");
    assertThat(shown.path("metadata").toString())
        .isEqualTo("{\"availability_zone\":\"az2\",\"ssd\":\"true\"}");
    assertThat(shown.path("updated_at").isNull()).isFalse();
    assertThat(compute.get("admin", path).json().path("aggregate").has("uuid")).isFalse();

    assertThat(admin("DELETE", path, "").message())
        .isEqualTo("Cannot remove aggregate 1. Reason: Host aggregate is not empty.");
    String remove = "{\"remove_host\": {\"host\": \"host1\"}}";
    assertThat(act(path, remove).status()).isEqualTo(200);
    assertThat(act(path, remove).status()).isEqualTo(404);
    assertThat(admin("DELETE", path, "").status()).isEqualTo(200);
    assertThat(admin("GET", AGGREGATES, "").body()).isEqualTo("{\"aggregates\":[]}");
  }

  @Test
  void whatIsWrongWithAnAggregateIsSaid() {
    String path = aggregate("ag1", "null");
    for (String body :
        new String[] {
          "{}",
          "{\"name\": \"\"}",
          "{\"name\": 1}",
          "{\"name\": \"a\", \"hosts\": []}",
          "{\"name\": \"a\", \"availability_zone\": \"a:b\"}",
          "{\"name\": \"a\", \"availability_zone\": \"\"}"
        }) {
      Answer refused = admin("POST", AGGREGATES, "{\"aggregate\": " + body + "}");
      assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    }
    for (String action :
        new String[] {
          "{}",
          "{\"add_host\": {}}",
          "{\"explode\": {}}",
          "{\"set_metadata\": {}}",
          "{\"set_metadata\": {\"metadata\": {\"a\": 1}}}",
          "{\"set_metadata\": {\"metadata\": {\"availability_zone\": \"a:b\"}}}"
        }) {
      assertThat(act(path, action).status()).as(action).isEqualTo(400);
    }
    assertThat(admin("POST", AGGREGATES, "{\"aggregate\": {\"name\": \"ag1\"}}").message())
        .isEqualTo("Aggregate ag1 already exists.");
    assertThat(admin("PUT", AGGREGATES + "/7", "{\"aggregate\": {\"name\": \"x\"}}").message())
        .isEqualTo("Aggregate 7 could not be found.");
    assertThat(compute.get("demo", AGGREGATES).status()).isEqualTo(403);
    assertThat(compute.post("demo", AGGREGATES, "{}").status()).isEqualTo(403);
    assertThat(admin("POST", path + "/images", "{\"cache\": []}").status()).isEqualTo(400);
  }

  @Test
  void zonesAreMadeOfAggregates() {
    FakeAgent host1 = compute.agent("host1");
    String first = aggregate("ag1", "\"az1\"");
    String second = aggregate("ag2", "\"az2\"");
    addHost(first, "host1");
    assertThat(addHost(second, "host1").message())
        .isEqualTo(
            "Cannot add host to aggregate 2. Reason: One or more hosts already in availability"
                + " zone(s) az1.");
    assertThat(compute.get("demo", "/v2.1/os-availability-zone").body())
        .isEqualTo(
            "{\"availabilityZoneInfo\":["
                + "{\"zoneName\":\"az1\",\"zoneState\":{\"available\":true},\"hosts\":null},"
                + "{\"zoneName\":\"nova\",\"zoneState\":{\"available\":true},\"hosts\":null}]}");
    JsonNode detail =
        compute
            .get("admin", "/v2.1/os-availability-zone/detail")
            .json()
            .path("availabilityZoneInfo");
    assertThat(detail).hasSize(3);
    assertThat(detail.path(0).path("hosts").path("host1").path("nova-compute").propertyNames())
        .containsExactly("available", "active", "updated_at");
    assertThat(compute.get("admin", "/v2.1/os-services?host=host1").body())
        .contains("\"zone\":\"az1\"");

    String id = boot("{\"availability_zone\": \"az1\"}", "{}");
    assertThat(host(id)).isEqualTo("host1");
    JsonNode server = compute.server(id);
    assertThat(server.path("OS-EXT-AZ:availability_zone").stringValue()).isEqualTo("az1");
    assertThat(host1.wanted().guests().getFirst().metadata().availabilityZone()).isEqualTo("az1");
    assertThat(listed("az1")).isEqualTo(1);
    assertThat(listed("nova")).isZero();
    assertThat(post("{\"availability_zone\": \"az2\"}", "{}").message())
        .isEqualTo("The requested availability zone is not available");
    assertThat(admin("PUT", first, "{\"aggregate\": {\"availability_zone\": \"az9\"}}").message())
        .isEqualTo(
            "Cannot update aggregate 1. Reason: One or more hosts contain instances in this zone.");
    String lost = boot("{\"availability_zone\": \"az1:host2\"}", "{}");
    assertThat(compute.server(lost).path("fault").path("message").stringValue())
        .isEqualTo(
            "No valid host was found. 2 hosts: 1 is not host2, 1 is not in availability zone az1.");
  }

  private int listed(String zone) {
    return compute
        .get("admin", "/v2.1/servers?all_tenants=1&availability_zone=" + zone)
        .json()
        .path("servers")
        .size();
  }

  @Test
  void aHostThatIsGoneIsNoPartOfAnything() {
    String path = aggregate("ag1", "\"az1\"");
    addHost(path, "host1");
    compute.put(
        "admin",
        "/v2.1/os-services/disable",
        "{\"host\": \"host1\", \"binary\": \"nova-compute\"}");
    compute.store.run(tx -> {
      tx.sql().execute("delete from host where name = 'host1'");
      compute.service.reports().changed(tx, ComputeFixture.host("host1"));
    });
    assertThat(admin("GET", path, "").json().path("aggregate").path("hosts")).isEmpty();
    assertThat(post("{\"availability_zone\": \"az1\"}", "{}").status()).isEqualTo(400);
    compute.agent("host1", 4, 8_192);
    assertThat(compute.get("admin", "/v2.1/os-services?host=host1").body())
        .contains("\"status\":\"enabled\"", "\"zone\":\"nova\"");
  }

  @Test
  void aFlavorAsksForAnAggregate() {
    String path = aggregate("fast", "null");
    act(path, "{\"set_metadata\": {\"metadata\": {\"ssd\": \"true\"}}}");
    compute.post(
        "admin",
        "/v2.1/flavors/1/os-extra_specs",
        "{\"extra_specs\": {\"aggregate_instance_extra_specs:ssd\": \"true\"}}");
    String lost = boot("{}", "{}");
    assertThat(compute.server(lost).path("fault").path("message").stringValue())
        .isEqualTo("No valid host was found. 2 hosts: 2 are in no aggregate with ssd=true.");
    addHost(path, "host2");
    assertThat(host(boot("{}", "{}"))).isEqualTo("host2");
  }

  @Test
  void serverGroupsHaveTheFieldsOfTheirVersion() {
    Answer old =
        compute.post(
            "demo", GROUPS, "{\"server_group\": {\"name\": \"g\", \"policies\": [\"affinity\"]}}");
    JsonNode group = old.json().path("server_group");
    assertThat(group.propertyNames())
        .containsExactly("id", "name", "policies", "metadata", "members");
    Answer newer =
        compute.at(
            "2.64",
            "demo",
            "POST",
            GROUPS,
            "{\"server_group\": {\"name\": \"g\", \"policy\": \"anti-affinity\","
                + " \"rules\": {\"max_server_per_host\": 2}}}");
    assertThat(newer.json().path("server_group").path("rules").toString())
        .isEqualTo("{\"max_server_per_host\":2}");
    assertThat(newer.json().path("server_group").propertyNames())
        .containsExactly("id", "name", "policy", "rules", "members", "project_id", "user_id");
    String path = GROUPS + "/" + group.path("id").stringValue();
    assertThat(compute.get("demo-reader", path).status()).isEqualTo(200);
    assertThat(compute.get("other", path).status()).isEqualTo(404);
    assertThat(compute.delete("demo-reader", path).status()).isEqualTo(403);
    assertThat(compute.get("other", GROUPS).body()).isEqualTo("{\"server_groups\":[]}");
    assertThat(compute.get("other", GROUPS + "?all_projects=true").status()).isEqualTo(403);
    assertThat(groups("admin", "?all_projects=true")).hasSize(2);
    assertThat(groups("demo", "?limit=1&offset=1")).hasSize(1);
    assertThat(compute.delete("demo", path).status()).isEqualTo(204);
    assertThat(compute.delete("demo", path).status()).isEqualTo(404);
    for (String body :
        new String[] {
          "{\"name\": \"g\"}",
          "{\"name\": \"g\", \"policy\": \"closeness\"}",
          "{\"name\": \"\", \"policy\": \"affinity\"}",
          "{\"name\": \"g\", \"policies\": [\"affinity\"]}",
          "{\"name\": \"g\", \"policy\": \"affinity\", \"rules\": {\"max_server_per_host\": 2}}",
          "{\"name\": \"g\", \"policy\": \"anti-affinity\", \"rules\": {\"max_server_per_host\": 0}}",
          "{\"name\": \"g\", \"policy\": \"anti-affinity\", \"rules\": {\"max\": 2}}"
        }) {
      Answer bad = compute.at("2.64", "demo", "POST", GROUPS, "{\"server_group\": " + body + "}");
      assertThat(bad.status()).as(body + bad.body()).isEqualTo(400);
    }
    String soft = "{\"server_group\": {\"name\": \"g\", \"policies\": [\"soft-affinity\"]}}";
    assertThat(compute.post("demo", GROUPS, soft).status()).isEqualTo(400);
    assertThat(compute.at("2.15", "demo", "POST", GROUPS, soft).status()).isEqualTo(200);
  }

  private JsonNode groups(String token, String query) {
    return compute.get(token, GROUPS + query).json().path("server_groups");
  }

  private String group(String policy) {
    Answer made =
        compute.at(
            "2.64",
            "demo",
            "POST",
            GROUPS,
            "{\"server_group\": {\"name\": \"g\", \"policy\": \"" + policy + "\"}}");
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    return made.json().path("server_group").path("id").stringValue();
  }

  @Test
  void theQuotaCountsGroupsAndTheirMembers() {
    compute.put(
        "admin",
        "/v2.1/os-quota-sets/" + ComputeFixture.DEMO,
        "{\"quota_set\": {\"server_groups\": 1, \"server_group_members\": 1}}");
    String group = group("soft-affinity");
    Answer over =
        compute.at(
            "2.64",
            "demo",
            "POST",
            GROUPS,
            "{\"server_group\": {\"name\": \"g\", \"policy\": \"affinity\"}}");
    assertThat(over.status()).isEqualTo(403);
    assertThat(over.message()).isEqualTo("Quota exceeded, too many server groups.");
    assertThat(compute.get("demo", "/v2.1/limits").body()).contains("\"totalServerGroupsUsed\":1");
    String hint = "{\"group\": \"" + group + "\"}";
    String id = boot("{}", hint);
    assertThat(post("{}", hint).message()).isEqualTo("Quota exceeded, too many servers in group");
    compute.delete("demo", "/v2.1/servers/" + id);
    compute.settle(compute.agent("host1"), compute.agent("host2"));
    compute.settle(compute.agent("host1"), compute.agent("host2"));
    assertThat(groups("demo", "").path(0).path("members")).isEmpty();
  }

  @Test
  void groupsAndHintsPlaceServers() {
    String together = group("affinity");
    String first = boot("{}", "{\"group\": \"" + together + "\"}");
    String second = boot("{}", "{\"group\": \"" + together + "\"}");
    assertThat(host(second)).isEqualTo(host(first));
    assertThat(compute.server(second).path("server_groups").toString())
        .isEqualTo("[\"" + together + "\"]");
    String apart = group("anti-affinity");
    String third = boot("{}", "{\"group\": \"" + apart + "\"}");
    String fourth = boot("{}", "{\"group\": \"" + apart + "\"}");
    assertThat(host(fourth)).isNotEqualTo(host(third));
    String fifth = boot("{}", "{\"group\": \"" + apart + "\"}");
    assertThat(compute.server(fifth).path("fault").path("message").stringValue())
        .isEqualTo(
            "No valid host was found. 2 hosts: 2 have servers of its anti-affinity group already.");
    assertThat(host(boot("{}", "{\"same_host\": \"" + third + "\"}"))).isEqualTo(host(third));
    assertThat(host(boot("{}", "{\"different_host\": [\"" + third + "\"]}")))
        .isEqualTo(host(fourth));
    ObjectNode wish = wish("{}", "{\"same_host\": \"" + third + "\"}");
    assertThat(compute.post("other", "/v2.1/servers", Json.text(wish)).status())
        .as("another project's server is none")
        .isEqualTo(400);
    ObjectNode theirs = wish("{}", "{\"group\": \"" + together + "\"}");
    assertThat(compute.post("other", "/v2.1/servers", Json.text(theirs)).status()).isEqualTo(400);
  }

  @Test
  void anAdministratorNamesTheHost() {
    for (String host : new String[] {"host1", "host2"}) {
      ObjectNode old = wish("{\"availability_zone\": \"nova:" + host + "\"}", "{}");
      assertThat(host(booted(compute.post("admin", "/v2.1/servers", Json.text(old)))))
          .isEqualTo(host);
      ObjectNode newer = wish("{\"host\": \"" + host + "\", \"networks\": \"auto\"}", "{}");
      assertThat(host(booted(admin74(newer)))).isEqualTo(host);
    }
    assertThat(admin74(wish("{\"host\": \"nope\", \"networks\": \"auto\"}", "{}")).status())
        .isEqualTo(400);
  }

  private Answer admin74(ObjectNode wish) {
    return compute.at("2.74", "admin", "POST", "/v2.1/servers", Json.text(wish));
  }

  @Test
  void oldClientsListHosts() {
    String id = boot("{}", "{}");
    String host = host(id);
    assertThat(compute.get("admin", "/v2.1/os-hosts?zone=nova").body())
        .isEqualTo(
            "{\"hosts\":[{\"host_name\":\"host1\",\"service\":\"compute\",\"zone\":\"nova\"},"
                + "{\"host_name\":\"host2\",\"service\":\"compute\",\"zone\":\"nova\"}]}");
    JsonNode shown = compute.get("admin", "/v2.1/os-hosts/" + host).json().path("host");
    assertThat(shown).hasSize(4);
    assertThat(shown.path(3).path("resource").toString())
        .isEqualTo(
            "{\"project\":\"%s\",\"host\":\"%s\",\"cpu\":1,\"memory_mb\":128,\"disk_gb\":1}"
                .formatted(ComputeFixture.DEMO, host));
    assertThat(compute.get("admin", "/v2.1/os-hosts/nope").status()).isEqualTo(404);
    assertThat(compute.at("2.43", "admin", "GET", "/v2.1/os-hosts", "").status()).isEqualTo(404);
    assertThat(compute.get("demo", "/v2.1/os-hosts").status()).isEqualTo(403);
  }

  private static ObjectNode wish(String more, String hints) {
    ObjectNode root = ComputeFixture.wish("web");
    ObjectNode server = (ObjectNode) root.path("server");
    server.setAll((ObjectNode) Json.parseOurs(more));
    root.set("os:scheduler_hints", Json.parseOurs(hints));
    return root;
  }

  private Answer post(String more, String hints) {
    return compute.post("demo", "/v2.1/servers", Json.text(wish(more, hints)));
  }

  private String boot(String more, String hints) {
    boolean forced = more.contains(":host");
    return booted(
        forced
            ? compute.post("admin", "/v2.1/servers", Json.text(wish(more, hints)))
            : post(more, hints));
  }

  private String booted(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    compute.waitForSagas();
    return answer.json().path("server").path("id").stringValue();
  }

  private String host(String id) {
    return compute.server(id).path("OS-EXT-SRV-ATTR:host").asString("none");
  }
}
