package haneul.services.compute;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.Store;
import haneul.platform.store.TestDatabase;
import haneul.platform.store.TestStores;
import haneul.services.compute.ComputeFixture.Answer;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Versions are negotiated as nova does, and each shows what it had. */
final class MicroversionTest {
  private final TestDatabase database = TestStores.sqlite();
  private ComputeFixture compute;

  @BeforeEach
  void open() {
    Store store = database.open();
    compute = new ComputeFixture(store);
  }

  @AfterEach
  void close() {
    compute.close();
    database.close();
  }

  @Test
  void discoveryNeedsNoToken() {
    for (String path : new String[] {"/v2.1", "/v2.1/"}) {
      Answer answer = compute.get("", path);
      assertThat(answer.status()).isEqualTo(200);
      JsonNode version = answer.json().path("version");
      assertThat(version.path("version").stringValue()).isEqualTo("2.93");
      assertThat(version.path("min_version").stringValue()).isEqualTo("2.1");
      assertThat(version.path("links").path(0).path("href").stringValue())
          .isEqualTo(compute.uri("/v2.1/").toString());
      assertThat(answer.header("OpenStack-API-Version")).isEqualTo("compute 2.1");
    }
    assertThat(compute.get("", "/").json().path("versions").path(0).path("id").stringValue())
        .isEqualTo("v2.1");
  }

  @Test
  void bothHeadersWorkAndAreEchoed() {
    Answer none = compute.get("demo", "/v2.1/flavors");
    assertThat(none.header("X-OpenStack-Nova-API-Version")).isEqualTo("2.1");
    assertThat(none.header("Vary"))
        .isEqualTo("OpenStack-API-Version, X-OpenStack-Nova-API-Version");
    assertThat(none.header("X-Compute-Request-Id"))
        .startsWith("req-")
        .isEqualTo(none.header("X-Openstack-Request-Id"));
    Answer old =
        compute.send("demo", "GET", "/v2.1/flavors", "", "X-OpenStack-Nova-API-Version", "2.61");
    assertThat(old.header("OpenStack-API-Version")).isEqualTo("compute 2.61");
    Answer latest = compute.at("latest", "demo", "GET", "/v2.1/flavors", "");
    assertThat(latest.header("X-OpenStack-Nova-API-Version")).isEqualTo("2.93");
    assertThat(
            compute
                .send(
                    "demo",
                    "GET",
                    "/v2.1/flavors",
                    "",
                    "OpenStack-API-Version",
                    "identity 3.0, compute 2.55")
                .header("OpenStack-API-Version"))
        .isEqualTo("compute 2.55");
  }

  @ParameterizedTest
  @CsvSource({"2.999, 406", "2.0, 406", "3.1, 406", "2.94, 406", "x, 400", "2, 400", "2.01, 400"})
  void whatIsNotSpokenIsRefused(String version, int status) {
    Answer answer = compute.at(version, "demo", "GET", "/v2.1/servers", "");
    assertThat(answer.status()).isEqualTo(status);
    if (status == 406) {
      assertThat(answer.body())
          .isEqualTo(
              "{\"computeFault\":{\"code\":406,\"message\":\"Version "
                  + version
                  + " is not supported by the API. Minimum is 2.1 and maximum is 2.93.\"}}");
      assertThat(answer.header("OpenStack-API-Version")).isEqualTo("compute " + version);
    }
  }

  @Test
  void withoutATokenTheAnswerIsKeystones() {
    Answer answer = compute.get("", "/v2.1/servers");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.json().path("error").path("code").intValue()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Keystone uri=");
  }

  @Test
  void eachVersionShowsTheFieldsItHad() {
    FakeAgent host = compute.agent("host1");
    String id = compute.create("demo", "web");
    compute.settle(host);
    Set<String> at21 = fields("2.1", "demo", id);
    assertThat(at21)
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "status",
            "tenant_id",
            "user_id",
            "metadata",
            "hostId",
            "image",
            "flavor",
            "created",
            "updated",
            "addresses",
            "accessIPv4",
            "accessIPv6",
            "links",
            "OS-DCF:diskConfig",
            "progress",
            "OS-EXT-AZ:availability_zone",
            "config_drive",
            "key_name",
            "OS-SRV-USG:launched_at",
            "OS-SRV-USG:terminated_at",
            "security_groups",
            "OS-EXT-STS:task_state",
            "OS-EXT-STS:vm_state",
            "OS-EXT-STS:power_state",
            "os-extended-volumes:volumes_attached");
    assertThat(added("2.1", "2.9", "demo", id)).containsExactly("locked");
    assertThat(added("2.9", "2.26", "demo", id)).containsExactly("description", "tags");
    assertThat(added("2.26", "2.73", "demo", id))
        .containsExactly("locked_reason", "server_groups", "trusted_image_certificates");
    assertThat(added("2.73", "2.93", "demo", id)).containsExactly("OS-EXT-SRV-ATTR:hostname");
    assertThat(fields("2.1", "admin", id))
        .contains(
            "OS-EXT-SRV-ATTR:host",
            "OS-EXT-SRV-ATTR:instance_name",
            "OS-EXT-SRV-ATTR:hypervisor_hostname")
        .doesNotContain("OS-EXT-SRV-ATTR:hostname", "host_status");
    assertThat(fields("2.16", "admin", id)).contains("OS-EXT-SRV-ATTR:user_data", "host_status");
    JsonNode server = show("2.46", "demo", id);
    assertThat(server.path("flavor").path("id").stringValue()).isEqualTo("1");
    assertThat(show("2.47", "demo", id).path("flavor").toString())
        .isEqualTo(
            "{\"vcpus\":1,\"ram\":128,\"disk\":1,\"ephemeral\":0,\"swap\":0,"
                + "\"original_name\":\"m1.tiny\",\"extra_specs\":{}}");
    assertThat(show("2.16", "admin", id).path("host_status").stringValue()).isEqualTo("UP");
  }

  private JsonNode show(String version, String token, String id) {
    return compute.at(version, token, "GET", "/v2.1/servers/" + id, "").json().path("server");
  }

  private Set<String> fields(String version, String token, String id) {
    return new TreeSet<>(show(version, token, id).propertyNames());
  }

  private Set<String> added(String from, String to, String token, String id) {
    Set<String> more = fields(to, token, id);
    more.removeAll(fields(from, token, id));
    return more;
  }
}
