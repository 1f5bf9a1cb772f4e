package haneul.services.identity;

import static haneul.services.identity.Things.body;
import static haneul.services.identity.Things.onProject;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Projects below projects, what is inherited down there, and tags. */
@OnEveryStore
class ProjectTreeTest {
  private final TestIdentity identity;
  private final Things things;
  private String top = "";
  private String middle = "";
  private String leaf = "";

  ProjectTreeTest(Store store, @TempDir Path keys) {
    identity = new TestIdentity(store, keys);
    things = new Things(identity);
  }

  @BeforeEach
  void grow() {
    top = things.project("top", "default");
    middle = things.child("middle", top);
    leaf = things.child("leaf", middle);
  }

  @AfterEach
  void close() {
    identity.close();
  }

  private JsonNode show(String query) {
    return identity.get("/v3/projects/" + query, things.admin).json().get("project");
  }

  @Test
  void aTreeIsShownAsIds() {
    JsonNode shown = show(middle + "?parents_as_ids&subtree_as_ids");

    assertThat(shown.get("parent_id").stringValue()).isEqualTo(top);
    assertThat(shown.get("domain_id").stringValue()).isEqualTo("default");
    assertThat(Json.text(shown.get("parents"))).isEqualTo("{\"" + top + "\":{\"default\":null}}");
    assertThat(Json.text(shown.get("subtree"))).isEqualTo("{\"" + leaf + "\":null}");
    assertThat(Json.text(show(top + "?subtree_as_ids").get("subtree")))
        .isEqualTo("{\"" + middle + "\":{\"" + leaf + "\":null}}");
    assertThat(show(leaf + "?subtree_as_ids").get("subtree").isNull()).isTrue();
    assertThat(
            identity
                .get("/v3/projects/" + top + "?subtree_as_ids&subtree_as_list", things.admin)
                .error())
        .isEqualTo("Cannot use subtree_as_list and subtree_as_ids query params at the same time.");
  }

  @Test
  void aListOfATreeHasWhatTheCallerReaches() {
    String user = things.user("u", "default");
    things.grant("projects/" + top + "/users/" + user, "reader");
    String token = things.token(user, onProject(top));

    Answer before = identity.get("/v3/projects/" + top + "?subtree_as_list", token);
    things.grant("projects/" + leaf + "/users/" + user, "reader");
    Answer after = identity.get("/v3/projects/" + top + "?subtree_as_list", token);

    assertThat(before.json().at("/project/subtree")).isEmpty();
    assertThat(after.json().at("/project/subtree")).hasSize(1);
    assertThat(after.json().at("/project/subtree/0/project/id").stringValue()).isEqualTo(leaf);
    assertThat(
            identity
                .get(
                    "/v3/projects/" + leaf + "?parents_as_list",
                    things.token(user, onProject(leaf)))
                .json()
                .at("/project/parents/0/project/name")
                .stringValue())
        .isEqualTo("top");
  }

  @Test
  void aTreeHasADepth() {
    String fourth = things.child("fourth", leaf);
    String fifth = things.child("fifth", fourth);

    Answer answer =
        identity.post(
            "/v3/projects",
            things.admin,
            body("project", "'name':'sixth','parent_id':'" + fifth + "'"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.error()).isEqualTo("Max hierarchy depth reached for " + fifth + " branch.");
  }

  @Test
  void aParentMustBeInTheSameDomainAndEnabled() {
    String other = things.domain("other");
    assertThat(
            identity
                .post(
                    "/v3/projects",
                    things.admin,
                    body(
                        "project",
                        "'name':'x','domain_id':'" + other + "','parent_id':'" + top + "'"))
                .error())
        .startsWith("Cannot create project, since it specifies its domain_id");
    assertThat(
            identity
                .post("/v3/projects", things.admin, body("project", "'name':'x','parent_id':'no'"))
                .error())
        .isEqualTo("Could not find project: no.");
    patch(leaf, "'enabled':false");
    assertThat(
            identity
                .post(
                    "/v3/projects",
                    things.admin,
                    body("project", "'name':'x','parent_id':'" + leaf + "'"))
                .error())
        .isEqualTo("cannot create a project in a branch containing a disabled project: " + leaf);
  }

  private Answer patch(String project, String fields) {
    return identity.patch("/v3/projects/" + project, things.admin, body("project", fields));
  }

  @Test
  void aTreeIsDisabledAndDeletedAsAWhole() {
    assertThat(identity.delete("/v3/projects/" + top, things.admin).error())
        .contains("is not a leaf in the hierarchy");
    assertThat(patch(top, "'enabled':false").error())
        .endsWith("since its subtree contains enabled projects.");
    String cascade = "/v3/projects/" + top + "/cascade";
    assertThat(identity.delete(cascade, things.admin).status()).isEqualTo(403);

    Answer disabled = identity.patch(cascade, things.admin, body("project", "'enabled':false"));
    assertThat(disabled.status()).isEqualTo(200);
    assertThat(show(leaf).get("enabled").booleanValue()).isFalse();
    assertThat(patch(leaf, "'enabled':true").error()).contains("since it has disabled parents");

    assertThat(identity.delete(cascade, things.admin).status()).isEqualTo(204);
    for (String gone : new String[] {top, middle, leaf}) {
      assertThat(identity.get("/v3/projects/" + gone, things.admin).status()).isEqualTo(404);
    }
  }

  @Test
  void anInheritedRoleCountsBelowAndNotThere() {
    String user = things.user("u", "default");
    String path = "/v3/OS-INHERIT/%s/users/" + user + "/roles/%s/inherited_to_projects";
    String fromProject = path.formatted("projects/" + top, things.role("member"));
    assertThat(identity.put(fromProject, things.admin).status()).isEqualTo(204);
    assertThat(identity.send("HEAD", fromProject, things.admin, "").status()).isEqualTo(204);

    assertThat(things.logIn(user, onProject(top)).status()).isEqualTo(401);
    assertThat(Things.roles(things.logIn(user, onProject(leaf))))
        .containsExactlyInAnyOrder("member", "reader");
    assertThat(things.list("users/" + user + "/projects", "projects", "name", things.admin))
        .containsExactlyInAnyOrder("middle", "leaf");

    assertThat(identity.delete(fromProject, things.admin).status()).isEqualTo(204);
    assertThat(things.logIn(user, onProject(leaf)).status()).isEqualTo(401);
    String fromDomain = path.formatted("domains/default", things.role("reader"));
    assertThat(identity.put(fromDomain, things.admin).status()).isEqualTo(204);
    assertThat(Things.roles(things.logIn(user, onProject(top)))).containsExactly("reader");
    assertThat(things.logIn(user, Things.onDomain("default")).status()).isEqualTo(401);
    assertThat(
            identity
                .get(
                    "/v3/OS-INHERIT/domains/default/users/" + user + "/roles/inherited_to_projects",
                    things.admin)
                .json()
                .at("/roles/0/name")
                .stringValue())
        .isEqualTo("reader");
    assertThat(things.names("users/" + user + "/projects", "projects"))
        .contains("top", "middle", "leaf", "admin", "demo");
  }

  @Test
  void tagsAreThingsOfTheirOwn() {
    String tags = "/v3/projects/" + top + "/tags";
    Answer set = identity.send("PUT", tags, things.admin, "{\"tags\":[\"blue\",\"big\"]}");
    assertThat(set.json().get("tags")).isEqualTo(Json.array().add("blue").add("big"));
    Answer added = identity.put(tags + "/new", things.admin);
    assertThat(added.status()).isEqualTo(201);
    assertThat(added.header("Location")).endsWith("/projects/" + top + "/tags/new");
    assertThat(identity.get(tags + "/new", things.admin).status()).isEqualTo(204);
    assertThat(identity.send("HEAD", tags + "/nope", things.admin, "").status()).isEqualTo(404);
    assertThat(identity.delete(tags + "/blue", things.admin).status()).isEqualTo(204);
    assertThat(identity.delete(tags + "/blue", things.admin).error())
        .isEqualTo("Could not find project tag: blue.");
    assertThat(identity.get(tags, things.admin).json().get("tags"))
        .isEqualTo(Json.array().add("big").add("new"));
    assertThat(identity.delete(tags, things.admin).status()).isEqualTo(204);
    assertThat(identity.get(tags, things.admin).json().get("tags")).isEmpty();
    assertThat(identity.put(tags + "/a%2Cb", things.admin).status()).isEqualTo(400);
  }

  @Test
  void projectsAreFoundByTheirTags() {
    patch(top, "'tags':['red','a%b']");
    patch(middle, "'tags':['red','blue']");
    patch(leaf, "'tags':['re']");

    assertThat(things.names("projects?tags=red", "projects"))
        .containsExactlyInAnyOrder("top", "middle");
    assertThat(things.names("projects?tags=red,blue", "projects")).containsExactly("middle");
    assertThat(things.names("projects?tags-any=re,blue", "projects"))
        .containsExactlyInAnyOrder("leaf", "middle");
    assertThat(things.names("projects?not-tags=red,blue", "projects"))
        .containsExactlyInAnyOrder("top", "leaf", "admin", "demo");
    assertThat(things.names("projects?not-tags-any=re,blue", "projects"))
        .containsExactlyInAnyOrder("top", "admin", "demo");
    assertThat(things.names("projects?tags=a%25b", "projects")).containsExactly("top");
    assertThat(things.names("projects?tags=RED", "projects")).isEmpty();
  }

  @Test
  void aDomainIsAProjectToo() {
    JsonNode made = things.make("project", "'name':'d','is_domain':true");
    assertThat(made.get("is_domain").booleanValue()).isTrue();
    assertThat(made.get("domain_id").isNull()).isTrue();
    String id = Things.id(made);

    assertThat(identity.get("/v3/domains/" + id, things.admin).status()).isEqualTo(200);
    assertThat(show(id).get("is_domain").booleanValue()).isTrue();
    assertThat(things.names("projects?is_domain=true", "projects"))
        .containsExactlyInAnyOrder("Default", "d");
    assertThat(things.names("projects?parent_id=" + top, "projects")).containsExactly("middle");
  }
}
