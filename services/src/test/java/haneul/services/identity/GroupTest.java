package haneul.services.identity;

import static haneul.services.identity.Things.body;
import static haneul.services.identity.Things.onProject;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Groups, their members, and the roles that members have by them. */
@OnEveryStore
class GroupTest {
  private final TestIdentity identity;
  private final Things things;

  GroupTest(Store store, @TempDir Path keys) {
    identity = new TestIdentity(store, keys);
    things = new Things(identity);
  }

  @AfterEach
  void close() {
    identity.close();
  }

  @Test
  void aGroupHasKeystonesFields() {
    JsonNode group = things.make("group", "'name':'g','description':'d','k':'v'");

    assertThat(List.copyOf(group.propertyNames()))
        .containsExactly("k", "id", "name", "domain_id", "description", "links");
    String path = "/v3/groups/" + Things.id(group);
    JsonNode changed =
        identity
            .patch(path, things.admin, body("group", "'name':'h','description':null"))
            .json()
            .get("group");
    assertThat(changed.get("name").stringValue()).isEqualTo("h");
    assertThat(changed.get("description").stringValue()).isEmpty();
    assertThat(things.names("groups?name=h", "groups")).containsExactly("h");
    assertThat(identity.post("/v3/groups", things.admin, body("group", "'name':'h'")).error())
        .isEqualTo(
            "Conflict occurred attempting to store group - Duplicate entry found with name h at"
                + " domain ID default.");
    assertThat(identity.delete(path, things.admin).status()).isEqualTo(204);
    assertThat(identity.get(path, things.admin).status()).isEqualTo(404);
  }

  @Test
  void membersComeAndGo() {
    String group = things.group("g", "default");
    String user = things.user("u", "default");
    String member = "/v3/groups/" + group + "/users/" + user;

    assertThat(identity.get(member, things.admin).error())
        .isEqualTo("User '" + user + "' not found in group '" + group + "'.");
    assertThat(identity.put(member, things.admin).status()).isEqualTo(204);
    assertThat(identity.put(member, things.admin).status()).isEqualTo(204);
    assertThat(identity.send("HEAD", member, things.admin, "").status()).isEqualTo(204);
    assertThat(things.names("groups/" + group + "/users", "users")).containsExactly("u");
    assertThat(things.names("users/" + user + "/groups", "groups")).containsExactly("g");
    assertThat(identity.delete(member, things.admin).status()).isEqualTo(204);
    assertThat(things.names("groups/" + group + "/users", "users")).isEmpty();
    assertThat(identity.put("/v3/groups/" + group + "/users/nope", things.admin).error())
        .isEqualTo("Could not find user: nope.");
  }

  @Test
  void aMemberHasTheGroupsRolesAsLongAsHeIsOne() {
    String group = things.group("g", "default");
    String user = things.user("u", "default");
    String project = things.project("p", "default");
    String member = "/v3/groups/" + group + "/users/" + user;
    things.grant("projects/" + project + "/groups/" + group, "member");
    things.grant("system/groups/" + group, "reader");
    assertThat(things.logIn(user, onProject(project)).status()).isEqualTo(401);

    identity.put(member, things.admin);
    String token = things.token(user, onProject(project));
    assertThat(Things.roles(things.logIn(user, Things.ON_SYSTEM))).containsExactly("reader");
    assertThat(things.list("auth/projects", "projects", "name", token)).containsExactly("p");
    assertThat(identity.get("/v3/auth/system", token).json().at("/system/0/all").booleanValue())
        .isTrue();

    identity.delete(member, things.admin);
    assertThat(identity.service.tokens().validate(token)).isEmpty();
    identity.put(member, things.admin);
    assertThat(identity.service.tokens().validate(token)).isPresent();
    identity.delete("/v3/groups/" + group, things.admin);
    assertThat(identity.service.tokens().validate(token)).isEmpty();
  }
}
