package haneul.tools.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.tools.console.UserError;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class OpenStackTest {
  private final TestCloud cloud = TestCloud.start();

  @AfterEach
  void stop() {
    cloud.close();
  }

  private CloudConfig config(String method, Map<String, String> secrets) {
    return new CloudConfig(
        "test",
        cloud.config().identity(),
        method,
        secrets,
        Optional.empty(),
        "public",
        Optional.empty(),
        true);
  }

  private String body(String method, Map<String, String> secrets) throws IOException {
    OpenStack.login(config(method, secrets)).close();
    return cloud.logins().getLast();
  }

  @Test
  void logsInAsClientsDo() throws IOException {
    assertSame(
        body("password", Map.of("username", "u", "password", "p", "project_name", "a")),
        """
        {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"u","domain":{"id":"default"},"password":"p"}}},
         "scope":{"project":{"name":"a","domain":{"id":"default"}}}}}\
        """);
    assertSame(
        body("password", Map.of("user_id", "u", "password", "p", "system_scope", "all")),
        """
        {"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"u","password":"p"}}},"scope":{"system":{"all":true}}}}\
        """);
    assertSame(
        body(
            "password",
            Map.of("username", "u", "user_domain_name", "d", "password", "p", "project_id", "i")),
        """
        {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"u","domain":{"name":"d"},"password":"p"}}},
         "scope":{"project":{"id":"i"}}}}\
        """);
    assertSame(
        body("token", Map.of("token", "t", "domain_name", "d")),
        """
        {"auth":{"identity":{"methods":["token"],"token":{"id":"t"}},"scope":{"domain":{"name":"d"}}}}\
        """);
    assertSame(
        body(
            "application_credential",
            Map.of(
                "application_credential_id",
                "i",
                "application_credential_secret",
                "s",
                "project_name",
                "ignored")),
        """
        {"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"i","secret":"s"}}}}\
        """);
    assertThatThrownBy(() -> OpenStack.login(config("password", Map.of("username", "u"))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no password");
  }

  private static void assertSame(String json, String expected) {
    assertThat(JsonMapper.shared().readTree(json))
        .isEqualTo(JsonMapper.shared().readTree(expected));
  }

  @Test
  void asksTheEndpointOfTheRegionAndInterface() throws IOException {
    cloud.endpoint("dns", "internal", "RegionOne", "http://wrong");
    cloud.endpoint("dns", "public", "Elsewhere", "http://wrong");
    cloud.endpoint("dns", "public", "RegionOne", cloud.url() + "/dns/");
    cloud.answer("/dns/v2/zones", "{\"zones\":[{\"id\":\"1\"}]}");
    try (OpenStack openStack = OpenStack.login(cloud.config())) {
      assertThat(openStack.get("dns", "/v2/zones").path("zones").size()).isEqualTo(1);
      assertThat(openStack.roles()).containsExactly("admin");
      assertThatThrownBy(() -> openStack.get("no-such", "/"))
          .hasMessage("the catalog has no endpoint of type no-such");
    }
  }

  @Test
  void listsPageByPage() throws IOException {
    cloud.answer("/network/v2.0/routers", "{\"routers\":[{\"id\":\"1\"},{\"id\":\"2\"}]}");
    try (OpenStack openStack = OpenStack.login(cloud.config())) {
      assertThat(openStack.list("network", "/routers", "routers")).hasSize(2);
    }
    assertThat(cloud.asked())
        .containsExactly(
            "GET /network/v2.0/routers?limit=500", "GET /network/v2.0/routers?limit=500&marker=2");
  }

  @Test
  void errorsSayWhatTheCloudSaid() throws IOException {
    cloud.answer(
        "/compute/v2.1/os-services",
        403,
        "{\"forbidden\":{\"code\":403,\"message\":\"Policy doesn't allow it\"}}");
    cloud.answer("/compute/v2.1/flavors", 200, "<html>");
    cloud.redirect("/compute/v2.1/servers", "http://elsewhere.example.org/");
    try (OpenStack openStack = OpenStack.login(cloud.config())) {
      assertThatThrownBy(() -> openStack.get("compute", "/os-services"))
          .hasMessage(cloud.url() + "/compute/v2.1/os-services: 403, Policy doesn't allow it")
          .extracting(e -> ((ApiException) e).status())
          .isEqualTo(403);
      assertThatThrownBy(() -> openStack.get("compute", "/flavors"))
          .hasMessageContaining("no JSON object");
      assertThatThrownBy(() -> openStack.get("compute", "/servers"))
          .as("a token goes nowhere else")
          .hasMessageContaining("status 302");
    }
    cloud.answer(
        "/identity/v3/auth/tokens",
        401,
        "{\"error\":{\"code\":401,\"message\":\"Wrong.\",\"title\":\"Unauthorized\"}}");
    assertThatThrownBy(() -> OpenStack.login(cloud.config())).hasMessageEndingWith("401, Wrong.");
  }

  @Test
  void aServerThatIsNotThere() {
    CloudConfig gone =
        new CloudConfig(
            "gone",
            URI.create("http://127.0.0.1:9/v3"),
            "password",
            cloud.config().secrets(),
            Optional.empty(),
            "public",
            Optional.empty(),
            true);
    assertThatThrownBy(() -> OpenStack.login(gone))
        .isInstanceOf(ApiException.class)
        .hasMessage("http://127.0.0.1:9/v3/auth/tokens: nothing listens there");
  }

  @Test
  void anAnswerThatNeverEndsIsGivenUp() throws IOException {
    cloud.beginAndNeverEnd("/compute/v2.1/flavors");
    try (OpenStack openStack = OpenStack.login(cloud.config(), Duration.ofSeconds(1))) {
      assertThatThrownBy(() -> openStack.get("compute", "/flavors"))
          .hasMessageContaining("no whole answer within");
    }
  }

  @Test
  void whomItTrusts(@TempDir Path directory) throws IOException {
    TestCertificates certificates = TestCertificates.ofLocalhost();
    Path file = Files.writeString(directory.resolve("ca.pem"), certificates.pem());
    try (TestCloud tls = TestCloud.startWithTls(certificates.context())) {
      assertThatThrownBy(() -> OpenStack.login(tls.config()))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("certification path");
      OpenStack.login(tls.config(Optional.of(file), true)).close();
      OpenStack.login(tls.config(Optional.empty(), false)).close();
      assertThatThrownBy(
              () -> OpenStack.login(tls.config(Optional.of(directory.resolve("none")), true)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("cannot be read");
    }
  }
}
