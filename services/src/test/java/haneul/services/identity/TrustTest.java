package haneul.services.identity;

import static haneul.services.identity.Things.body;
import static haneul.services.identity.Things.onProject;
import static org.assertj.core.api.Assertions.assertThat;

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
import tools.jackson.databind.JsonNode;

/** One user acts for another: how far, how often, and how it ends. */
@OnEveryStore
class TrustTest {
  private final TestIdentity identity;
  private final Things things;
  private String trustor = "";
  private String trustee = "";
  private String project = "";
  private String own = "";

  TrustTest(Store store, @TempDir Path keys) {
    identity = new TestIdentity(store, keys);
    things = new Things(identity);
  }

  @BeforeEach
  void make() {
    trustor = things.user("trustor", "default");
    trustee = things.user("trustee", "default");
    project = things.project("p", "default");
    things.grant("projects/" + project + "/users/" + trustor, "member");
    own = things.token(trustor, onProject(project));
  }

  @AfterEach
  void close() {
    identity.close();
  }

  private String fields(String from, String to, boolean impersonation, String more) {
    return "'trustor_user_id':'"
        + from
        + "','trustee_user_id':'"
        + to
        + "','impersonation':"
        + impersonation
        + ",'project_id':'"
        + project
        + "','roles':[{'name':'member'}]"
        + more;
  }

  private JsonNode trust(boolean impersonation, String more) {
    return things.made(
        "trust", own, "OS-TRUST/trusts", fields(trustor, trustee, impersonation, more));
  }

  private Answer use(String user, JsonNode trust) {
    return things.logIn(user, "{'OS-TRUST:trust':{'id':'" + Things.id(trust) + "'}}");
  }

  private Answer use(JsonNode trust) {
    return use(trustee, trust);
  }

  private boolean isValid(String token) {
    return identity.service.tokens().validate(token).isPresent();
  }

  private Answer create(String token, String fields) {
    return identity.post("/v3/OS-TRUST/trusts", token, body("trust", fields));
  }

  /** What one may not see answers as what is not there, but for the id. */
  private static void sameAsAbsent(Answer foreign, Answer absent) {
    assertThat(foreign.status()).isEqualTo(absent.status()).isEqualTo(404);
    assertThat(foreign.error().replaceAll(": .*", ""))
        .isEqualTo(absent.error().replaceAll(": .*", ""));
  }

  @Test
  void aTrustIsShownToThoseWhoseItIs() {
    JsonNode made = trust(true, "");
    assertThat(List.copyOf(made.propertyNames()))
        .containsExactly(
            "id",
            "trustor_user_id",
            "trustee_user_id",
            "project_id",
            "impersonation",
            "expires_at",
            "remaining_uses",
            "redelegation_count",
            "redelegated_trust_id",
            "deleted_at",
            "links",
            "roles",
            "roles_links");
    String path = "/v3/OS-TRUST/trusts/" + Things.id(made);
    String other = things.token(things.user("other", "default"), "");
    String theirs = things.token(trustee, "");

    assertThat(identity.get(path, own).status()).isEqualTo(200);
    assertThat(identity.get(path, theirs).status()).isEqualTo(200);
    for (String part : List.of("", "/roles", "/roles/r")) {
      sameAsAbsent(identity.get(path + part, other), identity.get(path + "x" + part, other));
    }
    sameAsAbsent(identity.delete(path, other), identity.delete(path + "x", other));
    assertThat(identity.delete(path, theirs).status()).isEqualTo(403);
    assertThat(things.list("OS-TRUST/trusts", "trusts", "id", things.admin)).hasSize(1);
    assertThat(identity.get("/v3/OS-TRUST/trusts", own).status()).isEqualTo(403);
    assertThat(things.list("OS-TRUST/trusts?trustor_user_id=" + trustor, "trusts", "id", own))
        .hasSize(1);
    assertThat(things.list("OS-TRUST/trusts?trustee_user_id=" + trustee, "trusts", "id", theirs))
        .hasSize(1);
    assertThat(things.list(path.substring(4) + "/roles", "roles", "name", own))
        .containsExactly("member");
    assertThat(identity.get(path + "/roles/" + things.role("member"), own).status()).isEqualTo(200);
    assertThat(identity.get(path + "/roles/" + things.role("admin"), own).status()).isEqualTo(404);
  }

  @Test
  void withImpersonationTheTrusteeIsTheTrustor() {
    Answer answer = use(trust(true, ""));

    JsonNode token = answer.json().get("token");
    assertThat(token.at("/user/id").stringValue()).isEqualTo(trustor);
    assertThat(token.at("/OS-TRUST:trust/trustee_user/id").stringValue()).isEqualTo(trustee);
    assertThat(token.at("/project/id").stringValue()).isEqualTo(project);
    assertThat(Things.roles(answer)).containsExactlyInAnyOrder("member", "reader");
    String acting = TestIdentity.token(answer);
    assertThat(identity.get("/v3/users/" + trustor, acting).status()).isEqualTo(200);
    assertThat(identity.get("/v3/credentials", acting).status()).isEqualTo(403);
    assertThat(
            identity
                .post(
                    "/v3/users/" + trustor + "/application_credentials",
                    acting,
                    body("application_credential", "'name':'x'"))
                .status())
        .isEqualTo(403);
    assertThat(
            identity
                .post(
                    "/v3/auth/tokens",
                    "",
                    ("{'auth':{'identity':{'methods':['token'],'token':{'id':'" + acting + "'}}}}")
                        .replace('\'', '"'))
                .status())
        .isEqualTo(403);
  }

  @Test
  void withoutItHeStaysHimself() {
    JsonNode token = use(trust(false, "")).json().get("token");

    assertThat(token.at("/user/id").stringValue()).isEqualTo(trustee);
    assertThat(token.at("/OS-TRUST:trust/impersonation").booleanValue()).isFalse();
  }

  @Test
  void onlyTheTrusteeUsesIt() {
    JsonNode trust = trust(true, "");

    assertThat(use(trustor, trust).status()).isEqualTo(401);
    assertThat(use(things.user("other", "default"), trust).status()).isEqualTo(401);
  }

  @Test
  void itIsUsedAsOftenAsItSays() {
    JsonNode trust = trust(true, ",'remaining_uses':2");

    assertThat(use(trust).status()).isEqualTo(201);
    String second = TestIdentity.token(use(trust));
    assertThat(use(trust).status()).isEqualTo(401);
    assertThat(isValid(second)).isTrue();
    assertThat(identity.get("/v3/OS-TRUST/trusts/" + Things.id(trust), own).status())
        .isEqualTo(404);
  }

  @Test
  void itEnds() {
    JsonNode deleted = trust(true, "");
    String acting = TestIdentity.token(use(deleted));
    assertThat(identity.delete("/v3/OS-TRUST/trusts/" + Things.id(deleted), own).status())
        .isEqualTo(204);
    assertThat(isValid(acting)).isFalse();

    JsonNode brief = trust(true, ",'expires_at':'2026-11-22T08:20:00.000000Z'");
    assertThat(use(brief).json().at("/token/expires_at").stringValue())
        .isEqualTo("2026-11-22T08:20:00.000000Z");
    identity.advance(Duration.ofMinutes(20));
    assertThat(use(brief).status()).isEqualTo(401);

    String kept = TestIdentity.token(use(trust(true, "")));
    assertThat(isValid(kept)).isTrue();
    things.revoke("projects/" + project + "/users/" + trustor, "member");
    assertThat(isValid(kept)).isFalse();
    things.grant("projects/" + project + "/users/" + trustor, "member");
    assertThat(isValid(kept)).isTrue();
    identity.patch("/v3/users/" + trustor, things.admin, body("user", "'password':'new'"));
    assertThat(isValid(kept)).isFalse();
    String again = TestIdentity.token(use(trust0()));
    identity.patch("/v3/users/" + trustor, things.admin, body("user", "'enabled':false"));
    assertThat(isValid(again)).isFalse();
  }

  /** Of the trustor with another password. */
  private JsonNode trust0() {
    own =
        TestIdentity.token(
            identity.post("/v3/auth/tokens", "", Things.login(trustor, "new", onProject(project))));
    return trust(true, "");
  }

  @Test
  void nobodyGivesMoreThanHeHas() {
    assertThat(
            create(own, fields(trustor, trustee, true, "").replace("'member'", "'admin'")).error())
        .isEqualTo("Could not find role: admin.");
    assertThat(create(things.admin, fields(trustor, trustee, true, "")).status()).isEqualTo(403);
    assertThat(create(own, fields(trustor, "nope", true, "")).status()).isEqualTo(404);
    assertThat(
            create(
                    own,
                    "'trustor_user_id':'"
                        + trustor
                        + "','trustee_user_id':'"
                        + trustee
                        + "','impersonation':true,'project_id':'"
                        + project
                        + "'")
                .error())
        .endsWith("At least one role should be specified.");
    assertThat(
            create(
                    own,
                    fields(trustor, trustee, true, ",'allow_redelegation':true,'remaining_uses':1"))
                .status())
        .isEqualTo(400);
  }

  @Test
  void itIsPassedOnAsFarAsItSays() {
    String third = things.user("third", "default");
    JsonNode first = trust(true, ",'allow_redelegation':true,'redelegation_count':1");
    String acting = TestIdentity.token(use(first));

    assertThat(create(acting, fields(trustor, third, true, ",'remaining_uses':1")).status())
        .isEqualTo(403);
    JsonNode second =
        things.made("trust", acting, "OS-TRUST/trusts", fields(trustor, third, true, ""));
    assertThat(second.get("redelegated_trust_id").stringValue()).isEqualTo(Things.id(first));
    assertThat(second.get("redelegation_count").intValue()).isZero();
    String passedOn = TestIdentity.token(use(third, second));
    assertThat(create(passedOn, fields(trustor, third, true, "")).error())
        .startsWith("Remaining redelegation depth of 0");

    assertThat(identity.delete("/v3/OS-TRUST/trusts/" + Things.id(first), own).status())
        .isEqualTo(204);
    assertThat(isValid(passedOn)).isFalse();
    assertThat(things.list("OS-TRUST/trusts", "trusts", "id", things.admin)).isEmpty();
  }
}
