package haneul.services.identity;

import static haneul.services.identity.TestIdentity.ADMIN_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent, the answer is Keystone's error body with a 4xx, and never a 500. */
@OnEveryStore
class BadInputTest {
  private static final List<String> KINDS = List.of("user", "project", "role", "domain");

  /** Values that are wrong for some field or other. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "7",
          "-1",
          "1e400",
          "99999999999999999999999999",
          "\"\"",
          "\"   \"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"하늘 😀 \\u202e\"",
          "\"" + "x".repeat(300) + "\"",
          "\"" + "x".repeat(70_000) + "\"",
          "[]",
          "[1]",
          "[\"a\",\"a\"]",
          "[\"a/b\"]",
          "{}",
          "{\"immutable\":7}",
          "{\"unknown\":true}",
          "{\"a\":{\"b\":[]}}");

  private static final List<String> FIELDS =
      List.of(
          "id",
          "name",
          "domain_id",
          "parent_id",
          "is_domain",
          "description",
          "enabled",
          "default_project_id",
          "password",
          "original_password",
          "options",
          "tags",
          "email",
          "links",
          "extra");

  private static final List<String> BODIES =
      List.of("", "null", "[]", "7", "\"x\"", "{}", "{", "{\"a\":1,\"a\":2}", "\u0000", "{}{}");

  private final TestIdentity identity;
  private String admin = "";

  BadInputTest(Store store, @TempDir Path keys) {
    identity = new TestIdentity(store, keys);
  }

  @BeforeEach
  void logIn() {
    admin = identity.adminToken();
  }

  @AfterEach
  void close() {
    identity.close();
  }

  /** A 4xx with Keystone's body, or a success. */
  private static void assertSane(Answer answer, String what) {
    assertThat(answer.status()).as(what).isLessThan(500);
    if (answer.status() >= 400) {
      assertThat(answer.error()).as(what).isNotEmpty();
    }
  }

  private void assertRefused(Answer answer, String what) {
    assertThat(answer.status()).as(what).isBetween(400, 499);
    assertSane(answer, what);
  }

  @Test
  @Tag("long")
  void everyFieldOfEveryKindTakesOrRefusesEveryValue() {
    int i = 0;
    for (String kind : KINDS) {
      String id =
          identity
              .post("/v3/" + kind + "s", admin, "{\"" + kind + "\":{\"name\":\"base\"}}")
              .json()
              .at("/" + kind + "/id")
              .stringValue();
      for (String field : FIELDS) {
        for (String value : VALUES) {
          String named = field.equals("name") ? "" : "\"name\":\"n" + i++ + "\",";
          String thing = "\"" + field + "\":" + value + "}}";
          String body = "{\"" + kind + "\":{" + named + thing;
          assertSane(identity.post("/v3/" + kind + "s", admin, body), "POST " + body);
          String change = "{\"" + kind + "\":{" + thing;
          if (!field.equals("enabled")) {
            assertSane(identity.patch("/v3/" + kind + "s/" + id, admin, change), "PATCH " + change);
          }
        }
      }
      assertSane(identity.get("/v3/" + kind + "s", admin), "the list of " + kind);
    }
  }

  @Test
  void aBodyThatIsNoThingIsRefused() {
    for (String body : BODIES) {
      for (String kind : KINDS) {
        assertRefused(identity.post("/v3/" + kind + "s", admin, body), kind + " " + body);
        assertRefused(
            identity.patch("/v3/" + kind + "s/nope", admin, body), "PATCH " + kind + " " + body);
      }
      assertRefused(identity.post("/v3/auth/tokens", "", body), "login " + body);
      assertRefused(identity.post("/v3/users/nope/password", "", body), "password " + body);
    }
  }

  @Test
  void aWrongFieldIsNamed() {
    Answer answer = identity.post("/v3/users", admin, "{\"user\":{\"name\":7}}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error())
        .isEqualTo("Invalid input for field 'name': 7 is not of type 'string'");
    assertThat(identity.post("/v3/users", admin, "{\"user\":{}}").error())
        .isEqualTo("Invalid input for field 'name': 'name' is a required property");
    assertThat(
            identity
                .post("/v3/users", admin, "{\"user\":{\"name\":\"x\",\"options\":{\"a\":1}}}")
                .error())
        .contains("options/a");
    assertThat(
            identity
                .post("/v3/users", admin, "{\"user\":{\"name\":\"x\",\"domain_id\":\"y\"}}")
                .error())
        .isEqualTo("Could not find domain: y.");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    String body = "{\"user\":{\"name\":\"" + "x".repeat(2 << 20) + "\"}}";

    assertThat(identity.post("/v3/users", admin, body).status()).isEqualTo(413);
  }

  @Test
  void everyQueryIsTakenOrRefused() {
    for (String list :
        List.of(
            "users",
            "projects",
            "roles",
            "domains",
            "services",
            "endpoints",
            "regions",
            "role_assignments",
            "auth/projects",
            "auth/domains",
            "auth/catalog")) {
      for (String query :
          List.of(
              "limit=-1",
              "limit=0",
              "limit=x",
              "limit=99999999999",
              "limit=",
              "limit=1&marker=",
              "marker=%00",
              "marker=%ff%fe",
              "marker=%F0%9F%98%80",
              "marker=nope&limit=1",
              "enabled=maybe",
              "enabled=",
              "name=",
              "name=%ED%95%98&name=x",
              "name__contains=x",
              "domain_id=null",
              "tags=a",
              "effective=maybe",
              "include_names=",
              "scope.project.id=a&scope.domain.id=b",
              "group.id=g",
              "&&&==&=a")) {
        assertSane(identity.get("/v3/" + list + "?" + query, admin), list + "?" + query);
      }
    }
    for (String query : List.of("limit=-1", "limit=x", "enabled=maybe", "marker=%00")) {
      assertThat(identity.get("/v3/users?" + query, admin).status()).isEqualTo(400);
    }
  }

  @Test
  void everyPathIsTakenOrRefused() {
    for (String id : List.of("%00", "%ff", "..", "%2e%2e%2f", "%ED%95%98", "x".repeat(1000))) {
      for (String kind : KINDS) {
        String path = "/v3/" + kind + "s/" + id;
        assertRefused(identity.get(path, admin), "GET " + path);
        assertRefused(identity.delete(path, admin), "DELETE " + path);
      }
      assertRefused(
          identity.put("/v3/projects/" + id + "/users/" + id + "/roles/" + id, admin), id);
    }
    assertThat(identity.get("/v3/nothing", admin).status()).isEqualTo(404);
    assertThat(identity.put("/v3/users", admin).status()).isEqualTo(405);
  }

  @Test
  void everyLoginThatIsNotWellFormedIsRefused() {
    String user =
        "\"password\":{\"user\":{\"name\":\"admin\",\"domain\":{\"id\":\"default\"},\"password\":\""
            + ADMIN_PASSWORD
            + "\"}}";
    for (String auth :
        List.of(
            "{}",
            "{\"identity\":{}}",
            "{\"identity\":{\"methods\":[]}}",
            "{\"identity\":{\"methods\":\"password\"}}",
            "{\"identity\":{\"methods\":[7]}}",
            "{\"identity\":{\"methods\":[\"password\"]}}",
            "{\"identity\":{\"methods\":[\"password\"],\"password\":{}}}",
            "{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"password\":\"x\"}}}}",
            "{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":\"a\",\"password\":\"x\"}}}}",
            "{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"id\":7,\"password\":\"x\"}}}}",
            "{\"identity\":{\"methods\":[\"token\"],\"token\":{\"id\":\"garbage\"}}}",
            "{\"identity\":{\"methods\":[\"token\"],\"token\":{}}}",
            "{\"identity\":{\"methods\":[\"saml2\"]}}",
            "{\"identity\":{\"methods\":[\"password\",\"token\"],"
                + user
                + ",\"token\":{\"id\":\"x\"}}}",
            "{\"identity\":{\"methods\":[\"password\"]," + user + "},\"scope\":7}",
            "{\"identity\":{\"methods\":[\"password\"]," + user + "},\"scope\":{}}",
            "{\"identity\":{\"methods\":[\"password\"],"
                + user
                + "},\"scope\":{\"project\":{\"name\":\"admin\"}}}",
            "{\"identity\":{\"methods\":[\"password\"],"
                + user
                + "},\"scope\":{\"project\":{\"id\":\"x\"},\"domain\":{\"id\":\"y\"}}}",
            "{\"identity\":{\"methods\":[\"password\"]," + user + "},\"scope\":{\"system\":{}}}",
            "{\"identity\":{\"methods\":[\"password\"],"
                + user
                + "},\"scope\":{\"domain\":{\"id\":\"default\"}}}",
            "{\"identity\":{\"methods\":[\"password\"],"
                + user
                + "},\"scope\":{\"OS-TRUST:trust\":{\"id\":\"x\"}}}")) {
      assertRefused(identity.post("/v3/auth/tokens", "", "{\"auth\":" + auth + "}"), auth);
    }
  }

  @Test
  void noTokenButOursIsTaken() {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      StringBuilder changed = new StringBuilder(admin);
      changed.setCharAt(random.nextInt(5, admin.length() - 2), random.nextBoolean() ? '-' : 'Q');
      if (!changed.toString().equals(admin)) {
        assertThat(identity.get("/v3/users", changed.toString()).status()).isEqualTo(401);
      }
    }
    for (String token : List.of("x", "gAAAAA", "=", "x".repeat(5000))) {
      assertThat(identity.get("/v3/users", token).status()).isEqualTo(401);
    }
  }
}
