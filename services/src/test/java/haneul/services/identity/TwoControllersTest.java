package haneul.services.identity;

import static haneul.services.identity.TestIdentity.DEMO_PASSWORD;
import static haneul.services.identity.TestIdentity.project;
import static haneul.services.identity.TestIdentity.token;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.TestDatabase;
import haneul.platform.store.TestStores;
import haneul.services.identity.TestIdentity.Answer;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.domain.IdentitySettings.TokenDriverName;
import haneul.services.identity.domain.IdentitySettings.TokenSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two controllers on one PostgreSQL, with the same keys. What one has answered for, the other knows
 * with its next request: nothing is waited for anywhere in here.
 */
@Tag("engine")
class TwoControllersTest {
  private final TestDatabase database = TestStores.postgresql();
  private final TestIdentity here;
  private final TestIdentity there;
  private final String admin;
  private final String demo;
  private final String user;
  private final String project;

  TwoControllersTest(@TempDir Path keys) {
    here = new TestIdentity(database.open(), keys);
    there = new TestIdentity(database.open(), keys);
    admin = here.adminToken();
    Answer login = here.logIn("demo", DEMO_PASSWORD, project("demo"));
    demo = token(login);
    user = login.json().at("/token/user/id").stringValue();
    project = login.json().at("/token/project/id").stringValue();
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    database.close();
  }

  /** Seen there, then changed here: {@code change} must count there at once, and here. */
  private void endsAtOnce(Supplier<Answer> change) {
    assertThat(isValid(there, demo)).isTrue();
    assertThat(isValid(there, demo)).isTrue();
    assertThat(change.get().status()).isBetween(200, 204);
    assertThat(isValid(there, demo)).isFalse();
    assertThat(isValid(here, demo)).isFalse();
  }

  private static boolean isValid(TestIdentity controller, String token) {
    return controller.service.tokens().validate(token).isPresent();
  }

  @Test
  void aDeletedToken() {
    endsAtOnce(() -> here.delete("/v3/auth/tokens", demo, "X-Subject-Token", demo));
    assertThat(isValid(there, there.demoToken())).isTrue();
  }

  @Test
  void aNewPassword() {
    endsAtOnce(() ->
        here.patch("/v3/users/" + user, admin, "{\"user\":{\"password\":\"another-secret\"}}"));
    assertThat(there.logIn("demo", DEMO_PASSWORD, "").status()).isEqualTo(401);
    assertThat(there.logIn("demo", "another-secret", "").status()).isEqualTo(201);
  }

  @Test
  void aDisabledUser() {
    endsAtOnce(() -> here.patch("/v3/users/" + user, admin, "{\"user\":{\"enabled\":false}}"));
  }

  @Test
  void aDisabledProject() {
    String path = "/v3/projects/" + project;
    endsAtOnce(() -> here.patch(path, admin, "{\"project\":{\"enabled\":false}}"));
    here.patch(path, admin, "{\"project\":{\"enabled\":true}}");
    assertThat(isValid(there, demo)).isTrue();
  }

  @Test
  void aDisabledDomain() {
    String made =
        here.post("/v3/domains", admin, "{\"domain\":{\"name\":\"short-lived\"}}")
            .json()
            .at("/domain/id")
            .stringValue();
    here.post(
        "/v3/users",
        admin,
        "{\"user\":{\"name\":\"guest\",\"password\":\"guest-secret\",\"domain_id\":\"%s\"}}"
            .formatted(made));
    String body =
        """
        {"auth":{"identity":{"methods":["password"],"password":{"user":
          {"name":"guest","password":"guest-secret","domain":{"id":"%s"}}}}}}\
        """
            .formatted(made);
    String guest = token(there.post("/v3/auth/tokens", "", body));
    assertThat(isValid(there, guest)).isTrue();

    here.patch("/v3/domains/" + made, admin, "{\"domain\":{\"enabled\":false}}");

    assertThat(isValid(there, guest)).isFalse();
  }

  @Test
  void aRoleTakenAway() {
    String member = here.get("/v3/roles?name=member", admin).json().at("/roles/0/id").stringValue();
    endsAtOnce(() ->
        here.delete("/v3/projects/" + project + "/users/" + user + "/roles/" + member, admin));
  }

  @Test
  void aLockOut() {
    for (int i = 0; i < 5; i++) {
      here.logIn("demo", "guess", "");
      there.logIn("demo", "guess", "");
    }

    assertThat(here.logIn("demo", DEMO_PASSWORD, "").status()).isEqualTo(401);
    assertThat(there.logIn("demo", DEMO_PASSWORD, "").status()).isEqualTo(401);
    here.patch("/v3/users/" + user, admin, "{\"user\":{\"password\":\"another-secret\"}}");
    assertThat(there.logIn("demo", "another-secret", "").status()).isEqualTo(201);
  }

  @Test
  void theReportCountsWhatBothMade() {
    there.demoToken();
    there.demoToken();
    there.get("/haneul/tokens", there.adminToken());

    JsonNode users = here.get("/haneul/tokens", admin).json().at("/tokens/users");

    long made =
        users
            .valueStream()
            .filter(one -> one.get("user_name").stringValue().equals("demo"))
            .mapToLong(one -> one.get("live").longValue())
            .sum();
    assertThat(made).isEqualTo(3);
  }

  /** Both purge what has expired, at the same time. */
  @Test
  void thePurge() throws Exception {
    here.settings.set(
        new IdentitySettings(
            new TokenSettings(TokenDriverName.SQL, List.of(), Duration.ofHours(1)),
            TestIdentity.SETTINGS.logIn()));
    for (int i = 0; i < 30; i++) {
      here.demoToken();
    }
    here.advance(Duration.ofHours(2));
    there.advance(Duration.ofHours(2));
    String hereAdmin = here.adminToken();
    String thereAdmin = there.adminToken();
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> one = both.submit(() -> here.post("/haneul/tokens/flush", hereAdmin, ""));
      Future<Answer> other = both.submit(() -> there.post("/haneul/tokens/flush", thereAdmin, ""));

      assertThat(one.get().status()).isEqualTo(200);
      assertThat(other.get().status()).isEqualTo(200);
      assertThat(
              one.get().json().get("removed").intValue()
                  + other.get().json().get("removed").intValue())
          .isEqualTo(30);
    }
  }
}
