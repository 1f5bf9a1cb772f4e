package haneul.services.identity;

import static haneul.services.identity.TestIdentity.DEMO_PASSWORD;
import static haneul.services.identity.TestIdentity.SETTINGS;
import static haneul.services.identity.TestIdentity.project;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.domain.IdentitySettings.TokenDriverName;
import haneul.services.identity.domain.IdentitySettings.TokenSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The seed's {@code select user_id, count(*) from token group by user_id}, with any driver. */
@OnEveryStore
class TokenReportTest {
  private final Store store;
  private final Path keys;
  private TestIdentity identity;

  TokenReportTest(Store store, @TempDir Path keys) {
    this.store = store;
    this.keys = keys;
    identity = new TestIdentity(store, keys);
  }

  @AfterEach
  void close() {
    identity.close();
  }

  private JsonNode report(String admin) {
    TestIdentity.Answer answer = identity.get("/haneul/tokens", admin);
    assertThat(answer.status()).isEqualTo(200);
    return answer.json().get("tokens");
  }

  private static JsonNode user(JsonNode report, String name) {
    for (JsonNode user : report.get("users")) {
      if (user.get("user_name").stringValue().equals(name)) {
        return user;
      }
    }
    throw new AssertionError(name + " is not in " + report);
  }

  private static List<Long> numbers(JsonNode user) {
    return List.of(
        user.get("live").longValue(),
        user.get("issued_last_day").longValue(),
        user.get("issued_last_hour").longValue(),
        user.get("used_last_hour").longValue());
  }

  @Test
  void countsWhatIsMadeUsedDeletedAndExpired() {
    String first = identity.demoToken();
    String second = identity.demoToken();
    for (int i = 0; i < 5; i++) {
      identity.get("/v3/auth/projects", first);
    }
    String admin = identity.adminToken();
    assertThat(numbers(user(report(admin), "demo"))).containsExactly(2L, 2L, 2L, 5L);

    identity.delete("/v3/auth/tokens", second, "X-Subject-Token", second);
    assertThat(numbers(user(report(admin), "demo"))).containsExactly(1L, 2L, 2L, 6L);

    identity.advance(Duration.ofMinutes(66));
    admin = identity.adminToken();
    assertThat(numbers(user(report(admin), "demo"))).containsExactly(0L, 2L, 0L, 0L);
  }

  /** The seed's nova: a new token for every call. */
  @Test
  void namesWhoMintsWithoutReusing() {
    for (int i = 0; i < 40; i++) {
      identity.get("/v3/auth/projects", identity.demoToken());
    }
    String admin = identity.adminToken();
    for (int i = 0; i < 100; i++) {
      identity.get("/v3/auth/projects", admin);
    }

    JsonNode report = report(admin);

    JsonNode demo = user(report, "demo");
    assertThat(report.get("users").get(0)).isEqualTo(demo);
    assertThat(demo.get("mints_without_reusing").booleanValue()).isTrue();
    assertThat(numbers(demo)).containsExactly(40L, 40L, 40L, 40L);
    assertThat(user(report, "admin").get("mints_without_reusing").booleanValue()).isFalse();
  }

  @Test
  void countsSurviveARestart() {
    identity.demoToken();
    identity.close();

    identity = new TestIdentity(store, keys);

    assertThat(numbers(user(report(identity.adminToken()), "demo")))
        .containsExactly(1L, 1L, 1L, 0L);
  }

  @Test
  void theFlushRemovesExpiredRowsAndNoOthers() {
    identity.settings.set(
        new IdentitySettings(
            new TokenSettings(TokenDriverName.SQL, List.of(), Duration.ofHours(1)),
            SETTINGS.logIn()));
    for (int i = 0; i < 3; i++) {
      identity.demoToken();
    }
    identity.advance(Duration.ofHours(2));
    String live = identity.demoToken();
    String admin = identity.adminToken();
    assertThat(report(admin).get("driver").stringValue()).isEqualTo("sql");
    assertThat(report(admin).get("expired_rows").intValue()).isEqualTo(3);

    TestIdentity.Answer flushed = identity.post("/haneul/tokens/flush", admin, "");

    assertThat(flushed.json().get("removed").intValue()).isEqualTo(3);
    assertThat(report(admin).get("expired_rows").intValue()).isZero();
    assertThat(identity.get("/v3/auth/projects", live).status()).isEqualTo(200);
    assertThat(identity.get("/v3/auth/projects", admin).status()).isEqualTo(200);
  }

  @Test
  void onlyAnAdminMayAsk() {
    String demo = identity.demoToken();

    assertThat(identity.get("/haneul/tokens", demo).status()).isEqualTo(403);
    assertThat(identity.post("/haneul/tokens/flush", demo, "").status()).isEqualTo(403);
    assertThat(identity.get("/haneul/tokens", "").status()).isEqualTo(401);
    assertThat(identity.logIn("demo", DEMO_PASSWORD, project("demo")).status()).isEqualTo(201);
  }
}
