package haneul.services.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.compute.ComputeFixture.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What operators ask: hosts, services, zones, history, usage; and the parts of a server. */
@OnEveryStore
final class OperatorsTest {
  private final ComputeFixture compute;

  OperatorsTest(Store store) {
    compute = new ComputeFixture(store);
  }

  @AfterEach
  void close() {
    compute.close();
  }

  @Test
  void hostsAreHypervisorsAndServices() {
    FakeAgent host = compute.agent("host1");
    compute.agent("host2", 4, 64);
    compute.create("demo", "web");
    compute.settle(host);
    JsonNode detail =
        compute.get("admin", "/v2.1/os-hypervisors/detail").json().path("hypervisors");
    assertThat(detail).hasSize(2);
    assertThat(detail.path(0).toString())
        .contains(
            "\"id\":1,\"hypervisor_hostname\":\"host1\",\"state\":\"up\",\"status\":\"enabled\","
                + "\"hypervisor_type\":\"QEMU\",\"hypervisor_version\":7002022,")
        .contains("\"vcpus\":8,\"memory_mb\":16384,\"local_gb\":100,\"vcpus_used\":1,")
        .contains("\"memory_mb_used\":128,", "\"disk_available_least\":100,");
    JsonNode sums =
        compute
            .get("admin", "/v2.1/os-hypervisors/statistics")
            .json()
            .path("hypervisor_statistics");
    assertThat(sums.path("count").intValue()).isEqualTo(2);
    assertThat(sums.path("vcpus").intValue()).isEqualTo(12);
    assertThat(sums.path("running_vms").intValue()).isEqualTo(1);

    JsonNode brief =
        compute.at("2.88", "admin", "GET", "/v2.1/os-hypervisors?with_servers=true", "").json();
    String id = brief.path("hypervisors").path(0).path("id").stringValue();
    assertThat(brief.path("hypervisors").path(0).path("servers")).hasSize(1);
    JsonNode newer = compute.at("2.88", "admin", "GET", "/v2.1/os-hypervisors/" + id, "").json();
    assertThat(newer.path("hypervisor").propertyNames())
        .containsExactlyInAnyOrder(
            "id",
            "hypervisor_hostname",
            "state",
            "status",
            "hypervisor_type",
            "hypervisor_version",
            "host_ip",
            "service",
            "uptime");
    assertThat(compute.at("2.88", "admin", "GET", "/v2.1/os-hypervisors/statistics", "").status())
        .isEqualTo(404);
    assertThat(compute.at("2.92", "admin", "GET", "/v2.1/os-hypervisors/host1", "").status())
        .as("clients look by name next")
        .isEqualTo(404);
    assertThat(compute.get("admin", "/v2.1/os-hypervisors/1/uptime").status()).isEqualTo(501);
    assertThat(compute.get("demo", "/v2.1/os-hypervisors").status()).isEqualTo(403);

    JsonNode services =
        compute.at("2.69", "admin", "GET", "/v2.1/os-services", "").json().path("services");
    assertThat(services.toString())
        .contains("nova-scheduler", "nova-conductor", "\"forced_down\":false");
    assertThat(services).hasSize(4);
    assertThat(
            compute
                .get("admin", "/v2.1/os-availability-zone/detail")
                .json()
                .path("availabilityZoneInfo")
                .path(1)
                .path("hosts")
                .propertyNames())
        .containsExactly("host1", "host2");
    assertThat(compute.get("demo", "/v2.1/os-availability-zone").body())
        .isEqualTo(
            "{\"availabilityZoneInfo\":[{\"zoneName\":\"nova\",\"zoneState\":{\"available\":true},"
                + "\"hosts\":null}]}");
  }

  @Test
  void aDisabledHostTakesNoNewServers() {
    FakeAgent host = compute.agent("host1");
    JsonNode services =
        compute
            .at("2.53", "admin", "GET", "/v2.1/os-services?binary=nova-compute", "")
            .json()
            .path("services");
    String id = services.path(0).path("id").stringValue();
    Answer disabled =
        compute.at(
            "2.53",
            "admin",
            "PUT",
            "/v2.1/os-services/" + id,
            "{\"status\": \"disabled\", \"disabled_reason\": \"new memory\"}");
    assertThat(disabled.json().path("service").path("disabled_reason").stringValue())
        .isEqualTo("new memory");
    String lost = compute.create("demo", "lost");
    compute.settle(host);
    assertThat(compute.server(lost).path("fault").path("message").stringValue())
        .isEqualTo("No valid host was found. 1 host: 1 is disabled.");
    compute.put(
        "admin", "/v2.1/os-services/enable", "{\"host\": \"host1\", \"binary\": \"nova-compute\"}");
    String found = compute.create("demo", "found");
    compute.settle(host);
    assertThat(compute.server(found).path("status").stringValue()).isEqualTo("ACTIVE");
  }

  @Test
  @Tag("long")
  void aHostThatIsForcedDownIsDownWhateverItSays() {
    FakeAgent host = compute.agent("host1");
    String body = "{\"host\": \"host1\", \"binary\": \"nova-compute\", \"forced_down\": %s}";
    String path = "/v2.1/os-services/force-down";
    assertThat(compute.put("admin", path, body.formatted("true")).status()).isEqualTo(400);
    assertThat(compute.at("2.11", "admin", "PUT", path, body.formatted("\"perhaps\"")).status())
        .isEqualTo(400);
    assertThat(compute.at("2.11", "admin", "PUT", path, body.formatted("true")).body())
        .isEqualTo(
            "{\"service\":{\"host\":\"host1\",\"binary\":\"nova-compute\",\"forced_down\":true}}");
    host.report();
    JsonNode service =
        compute
            .at("2.53", "admin", "GET", "/v2.1/os-services?binary=nova-compute", "")
            .json()
            .path("services")
            .path(0);
    assertThat(service.path("state").stringValue()).isEqualTo("down");
    assertThat(service.path("forced_down").booleanValue()).isTrue();
    String lost = compute.create("demo", "lost");
    compute.settle(host);
    assertThat(compute.server(lost).path("fault").path("message").stringValue())
        .isEqualTo("No valid host was found. 1 host: 1 is down.");
    String id = "/v2.1/os-services/" + service.path("id").stringValue();
    assertThat(compute.at("2.53", "admin", "PUT", id, "{}").status()).isEqualTo(400);
    JsonNode again =
        compute.at("2.53", "admin", "PUT", id, "{\"forced_down\": false}").json().path("service");
    assertThat(again.path("state").stringValue()).isEqualTo("up");
    String found = compute.create("demo", "found");
    compute.settle(host);
    assertThat(compute.server(found).path("status").stringValue()).isEqualTo("ACTIVE");
  }

  @Test
  void whatWasAskedIsRecorded() {
    FakeAgent host = compute.agent("host1");
    String id = compute.create("demo", "web");
    compute.settle(host);
    compute.action("demo", id, "{\"os-stop\": null}");
    compute.settle(host);
    String path = "/v2.1/servers/" + id + "/os-instance-actions";
    JsonNode old = compute.get("demo", path).json().path("instanceActions");
    assertThat(old).hasSize(2);
    assertThat(old.path(0).path("action").stringValue()).isEqualTo("stop");
    assertThat(old.path(0).has("updated_at")).isFalse();
    String request = old.path(1).path("request_id").stringValue();
    JsonNode create =
        compute.at("2.84", "admin", "GET", path + "/" + request, "").json().path("instanceAction");
    JsonNode event = create.path("events").path(0);
    assertThat(event.path("event").stringValue()).isEqualTo("compute__do_build_and_run_instance");
    assertThat(event.path("result").stringValue()).isEqualTo("Success");
    assertThat(event.path("host").stringValue()).isEqualTo("host1");
    assertThat(event.has("details")).isTrue();
    JsonNode page = compute.at("2.58", "demo", "GET", path + "?limit=1", "").json();
    assertThat(page.path("instanceActions")).hasSize(1);
    assertThat(page.path("links").path(0).path("rel").stringValue()).isEqualTo("next");
    assertThat(compute.get("other", path).status()).isEqualTo(404);
    assertThat(compute.get("demo", path + "/req-none").status()).isEqualTo(404);
    compute.delete("demo", "/v2.1/servers/" + id);
    compute.settle(host);
    assertThat(compute.get("demo", path).status()).isEqualTo(404);
    assertThat(compute.at("2.21", "demo", "GET", path, "").json().path("instanceActions"))
        .hasSize(3);
  }

  @Test
  void usageAddsUp() {
    FakeAgent host = compute.agent("host1");
    String gone = compute.create("demo", "gone");
    compute.create("demo", "web");
    compute.settle(host);
    compute.delete("demo", "/v2.1/servers/" + gone);
    compute.settle(host);
    String window = "?start=2020-01-01T00:00:00&end=2100-01-01T00:00:00";
    JsonNode own =
        compute
            .get("demo", "/v2.1/os-simple-tenant-usage/" + ComputeFixture.DEMO + window)
            .json()
            .path("tenant_usage");
    assertThat(own.path("server_usages")).hasSize(2);
    double hours = 0;
    for (JsonNode server : own.path("server_usages")) {
      hours += server.path("hours").doubleValue();
      boolean ended = !server.path("ended_at").isNull();
      assertThat(server.path("state").stringValue()).isEqualTo(ended ? "terminated" : "active");
    }
    assertThat(own.path("total_hours").doubleValue()).isEqualTo(hours, within(1e-9));
    assertThat(own.path("total_memory_mb_usage").doubleValue())
        .isEqualTo(hours * 128, within(1e-6));
    JsonNode all =
        compute.at("2.40", "admin", "GET", "/v2.1/os-simple-tenant-usage" + window, "").json();
    assertThat(all.path("tenant_usages")).hasSize(1);
    String path = "/v2.1/os-simple-tenant-usage/" + ComputeFixture.DEMO + window + "&limit=1";
    JsonNode first = compute.at("2.40", "demo", "GET", path, "").json();
    String next = first.path("tenant_usage_links").path(0).path("href").stringValue();
    String marker = next.substring(next.indexOf("marker="));
    JsonNode second = compute.at("2.40", "demo", "GET", path + "&" + marker, "").json();
    assertThat(second.path("tenant_usage").path("server_usages")).hasSize(1);
    assertThat(compute.get("demo", "/v2.1/os-simple-tenant-usage/" + ComputeFixture.OTHER).status())
        .isEqualTo(403);
    assertThat(compute.get("other", "/v2.1/os-simple-tenant-usage/" + ComputeFixture.OTHER).body())
        .isEqualTo("{\"tenant_usage\":{}}");
  }

  @Test
  void theQuotaHasTheFieldsOfItsVersion() {
    String path = "/v2.1/os-quota-sets/" + ComputeFixture.DEMO;
    assertThat(compute.get("demo", path).json().path("quota_set").propertyNames())
        .contains("fixed_ips", "injected_files", "cores", "id");
    assertThat(compute.at("2.92", "demo", "GET", path, "").body())
        .isEqualTo(
            "{\"quota_set\":{\"id\":\""
                + ComputeFixture.DEMO
                + "\",\"cores\":20,\"instances\":10,\"key_pairs\":100,\"metadata_items\":128,"
                + "\"ram\":51200,\"server_group_members\":10,\"server_groups\":10}}");
    assertThat(
            compute
                .get("demo", path + "/detail")
                .json()
                .path("quota_set")
                .path("cores")
                .path("limit")
                .intValue())
        .isEqualTo(20);
    assertThat(
            compute
                .at("2.92", "demo", "GET", "/v2.1/limits", "")
                .json()
                .path("limits")
                .path("absolute")
                .propertyNames())
        .containsExactly(
            "maxTotalInstances",
            "maxTotalCores",
            "maxTotalRAMSize",
            "maxServerMeta",
            "maxTotalKeypairs",
            "maxServerGroups",
            "maxServerGroupMembers",
            "totalRAMUsed",
            "totalCoresUsed",
            "totalInstancesUsed",
            "totalServerGroupsUsed");
  }

  @Test
  void thePartsOfAServer() {
    FakeAgent host = compute.agent("host1");
    String id = compute.create("demo", "web");
    compute.settle(host);
    String path = "/v2.1/servers/" + id;
    JsonNode card =
        compute.get("demo", path + "/os-interface").json().path("interfaceAttachments").path(0);
    assertThat(card.path("port_state").stringValue()).isEqualTo("ACTIVE");
    assertThat(
            compute
                .get("demo", path + "/os-interface/" + card.path("port_id").stringValue())
                .status())
        .isEqualTo(200);
    assertThat(compute.get("demo", path + "/ips").json().path("addresses").path("private"))
        .hasSize(1);
    assertThat(compute.get("demo", path + "/ips/nope").status()).isEqualTo(404);
    assertThat(compute.get("demo", path + "/os-volume_attachments").body())
        .isEqualTo("{\"volumeAttachments\":[]}");

    assertThat(compute.action("demo", id, "{\"addSecurityGroup\": {\"name\": \"web\"}}").status())
        .isEqualTo(202);
    assertThat(compute.get("demo", path + "/os-security-groups").json().path("security_groups"))
        .hasSize(2);
    compute.action("demo", id, "{\"removeSecurityGroup\": {\"name\": \"default\"}}");
    assertThat(compute.server(id).path("security_groups").toString())
        .isEqualTo("[{\"name\":\"web\"}]");

    compute.post("demo", path + "/metadata", "{\"metadata\": {\"a\": \"b\", \"c\": \"d\"}}");
    assertThat(compute.put("demo", path + "/metadata/a", "{\"meta\": {\"a\": \"z\"}}").body())
        .isEqualTo("{\"meta\":{\"a\":\"z\"}}");
    assertThat(host.wanted().guests().getFirst().metadata().meta()).containsEntry("a", "z");
    assertThat(compute.delete("demo", path + "/metadata/c").status()).isEqualTo(204);
    assertThat(compute.get("demo", path + "/metadata").body())
        .isEqualTo("{\"metadata\":{\"a\":\"z\"}}");
    assertThat(compute.get("demo", path + "/metadata/c").status()).isEqualTo(404);

    assertThat(compute.get("demo", path + "/tags").status()).isEqualTo(404);
    assertThat(compute.at("2.26", "demo", "PUT", path + "/tags/red", "").status()).isEqualTo(201);
    assertThat(compute.at("2.26", "demo", "PUT", path + "/tags/red", "").status()).isEqualTo(204);
    assertThat(compute.at("2.26", "demo", "GET", path + "/tags", "").body())
        .isEqualTo("{\"tags\":[\"red\"]}");
    assertThat(compute.at("2.26", "demo", "DELETE", path + "/tags", "").status()).isEqualTo(204);

    Answer renamed =
        compute.at(
            "2.90",
            "demo",
            "PUT",
            path,
            "{\"server\": {\"name\": \"new\", \"description\": \"d\", \"hostname\": \"inside\"}}");
    assertThat(renamed.json().path("server").path("name").stringValue()).isEqualTo("new");
    assertThat(host.wanted().guests().getFirst().metadata().hostname()).isEqualTo("inside");

    assertThat(
            compute
                .action("demo", id, "{\"os-getConsoleOutput\": {\"length\": 1}}")
                .json()
                .path("output")
                .stringValue())
        .isEqualTo("three\n");
    for (String action : List.of("pause", "resize", "createImage")) {
      assertThat(compute.action("demo", id, "{\"" + action + "\": null}").status()).isEqualTo(501);
    }
    assertThat(compute.action("demo", id, "{\"os-migrateLive\": null}").status()).isEqualTo(403);
    assertThat(compute.action("admin", id, "{\"os-migrateLive\": null}").status()).isEqualTo(501);
    assertThat(compute.action("demo", id, "{\"os-resetState\": {\"state\": \"error\"}}").status())
        .isEqualTo(403);
    compute.action("admin", id, "{\"os-resetState\": {\"state\": \"error\"}}");
    assertThat(compute.server(id).path("status").stringValue()).isEqualTo("ERROR");
    assertThat(compute.action("demo", id, "{\"forceDelete\": null}").status()).isEqualTo(202);
    compute.settle(host);
    assertThat(compute.get("demo", path).status()).isEqualTo(404);
  }
}
