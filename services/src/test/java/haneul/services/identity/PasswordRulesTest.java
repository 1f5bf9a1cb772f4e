package haneul.services.identity;

import static haneul.services.identity.Things.body;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a domain asks of its users' passwords, and whom it excepts. */
@OnEveryStore
class PasswordRulesTest {
  private static final String CONFIG = "/v3/domains/default/config";

  private final TestIdentity identity;
  private final Things things;
  private String user = "";

  PasswordRulesTest(Store store, @TempDir Path keys) {
    identity = new TestIdentity(store, keys);
    things = new Things(identity);
  }

  @BeforeEach
  void make() {
    user = things.user("u", "default");
  }

  @AfterEach
  void close() {
    identity.close();
  }

  private void ask(String options) {
    Answer answer =
        identity.send(
            "PUT",
            CONFIG,
            things.admin,
            ("{'config':{'security_compliance':{" + options + "}}}").replace('\'', '"'));
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
  }

  /** A moment later: no user has two passwords in the same microsecond. */
  private Answer change(String from, String to) {
    identity.advance(Duration.ofMillis(1));
    return identity.post(
        "/v3/users/" + user + "/password",
        "",
        body("user", "'original_password':'" + from + "','password':'" + to + "'"));
  }

  private Answer set(String fields) {
    return identity.patch("/v3/users/" + user, things.admin, body("user", fields));
  }

  private Answer logIn(String password) {
    return identity.post("/v3/auth/tokens", "", Things.login(user, password, ""));
  }

  @Test
  void anotherDomainIsAsOneThatIsNotThere() {
    String foreign = things.domain("foreign");
    String demo = identity.demoToken();
    for (String part : List.of("", "/password_regex")) {
      String rest = "/config/security_compliance" + part;
      Answer there = identity.get("/v3/domains/" + foreign + rest, demo);
      Answer absent = identity.get("/v3/domains/absent" + rest, demo);
      assertThat(there.status()).isEqualTo(absent.status()).isEqualTo(404);
      assertThat(there.error()).isEqualTo("Could not find domain: " + foreign + ".");
      assertThat(absent.error()).isEqualTo("Could not find domain: absent.");
    }
  }

  @Test
  void theRulesAreSetReadAndForgotten() {
    ask("'password_regex':'^.{8,}$','password_expires_days':90");
    String option = CONFIG + "/security_compliance/password_regex";
    String demo = identity.demoToken();

    assertThat(identity.get(CONFIG, things.admin).json().at("/config/security_compliance"))
        .isEqualTo(Json.object().put("password_expires_days", 90).put("password_regex", "^.{8,}$"));
    assertThat(identity.get(CONFIG, demo).status()).isEqualTo(403);
    assertThat(
            identity
                .get(CONFIG + "/security_compliance", demo)
                .json()
                .at("/config/security_compliance"))
        .isEqualTo(Json.object().put("password_regex", "^.{8,}$"));
    assertThat(identity.get(option, demo).json().at("/config/password_regex").stringValue())
        .isEqualTo("^.{8,}$");
    assertThat(identity.get(CONFIG + "/security_compliance/password_expires_days", demo).status())
        .isEqualTo(404);
    assertThat(
            identity
                .patch(option, things.admin, "{\"config\":{\"password_regex\":\"^.{9,}$\"}}")
                .status())
        .isEqualTo(200);
    assertThat(identity.delete(option, things.admin).status()).isEqualTo(204);
    assertThat(identity.get(option, things.admin).status()).isEqualTo(404);
    assertThat(identity.delete(CONFIG, things.admin).status()).isEqualTo(204);
    assertThat(identity.get(CONFIG, things.admin).json().get("config")).isEmpty();
    assertThat(identity.get(CONFIG + "/ldap", things.admin).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"password_regex\":\"(\"",
        "\"password_expires_days\":0",
        "\"password_expires_days\":\"x\"",
        "\"unique_last_password_count\":1000",
        "\"change_password_upon_first_use\":1",
        "\"unknown\":1"
      })
  void aRuleThatIsNoneIsRefused(String option) {
    Answer answer =
        identity.send(
            "PATCH",
            CONFIG,
            things.admin,
            "{\"config\":{\"security_compliance\":{" + option + "}}}");

    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void aWeakPasswordIsRefused() {
    ask("'password_regex':'^(?=.*[0-9]).{6,}$','password_regex_description':'six, one a digit'");
    String refusal = "The password does not match the requirements: six, one a digit.";

    assertThat(change(Things.PASSWORD, "abcdefgh").error()).isEqualTo(refusal);
    assertThat(set("'password':'abc1'").error()).isEqualTo(refusal);
    assertThat(
            identity
                .post("/v3/users", things.admin, body("user", "'name':'x','password':'x'"))
                .error())
        .isEqualTo(refusal);
    assertThat(change(Things.PASSWORD, "abcdef7").status()).isEqualTo(204);
  }

  @Test
  void aPatternThatTakesForEverIsCutShort() {
    ask("'password_regex':'^(.*)(.*)(.*)(.*)(.*)(.*)c$'");

    Answer answer = change(Things.PASSWORD, "a".repeat(60) + "b");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains("takes too long");
  }

  @Test
  void aPasswordExpires() {
    ask("'password_expires_days':2");
    change(Things.PASSWORD, "second");
    assertThat(logIn("second").json().at("/token/user/password_expires_at").stringValue())
        .isEqualTo("2026-11-24T08:00:00.251000");
    assertThat(things.names("users?password_expires_at=lt:2026-11-25T00:00:00Z", "users"))
        .containsExactly("u");
    assertThat(things.names("users?password_expires_at=gt:2026-11-25T00:00:00Z", "users"))
        .isEmpty();
    identity.advance(Duration.ofDays(2));

    assertThat(logIn("second").error())
        .isEqualTo("The password is expired and needs to be changed for user: " + user + ".");
    assertThat(logIn("wrong").error())
        .isEqualTo("The request you have made requires authentication.");
    assertThat(change("second", "third").status()).isEqualTo(204);
    assertThat(logIn("third").status()).isEqualTo(201);
    identity.advance(Duration.ofDays(2));
    String admin = identity.adminToken();
    identity.patch(
        "/v3/users/" + user, admin, body("user", "'options':{'ignore_password_expiry':true}"));
    assertThat(logIn("third").status()).isEqualTo(201);
  }

  @Test
  void aPasswordSetByAnAdminIsChangedAtFirstUse() {
    ask("'change_password_upon_first_use':true");
    set("'password':'given'");

    assertThat(logIn("given").error()).contains("needs to be changed");
    assertThat(change("given", "chosen").status()).isEqualTo(204);
    assertThat(logIn("chosen").status()).isEqualTo(201);
    set("'options':{'ignore_change_password_upon_first_use':true}");
    set("'password':'given'");
    assertThat(logIn("given").status()).isEqualTo(201);
  }

  @Test
  void passwordsAreNotUsedAgainTooSoon() {
    ask("'unique_last_password_count':3");
    assertThat(change(Things.PASSWORD, "second").status()).isEqualTo(204);
    assertThat(change("second", "third").status()).isEqualTo(204);

    assertThat(change("third", "second").error())
        .isEqualTo(
            "The new password cannot be identical to a previous password. The total number which"
                + " includes the new password must be unique is 3.");
    assertThat(set("'password':'third'").status()).isEqualTo(400);
    assertThat(change("third", "fourth").status()).isEqualTo(204);
    assertThat(change("fourth", "second").status()).isEqualTo(204);
  }

  @Test
  void aPasswordIsKeptForAWhile() {
    ask("'minimum_password_age':2");
    set("'password':'second'");
    identity.advance(Duration.ofHours(30));

    assertThat(change("second", "third").error()).contains("Please try again in 1 day(s)");
    identity.advance(Duration.ofHours(18));
    assertThat(change("second", "third").status()).isEqualTo(204);
  }

  @Test
  void somePasswordsOnlyAnAdminChanges() {
    set("'options':{'lock_password':true}");

    assertThat(change(Things.PASSWORD, "second").error())
        .startsWith("You cannot change your password at this time");
    assertThat(set("'password':'second'").status()).isEqualTo(200);
  }

  @Test
  void whoStaysAwayIsShutOut() {
    ask("'disable_user_account_days_inactive':10");
    assertThat(logIn(Things.PASSWORD).status()).isEqualTo(201);
    identity.advance(Duration.ofDays(9));
    assertThat(logIn(Things.PASSWORD).status()).isEqualTo(201);
    identity.advance(Duration.ofDays(11));
    assertThat(logIn(Things.PASSWORD).error())
        .isEqualTo("The account is disabled for user: " + user + ".");
    String admin = identity.adminToken();
    identity.patch(
        "/v3/users/" + user, admin, body("user", "'options':{'ignore_user_inactivity':true}"));
    assertThat(logIn(Things.PASSWORD).status()).isEqualTo(201);
  }

  @Test
  void optionsAreKeptAndTakenBack() {
    Answer answer =
        set("'options':{'lock_password':true,'multi_factor_auth_rules':[['password'],['totp']]}");
    assertThat(answer.json().at("/user/options"))
        .isEqualTo(
            Json.parseOurs(
                "{\"lock_password\":true,\"multi_factor_auth_rules\":[[\"password\"],[\"totp\"]]}"));
    assertThat(set("'options':{'multi_factor_auth_rules':null}").json().at("/user/options"))
        .isEqualTo(Json.object().put("lock_password", true));
    for (String bad :
        List.of(
            "'multi_factor_auth_rules':[[]]",
            "'multi_factor_auth_rules':['password']",
            "'multi_factor_auth_rules':[['saml2']]",
            "'multi_factor_auth_rules':[['totp','totp']]",
            "'multi_factor_auth_rules':[['totp'],['totp']]",
            "'lock_password':7",
            "'unknown':true")) {
      assertThat(set("'options':{" + bad + "}").status()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void anAdminsPasswordAndAnOptionEndALockOut() {
    for (int i = 0; i < 10; i++) {
      assertThat(logIn("wrong").status()).isEqualTo(401);
    }
    assertThat(logIn(Things.PASSWORD).status()).isEqualTo(401);
    assertThat(change(Things.PASSWORD, "mine").status()).isEqualTo(401);

    set("'options':{'ignore_lockout_failure_attempts':true}");
    assertThat(logIn(Things.PASSWORD).status()).isEqualTo(201);
    set("'options':{'ignore_lockout_failure_attempts':null}");
    for (int i = 0; i < 10; i++) {
      logIn("wrong");
    }
    set("'password':'given'");
    assertThat(logIn("given").status()).isEqualTo(201);
  }
}
