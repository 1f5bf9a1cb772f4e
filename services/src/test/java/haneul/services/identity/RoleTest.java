package haneul.services.identity;

import static haneul.services.identity.Things.onProject;
import static org.assertj.core.api.Assertions.assertThat;

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
import tools.jackson.databind.JsonNode;

/** Roles of domains, roles that imply others, and lists of who has which. */
@OnEveryStore
class RoleTest {
  private final TestIdentity identity;
  private final Things things;
  private String user = "";
  private String project = "";

  RoleTest(Store store, @TempDir Path keys) {
    identity = new TestIdentity(store, keys);
    things = new Things(identity);
  }

  @BeforeEach
  void make() {
    user = things.user("u", "default");
    project = things.project("p", "default");
  }

  @AfterEach
  void close() {
    identity.close();
  }

  private String implies(String prior, String implied) {
    return "/v3/roles/" + things.role(prior) + "/implies/" + things.role(implied);
  }

  @Test
  void rolesImplyEachOther() {
    String rule = implies("boss", "worker");
    Answer made = identity.put(rule, things.admin);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().at("/role_inference/prior_role/name").stringValue()).isEqualTo("boss");
    assertThat(made.json().at("/role_inference/implies/name").stringValue()).isEqualTo("worker");
    assertThat(identity.put(rule, things.admin).status()).isEqualTo(201);
    assertThat(identity.get(rule, things.admin).status()).isEqualTo(200);
    assertThat(identity.send("HEAD", rule, things.admin, "").status()).isEqualTo(204);
    identity.put(implies("worker", "guest"), things.admin);
    identity.put(implies("guest", "boss"), things.admin);

    things.grant("projects/" + project + "/users/" + user, "worker");
    assertThat(Things.roles(things.logIn(user, onProject(project))))
        .containsExactlyInAnyOrder("boss", "worker", "guest");
    String token = things.token(user, onProject(project));

    JsonNode listed =
        identity.get("/v3/roles/" + things.role("boss") + "/implies", things.admin).json();
    assertThat(listed.at("/role_inference/implies/0/name").stringValue()).isEqualTo("worker");
    assertThat(identity.get("/v3/role_inferences", things.admin).json().get("role_inferences"))
        .hasSize(5);
    assertThat(identity.delete(implies("worker", "guest"), things.admin).status()).isEqualTo(204);
    assertThat(identity.delete(implies("worker", "guest"), things.admin).error())
        .endsWith("does not imply " + things.role("guest") + ".");
    assertThat(identity.service.tokens().validate(token).orElseThrow().roles())
        .containsExactly("worker");
  }

  @Test
  void nothingImpliesAdmin() {
    Answer answer = identity.put(implies("boss", "admin"), things.admin);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(identity.put(implies("boss", "boss"), things.admin).status()).isEqualTo(403);
  }

  @Test
  void aDomainsOwnRoleBringsOthersAndIsNotShown() {
    String other = things.domain("other");
    String own = Things.id(things.make("role", "'name':'local','domain_id':'default'"));
    String theirs = Things.id(things.make("role", "'name':'local','domain_id':'" + other + "'"));
    identity.put("/v3/roles/" + own + "/implies/" + things.role("member"), things.admin);
    String place = "/v3/projects/" + project + "/users/" + user + "/roles/";

    assertThat(identity.put(place + theirs, things.admin).error())
        .endsWith("must be in the same domain as the role " + theirs + " being assigned.");
    assertThat(identity.put(place + own, things.admin).status()).isEqualTo(204);
    assertThat(Things.roles(things.logIn(user, onProject(project))))
        .containsExactlyInAnyOrder("member", "reader");
    assertThat(things.names("roles?domain_id=default", "roles")).containsExactly("local");
    assertThat(things.names("roles", "roles")).doesNotContain("local");
    assertThat(
            identity
                .put("/v3/roles/" + things.role("boss") + "/implies/" + own, things.admin)
                .status())
        .isEqualTo(403);
  }

  private List<String> assignments(String query) {
    Answer answer = identity.get("/v3/role_assignments?include_names&" + query, things.admin);
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    List<String> found = new ArrayList<>();
    for (JsonNode one : answer.json().get("role_assignments")) {
      JsonNode actor = one.has("user") ? one.get("user") : one.get("group");
      JsonNode scope = one.get("scope");
      found.add(
          actor.get("name").stringValue()
              + " "
              + one.at("/role/name").stringValue()
              + " "
              + (scope.has("project")
                  ? scope.at("/project/name").stringValue()
                  : scope.has("domain") ? scope.at("/domain/name").stringValue() : "system")
              + (scope.has("OS-INHERIT:inherited_to") ? " inherited" : ""));
    }
    return found;
  }

  @Test
  void assignmentsAreListedAsTheyWereGivenAndAsTheyCount() {
    String group = things.group("g", "default");
    String child = things.child("c", project);
    identity.put("/v3/groups/" + group + "/users/" + user, things.admin);
    things.grant("projects/" + project + "/groups/" + group, "member");
    String below =
        "/v3/OS-INHERIT/projects/"
            + project
            + "/users/"
            + user
            + "/roles/"
            + things.role("reader")
            + "/inherited_to_projects";
    identity.put(below, things.admin);

    assertThat(assignments("group.id=" + group)).containsExactly("g member p");
    assertThat(assignments("user.id=" + user)).containsExactly("u reader p inherited");
    assertThat(assignments("scope.project.id=" + project + "&scope.OS-INHERIT:inherited_to=x"))
        .containsExactly("g member p");
    assertThat(assignments("effective&user.id=" + user))
        .containsExactlyInAnyOrder("u member p", "u reader p", "u reader c inherited");
    assertThat(assignments("effective&scope.project.id=" + child))
        .containsExactly("u reader c inherited");
    assertThat(assignments("effective&role.id=" + things.role("reader") + "&user.id=" + user))
        .containsExactlyInAnyOrder("u reader p", "u reader c inherited");
    assertThat(assignments("include_subtree&effective&scope.project.id=" + project))
        .containsExactlyInAnyOrder("u member p", "u reader p", "u reader c inherited");
    assertThat(assignments("include_subtree&scope.project.id=" + project))
        .containsExactlyInAnyOrder("g member p", "u reader p inherited");
    assertThat(assignments("scope.system=all")).containsExactly("admin admin system");
    assertThat(identity.get("/v3/role_assignments?effective&group.id=x", things.admin).status())
        .isEqualTo(400);
    assertThat(identity.get("/v3/role_assignments?include_subtree", things.admin).error())
        .isEqualTo("scope.project.id must be specified if include_subtree is also specified");
  }

  @Test
  void whereARoleComesFromIsLinked() {
    String group = things.group("g", "default");
    identity.put("/v3/groups/" + group + "/users/" + user, things.admin);
    String below =
        "/v3/OS-INHERIT/domains/default/groups/"
            + group
            + "/roles/"
            + things.role("member")
            + "/inherited_to_projects";
    assertThat(identity.put(below, things.admin).status()).isEqualTo(204);

    JsonNode links =
        identity
            .get(
                "/v3/role_assignments?effective&user.id="
                    + user
                    + "&scope.project.id="
                    + project
                    + "&role.id="
                    + things.role("reader"),
                things.admin)
            .json()
            .at("/role_assignments/0/links");

    assertThat(links.get("assignment").stringValue()).endsWith(below);
    assertThat(links.get("membership").stringValue())
        .endsWith("/v3/groups/" + group + "/users/" + user);
    assertThat(links.get("prior_role").stringValue()).endsWith(implies("member", "reader"));
    assertThat(identity.get(path(links.get("assignment")), things.admin).status()).isEqualTo(204);
    assertThat(identity.get(path(links.get("prior_role")), things.admin).status()).isEqualTo(200);
  }

  private String path(JsonNode link) {
    return link.stringValue().substring((identity.base() + "/identity").length());
  }
}
