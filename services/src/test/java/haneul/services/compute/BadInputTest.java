package haneul.services.compute;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import haneul.platform.http.OtherTypes;
import haneul.platform.store.Store;
import haneul.platform.store.TestDatabase;
import haneul.platform.store.TestStores;
import haneul.services.compute.ComputeFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is wrong is answered with nova's body, a status of the caller's, and the field named. */
final class BadInputTest {
  private static TestDatabase database;
  private static ComputeFixture compute;

  @SuppressWarnings("NullAway.Init")
  private static String typed;

  @BeforeAll
  static void open() {
    database = TestStores.sqlite();
    Store store = database.open();
    compute = new ComputeFixture(store);
    compute.agent("host1");
    typed = compute.create("other", "typed");
  }

  @AfterAll
  static void close() {
    compute.close();
    database.close();
  }

  /** Microversion, a field of the server, what is wrong with it, and what the answer names. */
  record Bad(String version, String field, String value, int status, String named) {
    Bad(String field, String value, String named) {
      this("2.93", field, value, 400, named);
    }
  }

  static List<Bad> badFields() {
    String long256 = "\"" + "n".repeat(256) + "\"";
    List<Bad> bad = new ArrayList<>();
    for (String value : List.of("null", "7", "\"\"", long256, "[]", "\"a\\u0000b\"", "\" x\"")) {
      bad.add(new Bad("name", value, "name"));
    }
    for (String value : List.of("\"nope\"", "7", "\"\"", "null", "\"../../x\"")) {
      bad.add(new Bad("imageRef", value, "image"));
    }
    bad.add(new Bad("imageRef", "\"99999999-9999-4999-8999-999999999999\"", "image"));
    bad.add(new Bad("imageRef", "\"" + FakeImages.QUEUED + "\"", "is not active"));
    bad.add(new Bad("imageRef", "\"" + FakeImages.LARGE + "\"", "disk is too small"));
    bad.add(new Bad("imageRef", "\"" + FakeImages.HUNGRY + "\"", "memory is too small"));
    for (String value : List.of("\"nope\"", "99", "-1", "1e99", "{}", "true", "\"a/b\\u0001\"")) {
      bad.add(new Bad("flavorRef", value, "flavor"));
    }
    bad.add(new Bad("key_name", "\"nope\"", "key_name"));
    bad.add(new Bad("key_name", "5", "key_name"));
    bad.add(new Bad("user_data", "\"not base64!\"", "user_data"));
    bad.add(new Bad("user_data", "\"" + "QUJD".repeat(16_400) + "\"", "user_data"));
    bad.add(new Bad("user_data", "1", "user_data"));
    bad.add(new Bad("metadata", "{\"a\": 1}", "a"));
    bad.add(new Bad("metadata", "{\"a/b\": \"x\"}", "metadata"));
    bad.add(new Bad("metadata", "{\"\": \"x\"}", "metadata"));
    bad.add(new Bad("metadata", "[]", "metadata"));
    bad.add(new Bad("metadata", "{\"a\": \"" + "v".repeat(256) + "\"}", "a"));
    bad.add(new Bad("security_groups", "\"default\"", "security_groups"));
    bad.add(new Bad("security_groups", "[{}]", "name"));
    bad.add(new Bad("security_groups", "[{\"name\": 1}]", "name"));
    bad.add(new Bad("2.93", "security_groups", "[{\"name\": \"nope\"}]", 400, "nope"));
    for (String value : List.of("\"some\"", "7", "[7]", "[{}]", "null")) {
      bad.add(new Bad("networks", value, "network"));
    }
    bad.add(
        new Bad("networks", "[{\"uuid\": \"99999999-9999-4999-8999-999999999999\"}]", "Network"));
    bad.add(
        new Bad(
            "networks",
            "[{\"uuid\": \"" + FakePorts.NETWORK + "\", \"fixed_ip\": \"300.1.1.1\"}]",
            "fixed_ip"));
    bad.add(new Bad("networks", "[{\"uuid\": \"" + FakePorts.NETWORK + "\", \"x\": 1}]", "'x'"));
    bad.add(
        new Bad("networks", "[{\"uuid\": \"" + FakePorts.NETWORK + "\", \"tag\": \"t\"}]", "tag"));
    bad.add(new Bad("config_drive", "\"maybe\"", "config_drive"));
    bad.add(new Bad("OS-DCF:diskConfig", "\"SOME\"", "diskConfig"));
    bad.add(new Bad("accessIPv4", "\"1.2.3\"", "accessIPv4"));
    bad.add(new Bad("accessIPv6", "\"zz\"", "accessIPv6"));
    bad.add(new Bad("availability_zone", "\"mars\"", "availability zone"));
    bad.add(new Bad("2.93", "availability_zone", "\"nova:host1\"", 403, "forced_host"));
    bad.add(new Bad("2.93", "host", "\"host1\"", 403, "forced_host"));
    bad.add(new Bad("host", "\"../x\"", "../x"));
    for (String value : List.of("0", "-1", "1001", "\"x\"", "99999999999999999999", "1.5")) {
      bad.add(new Bad("min_count", value, "min_count"));
      bad.add(new Bad("max_count", value, "max_count"));
    }
    bad.add(new Bad("tags", "[\"a,b\"]", "tag"));
    bad.add(new Bad("tags", "[1]", "tags"));
    bad.add(new Bad("tags", "\"a\"", "tags"));
    bad.add(new Bad("description", "\"" + "d".repeat(256) + "\"", "description"));
    bad.add(new Bad("hostname", "\"a b\"", "hostname"));
    bad.add(new Bad("hostname", "\"-a\"", "hostname"));
    bad.add(new Bad("adminPass", "\"secret\"", "adminPass"));
    bad.add(new Bad("2.1", "personality", "[{\"path\": \"/a\"}]", 400, "personality"));
    bad.add(new Bad("personality", "[]", "personality"));
    bad.add(new Bad("2.18", "description", "\"d\"", 400, "description"));
    bad.add(new Bad("2.51", "tags", "[\"a\"]", 400, "tags"));
    bad.add(new Bad("2.73", "host", "\"host1\"", 400, "host"));
    bad.add(new Bad("trusted_image_certificates", "[\"a\"]", "trusted_image_certificates"));
    for (String hints :
        List.of(
            "{\"group\": \"x\"}",
            "{\"group\": \"99999999-9999-4999-8999-999999999999\"}",
            "{\"group\": [1]}")) {
      bad.add(new Bad("os:scheduler_hints", hints, "group"));
    }
    bad.add(new Bad("os:scheduler_hints", "{\"query\": \"x\"}", "hints"));
    bad.add(new Bad("os:scheduler_hints", "[]", "hints"));
    bad.add(new Bad("os:scheduler_hints", "{\"same_host\": 7}", "same_host"));
    bad.add(new Bad("os:scheduler_hints", "{\"same_host\": [\"x\"]}", "same_host"));
    bad.add(
        new Bad(
            "os:scheduler_hints",
            "{\"different_host\": \"99999999-9999-4999-8999-999999999999\"}",
            "there is no server"));
    bad.add(
        new Bad(
            "block_device_mapping_v2",
            "[{\"source_type\": \"volume\", \"uuid\": \""
                + FakeImages.TINY
                + "\", \"boot_index\": 0}]",
            "Block Device Mapping"));
    bad.add(new Bad("surprise", "1", "surprise"));
    return bad;
  }

  @ParameterizedTest
  @MethodSource("badFields")
  void aFieldOfANewServer(Bad bad) {
    ObjectNode root = ComputeFixture.wish("fine");
    ObjectNode server = (ObjectNode) root.path("server");
    server.put("networks", "auto");
    if (bad.version().length() == 3 || Integer.parseInt(bad.version().substring(2)) < 37) {
      server.remove("networks");
    }
    String text = Json.text(root);
    JsonNode value = Json.parse(("[" + bad.value() + "]").getBytes(StandardCharsets.UTF_8)).get(0);
    server.set(bad.field(), value);
    Answer answer = compute.at(bad.version(), "demo", "POST", "/v2.1/servers", Json.text(root));
    assertThat(answer.status()).as(text + answer.body()).isEqualTo(bad.status());
    assertThat(answer.message().toLowerCase(Locale.ROOT))
        .contains(bad.named().toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "7",
        "\"x\"",
        "{\"server\": []}",
        "{\"server\": {}}",
        "{\"server\": {}, \"server\": {}}",
        "{} {}",
        "{\"nope\": {}}"
      })
  void aBodyThatIsNone(String body) {
    for (String path : List.of("/v2.1/servers", "/v2.1/os-keypairs", "/v2.1/flavors")) {
      Answer answer = compute.post("admin", path, body);
      assertThat(answer.status()).as(path + " " + body + answer.body()).isEqualTo(400);
      assertThat(answer.json().path("badRequest").path("code").intValue()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2.1/servers?limit=-1",
        "/v2.1/servers?limit=x",
        "/v2.1/servers?limit=99999999999999999999",
        "/v2.1/servers?marker=nope",
        "/v2.1/servers?sort_key=password",
        "/v2.1/servers?sort_key=name&sort_dir=up",
        "/v2.1/servers?changes-since=yesterday",
        "/v2.1/servers?changes-since=%2B999999999-01-01T00:00:00Z",
        "/v2.1/servers?name=%28",
        "/v2.1/servers?ip=%5B",
        "/v2.1/servers?all_tenants=maybe",
        "/v2.1/servers?name=a%00b",
        "/v2.1/flavors?marker=nope",
        "/v2.1/flavors?limit=-1",
        "/v2.1/flavors?sort_key=nope",
        "/v2.1/flavors?minRam=x",
        "/v2.1/flavors/detail?is_public=perhaps",
        "/v2.1/os-simple-tenant-usage?start=x",
        "/v2.1/os-simple-tenant-usage?start=2026-02-01&end=2026-01-01",
        "/v2.1/os-aggregates/nope",
        "/v2.1/os-quota-sets/nobody"
      })
  void aQueryThatIsNone(String path) {
    Answer answer = compute.get("admin", path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().has("badRequest")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2.1/servers/nope",
        "/v2.1/servers/..%2f..%2fetc",
        "/v2.1/servers/.hidden",
        "/v2.1/servers/%F0%9F%92%A9",
        "/v2.1/servers/nope/metadata",
        "/v2.1/servers/nope/ips",
        "/v2.1/servers/nope/os-interface",
        "/v2.1/servers/nope/os-instance-actions",
        "/v2.1/servers/nope/os-volume_attachments",
        "/v2.1/servers/nope/os-security-groups",
        "/v2.1/flavors/nope",
        "/v2.1/flavors/nope/os-extra_specs",
        "/v2.1/os-keypairs/nope",
        "/v2.1/os-aggregates/7",
        "/v2.1/os-server-groups/nope",
        "/v2.1/os-hypervisors/nope",
        "/v2.1/extensions/nope",
        "/v2.1/nope"
      })
  void aThingThatIsNot(String path) {
    Answer answer = compute.get("admin", path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    assertThat(answer.json().path("itemNotFound").path("code").intValue()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"nope\": null}",
        "{\"reboot\": {}}",
        "{\"reboot\": {\"type\": \"WARM\"}}",
        "{\"reboot\": null}",
        "{\"os-resetState\": {\"state\": \"gone\"}}",
        "{\"os-getConsoleOutput\": {\"length\": \"x\"}}",
        "{\"addSecurityGroup\": {}}",
        "{\"os-start\": null, \"os-stop\": null}"
      })
  void anActionThatIsNone(String body) {
    String id = compute.create("admin", "acted-upon");
    Answer answer = compute.action("admin", id, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    compute.delete("admin", "/v2.1/servers/" + id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"k\", \"public_key\": \"ssh-rsa AAAA\"}",
        "{\"name\": \"k\", \"public_key\": \"ssh-rsa !!!\"}",
        "{\"name\": \"k\", \"public_key\": \"hello\"}",
        "{\"name\": \"k\", \"public_key\": 7}",
        "{\"name\": \"a/b\"}",
        "{\"name\": \"\"}",
        "{\"name\": \"k\", \"type\": \"ssh\"}",
        "{}"
      })
  void aKeyPairThatIsNone(String body) {
    Answer answer = compute.post("demo", "/v2.1/os-keypairs", "{\"keypair\": " + body + "}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"f\", \"ram\": 0, \"vcpus\": 1, \"disk\": 1}",
        "{\"name\": \"f\", \"ram\": 128, \"vcpus\": 0, \"disk\": 1}",
        "{\"name\": \"f\", \"ram\": 128, \"vcpus\": 1}",
        "{\"name\": \"f\", \"ram\": 128, \"vcpus\": 1, \"disk\": -1}",
        "{\"name\": \"f\", \"ram\": 99999999999, \"vcpus\": 1, \"disk\": 1}",
        "{\"name\": \"f\", \"ram\": 128, \"vcpus\": 1, \"disk\": 1, \"swap\": 5}",
        "{\"name\": \"f\", \"ram\": 128, \"vcpus\": 1, \"disk\": 1, \"rxtx_factor\": 2}",
        "{\"name\": \"f\", \"ram\": 128, \"vcpus\": 1, \"disk\": 1, \"id\": \"a/b\"}",
        "{\"name\": \"\", \"ram\": 128, \"vcpus\": 1, \"disk\": 1}"
      })
  void aFlavorThatIsNone(String body) {
    Answer answer = compute.post("admin", "/v2.1/flavors", "{\"flavor\": " + body + "}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
  }

  /** Method, path, and a body that is right. */
  @Tag("long")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST|/v2.1/servers|{"server": {"name": "n", "imageRef": "IMAGE", "flavorRef": "1", \
          "networks": [{"uuid": "NET", "fixed_ip": "10.0.0.9"}], "metadata": {"a": "b"}, \
          "security_groups": [{"name": "web"}], "key_name": "k", "user_data": "QUJD", \
          "config_drive": true, "availability_zone": "nova", "min_count": 1, "max_count": 1, \
          "tags": ["t"], "description": "d", "hostname": "h", "OS-DCF:diskConfig": "AUTO", \
          "accessIPv4": "1.2.3.4", "accessIPv6": "::1", "return_reservation_id": true, \
          "adminPass": "x", "personality": [], "trusted_image_certificates": ["x"], \
          "host": "h", "hypervisor_hostname": "h", \
          "block_device_mapping_v2": [{"uuid": "IMAGE", "source_type": "image", \
          "destination_type": "local", "boot_index": 0, "delete_on_termination": true, \
          "device_name": "vda", "volume_size": 1}]}, \
          "os:scheduler_hints": {"group": "g", "same_host": ["s"], "different_host": "s"}}
          PUT|/v2.1/servers/ID|{"server": {"name": "n", "accessIPv4": "1.2.3.4", "description": "d"}}
          POST|/v2.1/servers/ID/action|{"reboot": {"type": "HARD"}}
          POST|/v2.1/servers/ID/action|{"os-start": null}
          POST|/v2.1/servers/ID/action|{"os-getConsoleOutput": {"length": 5}}
          POST|/v2.1/servers/ID/action|{"lock": {"locked_reason": "r"}}
          POST|/v2.1/servers/ID/action|{"unlock": null}
          POST|/v2.1/servers/ID/action|{"os-resetState": {"state": "active"}}
          POST|/v2.1/servers/ID/action|{"addSecurityGroup": {"name": "web"}}
          POST|/v2.1/servers/ID/action|{"removeSecurityGroup": {"name": "web"}}
          POST|/v2.1/servers/ID/metadata|{"metadata": {"a": "b"}}
          PUT|/v2.1/servers/ID/metadata|{"metadata": {"a": "b"}}
          PUT|/v2.1/servers/ID/metadata/a|{"meta": {"a": "b"}}
          PUT|/v2.1/servers/ID/tags|{"tags": ["t"]}
          POST|/v2.1/os-keypairs|{"keypair": {"name": "k", "type": "ssh", "public_key": "x", \
          "user_id": "u"}}
          POST|/v2.1/flavors|{"flavor": {"name": "f", "ram": 1, "vcpus": 1, "disk": 1, "id": "f", \
          "swap": 0, "rxtx_factor": 1.0, "OS-FLV-EXT-DATA:ephemeral": 0, "description": "d", \
          "os-flavor-access:is_public": true}}
          PUT|/v2.1/flavors/1|{"flavor": {"description": "d"}}
          POST|/v2.1/flavors/1/os-extra_specs|{"extra_specs": {"a": "b"}}
          PUT|/v2.1/flavors/1/os-extra_specs/a|{"a": "b"}
          POST|/v2.1/flavors/1/action|{"addTenantAccess": {"tenant": "t"}}
          POST|/v2.1/flavors/1/action|{"removeTenantAccess": {"tenant": "t"}}
          POST|/v2.1/os-aggregates|{"aggregate": {"name": "a", "availability_zone": "z"}}
          PUT|/v2.1/os-aggregates/1|{"aggregate": {"name": "a", "availability_zone": "z"}}
          POST|/v2.1/os-aggregates/1/action|{"add_host": {"host": "host1"}}
          POST|/v2.1/os-aggregates/1/action|{"set_metadata": {"metadata": {"a": "b"}}}
          POST|/v2.1/os-aggregates/1/images|{"cache": [{"id": "IMAGE"}]}
          POST|/v2.1/os-server-groups|{"server_group": {"name": "g", "policy": "affinity", \
          "rules": {"max_server_per_host": 1}}}
          PUT|/v2.1/os-quota-sets/PROJECT|{"quota_set": {"instances": 10, "cores": 20, "force": true}}
          PUT|/v2.1/os-services/ID|{"status": "enabled", "disabled_reason": "r", "forced_down": false}
          """)
  void everyFieldAsEveryOtherType(String method, String path, String body) {
    String token = path.equals("/v2.1/servers") ? "other" : "admin";
    for (String wrong :
        OtherTypes.of(
            body.replace("IMAGE", FakeImages.TINY).replace("NET", FakePorts.NETWORK.value()))) {
      for (String version : List.of("2.1", "2.93")) {
        Answer answer =
            compute.at(
                version,
                token,
                method,
                path.replace("ID", typed).replace("PROJECT", ComputeFixture.DEMO),
                wrong);
        assertThat(answer.status()).as(wrong + answer.body()).isNotEqualTo(500);
        assertThat(answer.body()).doesNotContain("jackson", "java.", "Exception");
      }
    }
  }

  @Test
  void wordingIsNovas() {
    Answer empty = compute.post("demo", "/v2.1/servers", "{\"server\": {}}");
    assertThat(empty.message())
        .isEqualTo(
            "Invalid input for field/attribute server. Value: {}. 'name' is a required property");
    ObjectNode wish = ComputeFixture.wish("n".repeat(256));
    assertThat(compute.post("demo", "/v2.1/servers", Json.text(wish)).message())
        .startsWith("Invalid input for field/attribute name. Value: nnn")
        .contains("is too long");
  }
}
