package haneul.services.identity;

import static haneul.services.identity.TestIdentity.DEMO_PASSWORD;
import static haneul.services.identity.TestIdentity.project;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Users, projects, domains, roles, grants, the catalog's parts: fields, filters, refusals. */
@OnEveryStore
class ThingsTest {
  private final TestIdentity identity;
  private String admin = "";

  ThingsTest(Store store, @TempDir Path keys) {
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

  private JsonNode create(String kind, String body) {
    Answer answer = identity.post("/v3/" + kind + "s", admin, "{\"" + kind + "\":" + body + "}");
    assertThat(answer.status()).isEqualTo(201);
    return answer.json().get(kind);
  }

  private static List<String> fields(JsonNode thing) {
    return List.copyOf(thing.propertyNames());
  }

  @Test
  void aUserHasKeystonesFields() {
    JsonNode user =
        create(
            "user",
            "{\"name\":\"svc\",\"domain_id\":\"default\",\"default_project_id\":\"abc\","
                + "\"password\":\"secret\",\"enabled\":true,\"options\":{},\"email\":\"a@b\"}");

    assertThat(fields(user))
        .containsExactly(
            "email",
            "id",
            "name",
            "domain_id",
            "enabled",
            "default_project_id",
            "password_expires_at",
            "options",
            "links");
    String id = user.get("id").stringValue();
    assertThat(user.at("/links/self").stringValue())
        .isEqualTo(identity.base() + "/identity/v3/users/" + id);
    assertThat(identity.get("/v3/users/" + id, admin).json().get("user")).isEqualTo(user);
  }

  @Test
  void aChangedUserShowsItsExtras() {
    String id = create("user", "{\"name\":\"svc\"}").get("id").stringValue();

    JsonNode user =
        identity
            .patch("/v3/users/" + id, admin, "{\"user\":{\"email\":\"a@b\",\"enabled\":true}}")
            .json()
            .get("user");

    assertThat(user.at("/extra/email").stringValue()).isEqualTo("a@b");
    assertThat(user.get("email").stringValue()).isEqualTo("a@b");
    assertThat(user.has("default_project_id")).isFalse();
  }

  @Test
  void aDefaultProjectIsSetAndTakenBack() {
    String id =
        create("user", "{\"name\":\"svc\",\"default_project_id\":\"abc\"}").get("id").stringValue();

    JsonNode user =
        identity
            .patch("/v3/users/" + id, admin, "{\"user\":{\"default_project_id\":null}}")
            .json()
            .get("user");

    assertThat(user.has("default_project_id")).isFalse();
  }

  @Test
  void aProjectHasKeystonesFields() {
    JsonNode made =
        create(
            "project", "{\"name\":\"p\",\"domain_id\":\"default\",\"tags\":[\"a\"],\"k\":\"v\"}");

    assertThat(fields(made))
        .containsExactly(
            "k",
            "id",
            "name",
            "domain_id",
            "description",
            "enabled",
            "parent_id",
            "is_domain",
            "tags",
            "options",
            "links");
    assertThat(made.get("parent_id").stringValue()).isEqualTo("default");
    assertThat(made.get("tags")).isEqualTo(Json.array().add("a"));
  }

  @Test
  void aRoleHasKeystonesFields() {
    JsonNode role = create("role", "{\"name\":\"tester\",\"options\":{}}");

    assertThat(fields(role))
        .containsExactly("id", "name", "domain_id", "description", "options", "links");
    assertThat(role.get("description").isNull()).isTrue();
  }

  @Test
  void theFirstRolesAreImmutable() {
    String id = identity.get("/v3/roles?name=admin", admin).json().at("/roles/0/id").stringValue();
    String path = "/v3/roles/" + id;

    assertThat(identity.delete(path, admin).status()).isEqualTo(403);
    assertThat(identity.patch(path, admin, "{\"role\":{\"name\":\"x\"}}").error())
        .startsWith("Unable to update immutable role resource");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user|Conflict occurred attempting to store user - Duplicate entry found with name a at"
            + " domain ID default.",
        "project|Conflict occurred attempting to store project - it is not permitted to have two"
            + " projects with either the same name or same id in the same domain: name is a,",
        "role|Conflict occurred attempting to store role - Duplicate entry found with name a.",
        "domain|Conflict occurred attempting to store domain - it is not permitted to have two"
            + " projects acting as domains with the same name: a."
      })
  void aNameThatIsTakenIsAConflict(String kind, String message) {
    create(kind, "{\"name\":\"a\"}");
    String other = create(kind, "{\"name\":\"b\"}").get("id").stringValue();
    String body = "{\"" + kind + "\":{\"name\":\"a\"}}";

    for (Answer answer :
        List.of(
            identity.post("/v3/" + kind + "s", admin, body),
            identity.patch("/v3/" + kind + "s/" + other, admin, body))) {
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.error()).startsWith(message);
    }
  }

  @ParameterizedTest
  @CsvSource({"user", "project", "role", "domain", "service", "endpoint", "region"})
  void whatIsNotThereIsNotFound(String kind) {
    Answer answer = identity.get("/v3/" + kind + "s/nope", admin);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error()).isEqualTo("Could not find " + kind + ": nope.");
    assertThat(answer.json().at("/error/title").stringValue()).isEqualTo("Not Found");
  }

  @Test
  void listsAreFiltered() {
    create("user", "{\"name\":\"off\",\"enabled\":false}");

    assertThat(names("/v3/users?name=off", "users")).containsExactly("off");
    assertThat(names("/v3/users?enabled=false", "users")).containsExactly("off");
    assertThat(names("/v3/users?enabled=True&domain_id=default", "users"))
        .containsExactlyInAnyOrder("admin", "demo");
    assertThat(names("/v3/users?domain_id=other", "users")).isEmpty();
    assertThat(names("/v3/services?type=compute", "services")).containsExactly("nova");
    assertThat(names("/v3/services?name=compute", "services")).isEmpty();
    assertThat(names("/v3/projects?parent_id=default&name=demo", "projects"))
        .containsExactly("demo");
  }

  private List<String> names(String path, String kind) {
    List<String> names = new ArrayList<>();
    identity
        .get(path, admin)
        .json()
        .get(kind)
        .forEach(thing -> names.add(thing.get("name").stringValue()));
    return names;
  }

  @Test
  void pagesFollowEachOtherToTheEnd() {
    for (int i = 0; i < 5; i++) {
      create("user", "{\"name\":\"user " + i + "\"}");
    }
    List<String> seen = new ArrayList<>();
    String path = "/v3/users?limit=3&enabled=true";
    int pages = 0;
    while (true) {
      JsonNode page = identity.get(path, admin).json();
      page.get("users").forEach(user -> seen.add(user.get("name").stringValue()));
      assertThat(page.at("/links/self").stringValue())
          .isEqualTo(identity.base() + "/identity" + path);
      pages++;
      if (page.at("/links/next").isNull()) {
        break;
      }
      path =
          page.at("/links/next").stringValue().substring((identity.base() + "/identity").length());
    }

    assertThat(pages).isEqualTo(3);
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "admin", "demo", "user 0", "user 1", "user 2", "user 3", "user 4");
  }

  @Test
  void grantsAreGivenCheckedListedAndTaken() {
    String user = create("user", "{\"name\":\"u\"}").get("id").stringValue();
    String role = create("role", "{\"name\":\"r\"}").get("id").stringValue();
    String project = create("project", "{\"name\":\"p\"}").get("id").stringValue();
    for (String target : List.of("/v3/projects/" + project, "/v3/domains/default", "/v3/system")) {
      String all = target + "/users/" + user + "/roles";
      String one = all + "/" + role;
      assertThat(identity.send("HEAD", one, admin, "").status()).isEqualTo(404);
      assertThat(identity.put(one, admin).status()).isEqualTo(204);
      assertThat(identity.put(one, admin).status()).isEqualTo(204);
      assertThat(identity.send("HEAD", one, admin, "").status()).isEqualTo(204);
      assertThat(identity.get(all, admin).json().at("/roles/0/name").stringValue()).isEqualTo("r");
      assertThat(identity.delete(one, admin).status()).isEqualTo(204);
      assertThat(identity.delete(one, admin).error())
          .startsWith("Could not find role assignment with role: " + role);
      assertThat(identity.put(all + "/nope", admin).error())
          .isEqualTo("Could not find role: nope.");
    }
  }

  @Test
  void assignmentsAreListedWithNames() {
    String user = identity.get("/v3/users?name=demo", admin).json().at("/users/0/id").stringValue();

    JsonNode list =
        identity
            .get("/v3/role_assignments?include_names=True&user.id=" + user, admin)
            .json()
            .get("role_assignments");

    assertThat(list).hasSize(1);
    JsonNode one = list.get(0);
    assertThat(fields(one)).containsExactly("links", "scope", "user", "role");
    assertThat(one.at("/scope/project/name").stringValue()).isEqualTo("demo");
    assertThat(one.at("/scope/project/domain/name").stringValue()).isEqualTo("Default");
    assertThat(one.at("/user/name").stringValue()).isEqualTo("demo");
    assertThat(one.at("/role/name").stringValue()).isEqualTo("member");
    assertThat(one.at("/links/assignment").stringValue())
        .isEqualTo(
            identity.base()
                + "/identity/v3/projects/"
                + one.at("/scope/project/id").stringValue()
                + "/users/"
                + user
                + "/roles/"
                + one.at("/role/id").stringValue());
    assertThat(
            identity
                .get("/v3/role_assignments?effective&user.id=" + user, admin)
                .json()
                .get("role_assignments"))
        .hasSize(2);
    assertThat(
            identity
                .get("/v3/role_assignments?scope.system=all", admin)
                .json()
                .at("/role_assignments/0/scope/system/all")
                .booleanValue())
        .isTrue();
  }

  @Test
  void aDeletedDomainTakesEverythingAlong() {
    String domain = create("domain", "{\"name\":\"d\"}").get("id").stringValue();
    create("project", "{\"name\":\"p\",\"domain_id\":\"" + domain + "\"}");
    create("user", "{\"name\":\"u\",\"domain_id\":\"" + domain + "\"}");
    String path = "/v3/domains/" + domain;

    assertThat(identity.delete(path, admin).error())
        .isEqualTo("Cannot delete a domain that is enabled, please disable it first.");
    identity.patch(path, admin, "{\"domain\":{\"enabled\":false}}");
    assertThat(identity.delete(path, admin).status()).isEqualTo(204);

    assertThat(names("/v3/users?domain_id=" + domain, "users")).isEmpty();
    assertThat(names("/v3/projects?domain_id=" + domain, "projects")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v3/users,list_users",
    "POST,/v3/users,create_user",
    "GET,/v3/users/other,get_user",
    "PATCH,/v3/users/other,update_user",
    "DELETE,/v3/users/other,delete_user",
    "GET,/v3/users/other/projects,list_user_projects",
    "GET,/v3/projects,list_projects",
    "POST,/v3/projects,create_project",
    "GET,/v3/projects/other,get_project",
    "PATCH,/v3/projects/other,update_project",
    "DELETE,/v3/projects/other,delete_project",
    "GET,/v3/domains,list_domains",
    "GET,/v3/domains/other,get_domain",
    "POST,/v3/domains,create_domain",
    "GET,/v3/roles,list_roles",
    "POST,/v3/roles,create_role",
    "GET,/v3/services,list_services",
    "GET,/v3/endpoints,list_endpoints",
    "GET,/v3/role_assignments,list_role_assignments",
    "GET,/v3/projects/p/users/u/roles,list_grants",
    "PUT,/v3/projects/p/users/u/roles/r,create_grant",
    "DELETE,/v3/system/users/u/roles/r,revoke_system_grant_for_user"
  })
  void aMemberMayNot(String method, String path, String action) {
    Answer answer =
        identity.send(
            method,
            path,
            identity.demoToken(),
            method.equals("POST") || method.equals("PATCH") ? "{}" : "");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.error())
        .isEqualTo(
            "You are not authorized to perform the requested action: identity:" + action + ".");
    assertThat(identity.send(method, path, "", "").status()).isEqualTo(401);
  }

  @Test
  void aMemberSeesHimselfAndHisProject() {
    Answer login = identity.logIn("demo", DEMO_PASSWORD, project("demo"));
    String demo = TestIdentity.token(login);
    String user = login.json().at("/token/user/id").stringValue();
    String own = login.json().at("/token/project/id").stringValue();

    assertThat(identity.get("/v3/users/" + user, demo).status()).isEqualTo(200);
    assertThat(identity.get("/v3/projects/" + own, demo).status()).isEqualTo(200);
    for (String path : List.of("/v3/auth/projects", "/v3/users/" + user + "/projects")) {
      JsonNode projects = identity.get(path, demo).json().get("projects");
      assertThat(projects).hasSize(1);
      assertThat(projects.get(0).get("id").stringValue()).isEqualTo(own);
    }
    assertThat(identity.get("/v3/auth/domains", demo).json().get("domains")).isEmpty();
    assertThat(identity.get("/v3/auth/system", demo).json().get("system")).isEmpty();
    assertThat(identity.get("/v3/regions", demo).status()).isEqualTo(200);
  }

  @Test
  void theVersionsAreTold() {
    Answer root = identity.get("/", "");
    assertThat(root.status()).isEqualTo(300);
    assertThat(root.header("Location")).isEqualTo(identity.base() + "/identity/v3/");
    assertThat(root.json().at("/versions/values/0/id").stringValue()).isEqualTo("v3.14");
    for (String path : List.of("/v3", "/v3/")) {
      JsonNode version = identity.get(path, "").json().get("version");
      assertThat(version.at("/links/0/href").stringValue())
          .isEqualTo(identity.base() + "/identity/v3/");
      assertThat(version.get("status").stringValue()).isEqualTo("stable");
    }
  }
}
