package haneul.services.identity;

import static haneul.services.identity.TestIdentity.DEMO_PASSWORD;
import static haneul.services.identity.TestIdentity.project;
import static haneul.services.identity.TestIdentity.token;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.id.ProjectId;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a token, or takes from it, at once. */
@OnEveryStore
class RevocationTest {
  private final Store store;
  private final TestIdentity identity;
  private String admin = "";
  private String demo = "";
  private String userId = "";
  private String projectId = "";

  RevocationTest(Store store, @TempDir Path keys) {
    this.store = store;
    this.identity = new TestIdentity(store, keys);
  }

  @BeforeEach
  void logIn() {
    admin = identity.adminToken();
    Answer answer = identity.logIn("demo", DEMO_PASSWORD, project("demo"));
    demo = token(answer);
    userId = answer.json().at("/token/user/id").stringValue();
    projectId = answer.json().at("/token/project/id").stringValue();
    assertThat(isValid(demo)).isTrue();
  }

  @AfterEach
  void close() {
    identity.close();
  }

  private boolean isValid(String token) {
    return identity.service.tokens().validate(token).isPresent();
  }

  private String roleId(String name) {
    return identity.get("/v3/roles?name=" + name, admin).json().at("/roles/0/id").stringValue();
  }

  private String grant(String role) {
    return "/v3/projects/" + projectId + "/users/" + userId + "/roles/" + roleId(role);
  }

  @Test
  void aPasswordChangeEndsAllTokensOfTheUser() {
    String path = "/v3/users/" + userId + "/password";
    String body = "{\"user\":{\"original_password\":\"%s\",\"password\":\"new-secret\"}}";

    assertThat(identity.post(path, "", body.formatted("wrong")).status()).isEqualTo(401);
    assertThat(isValid(demo)).isTrue();
    assertThat(identity.post(path, "", body.formatted(DEMO_PASSWORD)).status()).isEqualTo(204);

    assertThat(isValid(demo)).isFalse();
    assertThat(isValid(admin)).isTrue();
    assertThat(identity.logIn("demo", DEMO_PASSWORD, project("demo")).status()).isEqualTo(401);
    assertThat(isValid(token(identity.logIn("demo", "new-secret", project("demo"))))).isTrue();
  }

  @Test
  void anAdminsPasswordChangeDoesToo() {
    identity.patch("/v3/users/" + userId, admin, "{\"user\":{\"password\":\"new-secret\"}}");

    assertThat(isValid(demo)).isFalse();
    assertThat(isValid(token(identity.logIn("demo", "new-secret", "")))).isTrue();
  }

  @Test
  void aDisabledUsersTokensStayVoidWhenTheyAreBack() {
    identity.patch("/v3/users/" + userId, admin, "{\"user\":{\"enabled\":false}}");
    assertThat(isValid(demo)).isFalse();
    assertThat(identity.logIn("demo", DEMO_PASSWORD, "").status()).isEqualTo(401);

    identity.patch("/v3/users/" + userId, admin, "{\"user\":{\"enabled\":true}}");

    assertThat(isValid(demo)).isFalse();
    assertThat(isValid(identity.demoToken())).isTrue();
  }

  @Test
  void aRemovedRoleIsGoneFromTokensThatHadIt() {
    identity.put(grant("admin"), admin);
    assertThat(identity.service.tokens().validate(demo).orElseThrow().isAdmin()).isTrue();

    identity.delete(grant("admin"), admin);
    assertThat(identity.service.tokens().validate(demo).orElseThrow().isAdmin()).isFalse();

    identity.delete(grant("member"), admin);
    assertThat(isValid(demo)).isFalse();
  }

  @Test
  void aDisabledProjectsTokensAreVoidAsLongAsItIs() {
    identity.patch("/v3/projects/" + projectId, admin, "{\"project\":{\"enabled\":false}}");
    assertThat(isValid(demo)).isFalse();
    assertThat(identity.logIn("demo", DEMO_PASSWORD, project("demo")).status()).isEqualTo(401);

    identity.patch("/v3/projects/" + projectId, admin, "{\"project\":{\"enabled\":true}}");
    assertThat(isValid(demo)).isTrue();
  }

  @Test
  void aDeletedProjectTakesItsAssignmentsAndDefaultsAlong() {
    assertThat(exists(projectId)).isTrue();

    assertThat(identity.delete("/v3/projects/" + projectId, admin).status()).isEqualTo(204);

    assertThat(exists(projectId)).isFalse();
    assertThat(isValid(demo)).isFalse();
    assertThat(
            identity
                .get("/v3/role_assignments?user.id=" + userId, admin)
                .json()
                .get("role_assignments"))
        .isEmpty();
    assertThat(
            identity.get("/v3/users/" + userId, admin).json().get("user").has("default_project_id"))
        .isFalse();
  }

  private boolean exists(String project) {
    return store.read(tx -> identity.service.projects().exists(tx, new ProjectId(project)));
  }

  @Test
  void aDeletedUserIsGoneWithTheirTokens() {
    assertThat(identity.delete("/v3/users/" + userId, admin).status()).isEqualTo(204);

    assertThat(isValid(demo)).isFalse();
    assertThat(identity.get("/v3/users/" + userId, admin).error())
        .isEqualTo("Could not find user: " + userId + ".");
  }

  /** Whoever validates while roles come and go must not remember the older answer. */
  @Test
  void whatIsRememberedNeverOutlivesAChange() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              while (!stop.get()) {
                identity.service.tokens().validate(demo);
              }
            });
    String grant = grant("admin");
    for (int i = 0; i < 20; i++) {
      identity.put(grant, admin);
      assertThat(identity.service.tokens().validate(demo).orElseThrow().isAdmin()).isTrue();
      identity.delete(grant, admin);
      assertThat(identity.service.tokens().validate(demo).orElseThrow().isAdmin()).isFalse();
    }
    stop.set(true);
    reader.join();
  }

  @Test
  void aRestartKeepsTokensAndPasswordsAndMakesNothingTwice() {
    identity.service.bootstrap("other", "other");

    assertThat(isValid(demo)).isTrue();
    assertThat(identity.logIn("demo", "other", "").status()).isEqualTo(401);
    assertThat(identity.get("/v3/users", admin).json().get("users")).hasSize(2);
    assertThat(identity.get("/v3/endpoints", admin).json().get("endpoints")).hasSize(12);
  }
}
