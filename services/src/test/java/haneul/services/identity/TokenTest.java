package haneul.services.identity;

import static haneul.services.identity.TestIdentity.ADMIN_PASSWORD;
import static haneul.services.identity.TestIdentity.DEMO_PASSWORD;
import static haneul.services.identity.TestIdentity.project;
import static haneul.services.identity.TestIdentity.token;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Logging in, what a token says, and how it ends. */
@OnEveryStore
class TokenTest {
  private static final String REFUSED = "The request you have made requires authentication.";

  private final TestIdentity identity;

  TokenTest(Store store, @TempDir Path keys) {
    identity = new TestIdentity(store, keys);
  }

  @AfterEach
  void close() {
    identity.close();
  }

  private static List<String> names(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(thing -> thing.get("name").stringValue())
        .sorted()
        .toList();
  }

  @Test
  void anAdminsTokenCarriesAllThreeRolesAndTheCatalog() {
    Answer answer = identity.logIn("admin", ADMIN_PASSWORD, project("admin"));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Vary")).isEqualTo("X-Auth-Token");
    assertThat(answer.header("X-Openstack-Request-Id")).startsWith("req-");
    assertThat(answer.header("X-Subject-Token")).startsWith("gAAAAA").doesNotContain("=");
    JsonNode token = answer.json().get("token");
    assertThat(List.copyOf(token.propertyNames()))
        .containsExactly(
            "methods",
            "user",
            "audit_ids",
            "expires_at",
            "issued_at",
            "project",
            "is_domain",
            "roles",
            "catalog");
    assertThat(token.get("methods")).isEqualTo(Json.array().add("password"));
    assertThat(token.at("/user/name").stringValue()).isEqualTo("admin");
    assertThat(token.at("/user/id").stringValue()).matches("[0-9a-f]{32}");
    assertThat(token.at("/user/domain/name").stringValue()).isEqualTo("Default");
    assertThat(token.at("/user/password_expires_at").isNull()).isTrue();
    assertThat(token.at("/audit_ids/0").stringValue()).hasSize(22);
    assertThat(token.get("issued_at").stringValue()).isEqualTo("2026-11-22T08:00:00.250000Z");
    assertThat(token.get("expires_at").stringValue()).isEqualTo("2026-11-22T09:00:00.000000Z");
    assertThat(token.at("/project/domain/id").stringValue()).isEqualTo("default");
    assertThat(names(token.get("roles"))).containsExactly("admin", "member", "reader");
    assertThat(names(token.get("catalog")))
        .containsExactly("glance", "keystone", "neutron", "nova");
  }

  @Test
  void theCatalogFollowsWhatTheClientCalledUs() {
    String token = identity.adminToken();

    JsonNode catalog = identity.get("/v3/auth/catalog", token).json().get("catalog");

    for (JsonNode service : catalog) {
      String path =
          switch (service.get("type").stringValue()) {
            case "identity" -> "/identity/v3";
            case "image" -> "/image";
            case "compute" -> "/compute/v2.1";
            default -> "/network";
          };
      assertThat(service.get("endpoints")).hasSize(3);
      for (JsonNode endpoint : service.get("endpoints")) {
        assertThat(endpoint.get("url").stringValue()).isEqualTo(identity.base() + path);
        assertThat(endpoint.get("region").stringValue()).isEqualTo("RegionOne");
        assertThat(endpoint.get("region_id").stringValue()).isEqualTo("RegionOne");
      }
    }
  }

  @Test
  void aMembersTokenCarriesMemberAndReader() {
    JsonNode token = identity.logIn("demo", DEMO_PASSWORD, project("demo")).json().get("token");

    assertThat(names(token.get("roles"))).containsExactly("member", "reader");
  }

  @Test
  void withoutAScopeTheDefaultProjectIsTaken() {
    JsonNode token = identity.logIn("demo", DEMO_PASSWORD, "").json().get("token");

    assertThat(token.at("/project/name").stringValue()).isEqualTo("demo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"unscoped\"", "{\"unscoped\":{}}"})
  void anUnscopedTokenHasNeitherProjectNorRolesNorCatalog(String scope) {
    Answer answer = identity.logIn("demo", DEMO_PASSWORD, scope);

    assertThat(List.copyOf(answer.json().get("token").propertyNames()))
        .containsExactly("methods", "user", "audit_ids", "expires_at", "issued_at");
    assertThat(identity.get("/v3/auth/catalog", token(answer)).status()).isEqualTo(403);
  }

  @Test
  void aSystemTokenIsForAdmins() {
    String system = "{\"system\":{\"all\":true}}";

    assertThat(identity.logIn("admin", ADMIN_PASSWORD, system).json().at("/token/system/all"))
        .isEqualTo(Json.parseOurs("true"));
    assertThat(identity.logIn("demo", DEMO_PASSWORD, system).error()).isEqualTo(REFUSED);
  }

  @Test
  void everyFailedLoginSaysTheSame() {
    for (Answer answer :
        List.of(
            identity.logIn("demo", "wrong", project("demo")),
            identity.logIn("nobody", "wrong", project("demo")),
            identity.logIn("demo", DEMO_PASSWORD, project("admin")),
            identity.logIn("demo", DEMO_PASSWORD, project("nothing")))) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.error()).isEqualTo(REFUSED);
      assertThat(answer.header("WWW-Authenticate"))
          .isEqualTo("Keystone uri=\"" + identity.base() + "/identity/v3\"");
    }
  }

  @Test
  void aTokenShowsItselfAndOnlyAdminsSeeOthers() {
    String admin = identity.adminToken();
    String demo = identity.demoToken();

    Answer own = identity.get("/v3/auth/tokens", demo, "X-Subject-Token", demo);
    assertThat(own.status()).isEqualTo(200);
    assertThat(own.header("X-Subject-Token")).isEqualTo(demo);
    assertThat(own.json().at("/token/user/name").stringValue()).isEqualTo("demo");
    assertThat(
            identity
                .get("/v3/auth/tokens?nocatalog", admin, "X-Subject-Token", demo)
                .json()
                .get("token")
                .has("catalog"))
        .isFalse();
    Answer other = identity.get("/v3/auth/tokens", demo, "X-Subject-Token", admin);
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.error())
        .isEqualTo(
            "You are not authorized to perform the requested action: identity:validate_token.");
    assertThat(
            identity.send("HEAD", "/v3/auth/tokens", admin, "", "X-Subject-Token", demo).status())
        .isEqualTo(200);
  }

  @Test
  void anUnknownSubjectIsNotFound() {
    String admin = identity.adminToken();

    Answer garbage = identity.get("/v3/auth/tokens", admin, "X-Subject-Token", "garbage");
    assertThat(garbage.status()).isEqualTo(404);
    assertThat(garbage.error()).isEqualTo("Could not recognize Fernet token");
    assertThat(identity.get("/v3/auth/tokens", admin).status()).isEqualTo(404);
  }

  @Test
  void aTokenEndsWhenItExpires() {
    String token = identity.demoToken();
    identity.advance(Duration.ofMinutes(59));
    assertThat(identity.service.tokens().validate(token)).isPresent();

    identity.advance(Duration.ofMinutes(1));

    assertThat(identity.service.tokens().validate(token)).isEmpty();
    assertThat(identity.get("/v3/auth/projects", token).status()).isEqualTo(401);
    Answer seen = identity.get("/v3/auth/tokens", identity.adminToken(), "X-Subject-Token", token);
    assertThat(seen.status()).isEqualTo(404);
    assertThat(seen.error()).isEqualTo("Failed to validate token");
  }

  @Test
  void aDeletedTokenEndsAtOnceAndNoOtherDoes() {
    String first = identity.demoToken();
    String second = identity.demoToken();

    assertThat(identity.delete("/v3/auth/tokens", first, "X-Subject-Token", first).status())
        .isEqualTo(204);

    assertThat(identity.service.tokens().validate(first)).isEmpty();
    assertThat(identity.service.tokens().validate(second)).isPresent();
  }

  @Test
  void aTokenBuysAnotherThatLivesNoLonger() {
    Answer unscoped = identity.logIn("demo", DEMO_PASSWORD, "\"unscoped\"");
    identity.advance(Duration.ofMinutes(10));

    Answer scoped =
        identity.post(
            "/v3/auth/tokens",
            "",
            "{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"id\":\""
                + token(unscoped)
                + "\"}},\"scope\":"
                + project("demo")
                + "}}");

    assertThat(scoped.status()).isEqualTo(201);
    JsonNode before = unscoped.json().get("token");
    JsonNode after = scoped.json().get("token");
    assertThat(after.get("expires_at")).isEqualTo(before.get("expires_at"));
    assertThat(after.get("methods")).isEqualTo(Json.array().add("password").add("token"));
    assertThat(after.at("/audit_ids/1")).isEqualTo(before.at("/audit_ids/0"));
    assertThat(after.at("/project/name").stringValue()).isEqualTo("demo");
  }
}
