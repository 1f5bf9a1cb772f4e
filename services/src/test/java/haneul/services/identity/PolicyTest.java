package haneul.services.identity;

import static haneul.services.identity.Things.ON_SYSTEM;
import static haneul.services.identity.Things.body;
import static haneul.services.identity.Things.onDomain;
import static haneul.services.identity.Things.onProject;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What readers and admins of a domain and of the system may do, and what they may not. */
@OnEveryStore
class PolicyTest {
  private final TestIdentity identity;
  private final Things things;
  private String domain = "";
  private String project = "";
  private String manager = "";
  private String viewer = "";
  private String worker = "";

  PolicyTest(Store store, @TempDir Path keys) {
    identity = new TestIdentity(store, keys);
    things = new Things(identity);
  }

  @BeforeEach
  void make() {
    domain = things.domain("d");
    project = things.project("p", domain);
    String managing = things.user("manager", domain);
    things.grant("domains/" + domain + "/users/" + managing, "admin");
    manager = things.token(managing, onDomain(domain));
    String viewing = things.user("viewer", domain);
    things.grant("domains/" + domain + "/users/" + viewing, "reader");
    viewer = things.token(viewing, onDomain(domain));
    worker = things.user("worker", domain);
  }

  @AfterEach
  void close() {
    identity.close();
  }

  @Test
  void aDomainsAdminManagesWithinIt() {
    String user =
        Things.id(
            things.made("user", manager, "users", "'name':'new','domain_id':'" + domain + "'"));
    String group = Things.id(things.made("group", manager, "groups", "'name':'new'"));
    String made = Things.id(things.made("project", manager, "projects", "'name':'new'"));
    String role = things.role("member");

    for (String path :
        new String[] {
          "/v3/groups/" + group + "/users/" + user,
          "/v3/projects/" + made + "/users/" + user + "/roles/" + role,
          "/v3/domains/" + domain + "/groups/" + group + "/roles/" + role,
          "/v3/OS-INHERIT/domains/"
              + domain
              + "/users/"
              + user
              + "/roles/"
              + role
              + "/inherited_to_projects"
        }) {
      assertThat(identity.put(path, manager).status()).as(path).isEqualTo(204);
      assertThat(identity.get(path, viewer).status()).as(path).isEqualTo(204);
      assertThat(identity.delete(path, viewer).status()).as(path).isEqualTo(403);
      assertThat(identity.delete(path, manager).status()).as(path).isEqualTo(204);
    }
    assertThat(
            identity.patch("/v3/users/" + user, manager, body("user", "'enabled':false")).status())
        .isEqualTo(200);
    assertThat(identity.put("/v3/projects/" + made + "/tags/x", manager).status()).isEqualTo(201);
    for (String path :
        new String[] {"/v3/users/" + user, "/v3/groups/" + group, "/v3/projects/" + made}) {
      assertThat(identity.get(path, viewer).status()).as(path).isEqualTo(200);
      assertThat(identity.delete(path, manager).status()).as(path).isEqualTo(204);
    }
  }

  @Test
  void aDomainsAdminSeesNothingBeyondIt() {
    String outside = things.user("outside", "default");
    String elsewhere = things.project("elsewhere", "default");
    String role = things.role("member");
    String foreign = Things.id(things.make("role", "'name':'foreign','domain_id':'default'"));
    things.make("role", "'name':'own','domain_id':'" + domain + "'");

    assertThat(things.list("domains", "domains", "name", viewer)).containsExactly("d");
    assertThat(things.list("roles", "roles", "name", viewer))
        .contains("admin", "member", "reader")
        .doesNotContain("foreign");
    assertThat(things.list("roles?domain_id=" + domain, "roles", "name", viewer))
        .containsExactly("own");
    assertThat(things.list("roles?domain_id=default", "roles", "name", viewer)).isEmpty();
    assertThat(identity.get("/v3/roles/" + role, viewer).status()).isEqualTo(200);
    assertThat(things.list("users", "users", "name", manager))
        .containsExactlyInAnyOrder("manager", "viewer", "worker");
    assertThat(things.list("users?domain_id=default", "users", "name", manager)).isEmpty();
    assertThat(things.list("projects", "projects", "name", viewer)).containsExactly("p");
    assertThat(identity.get("/v3/role_assignments", manager).json().get("role_assignments"))
        .hasSize(2);
    for (Answer answer :
        new Answer[] {
          identity.get("/v3/users/" + outside, manager),
          identity.get("/v3/users/nope", manager),
          identity.delete("/v3/projects/" + elsewhere, manager),
          identity.post("/v3/users", manager, body("user", "'name':'x','domain_id':'default'")),
          identity.put(
              "/v3/projects/" + elsewhere + "/users/" + worker + "/roles/" + role, manager),
          identity.put("/v3/projects/" + project + "/users/" + outside + "/roles/" + role, manager),
          identity.put("/v3/system/users/" + worker + "/roles/" + role, manager),
          identity.post("/v3/domains", manager, body("domain", "'name':'x'")),
          identity.post("/v3/roles", manager, body("role", "'name':'x'")),
          identity.get("/v3/services", manager),
          identity.get("/v3/roles/" + foreign, viewer),
          identity.get("/v3/roles/" + role + "/implies", viewer),
          identity.patch("/v3/domains/" + domain, manager, body("domain", "'name':'x'"))
        }) {
      assertThat(answer.status()).isEqualTo(403);
    }
    assertThat(identity.get("/v3/domains/" + domain, manager).status()).isEqualTo(200);
  }

  /** To be an admin on any project is to be one of the cloud. */
  @Test
  void aDomainsAdminDoesNotBecomeOneOfTheCloud() {
    String admin = things.role("admin");
    String boss = things.user("boss", domain);
    String bosses = things.group("bosses", domain);
    things.grant("projects/" + project + "/users/" + boss, "admin");
    things.grant("projects/" + project + "/groups/" + bosses, "admin");

    for (Answer answer :
        new Answer[] {
          identity.put("/v3/projects/" + project + "/users/" + worker + "/roles/" + admin, manager),
          identity.put(
              "/v3/OS-INHERIT/domains/"
                  + domain
                  + "/users/"
                  + worker
                  + "/roles/"
                  + admin
                  + "/inherited_to_projects",
              manager),
          identity.put("/v3/groups/" + bosses + "/users/" + worker, manager),
          identity.patch("/v3/users/" + boss, manager, body("user", "'password':'mine'")),
          identity.delete("/v3/users/" + boss, manager)
        }) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.error()).startsWith("Only an admin of the cloud");
    }
    assertThat(
            identity
                .put("/v3/domains/" + domain + "/users/" + worker + "/roles/" + admin, manager)
                .status())
        .isEqualTo(204);
    assertThat(identity.service.tokens().validate(manager).orElseThrow().isAdmin()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users",
        "groups",
        "projects",
        "domains",
        "roles",
        "services",
        "endpoints",
        "regions",
        "policies",
        "credentials",
        "registered_limits",
        "limits",
        "role_assignments",
        "role_inferences",
        "OS-EP-FILTER/endpoint_groups",
        "OS-TRUST/trusts",
        "domains/default/config"
      })
  void aSystemReaderReadsAllAndChangesNothing(String path) {
    things.grant("system/users/" + worker, "reader");
    String reader = things.token(worker, ON_SYSTEM);

    assertThat(identity.get("/v3/" + path, reader).status()).isEqualTo(200);
    assertThat(identity.post("/v3/" + path, reader, "{}").status()).isIn(400, 403, 405);
    assertThat(identity.service.tokens().validate(reader).orElseThrow().isAdmin()).isFalse();
  }

  @Test
  void aSystemReaderMakesNothing() {
    things.grant("system/users/" + worker, "reader");
    String reader = things.token(worker, ON_SYSTEM);

    for (String kind : new String[] {"user", "group", "project", "domain", "role", "service"}) {
      assertThat(
              identity
                  .post("/v3/" + kind + "s", reader, body(kind, "'name':'x','type':'x'"))
                  .status())
          .as(kind)
          .isEqualTo(403);
    }
    assertThat(identity.delete("/v3/users/" + worker, reader).status()).isEqualTo(403);
    assertThat(identity.get("/v3/users/" + worker, reader).status()).isEqualTo(200);
  }

  @Test
  void aSystemAdminMayAll() {
    things.grant("system/users/" + worker, "admin");
    String admin = things.token(worker, ON_SYSTEM);

    things.made("domain", admin, "domains", "'name':'another'");
    assertThat(identity.service.tokens().validate(admin).orElseThrow().isAdmin()).isTrue();
  }

  @Test
  void aMemberSeesHisOwnProjectOnly() {
    things.grant("projects/" + project + "/users/" + worker, "member");
    String member = things.token(worker, onProject(project));

    assertThat(identity.get("/v3/projects/" + project, member).status()).isEqualTo(200);
    assertThat(identity.get("/v3/projects/" + project + "/tags", member).status()).isEqualTo(200);
    assertThat(identity.get("/v3/users/" + worker + "/groups", member).status()).isEqualTo(200);
    assertThat(identity.get("/v3/users", member).status()).isEqualTo(403);
    assertThat(identity.patch("/v3/users/" + worker, member, body("user", "'email':'x'")).status())
        .isEqualTo(403);
    assertThat(identity.put("/v3/projects/" + project + "/tags/x", member).status()).isEqualTo(403);
  }
}
