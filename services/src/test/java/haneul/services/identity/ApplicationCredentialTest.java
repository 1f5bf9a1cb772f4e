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

/** What programs log in with: how far it goes, and how it ends. */
@OnEveryStore
class ApplicationCredentialTest {
  private final TestIdentity identity;
  private final Things things;
  private String user = "";
  private String project = "";
  private String token = "";

  ApplicationCredentialTest(Store store, @TempDir Path keys) {
    identity = new TestIdentity(store, keys);
    things = new Things(identity);
  }

  @BeforeEach
  void make() {
    user = things.user("u", "default");
    project = things.project("p", "default");
    things.grant("projects/" + project + "/users/" + user, "member");
    token = things.token(user, onProject(project));
  }

  @AfterEach
  void close() {
    identity.close();
  }

  private String path() {
    return "users/" + user + "/application_credentials";
  }

  private JsonNode create(String fields) {
    return things.made("application_credential", token, path(), fields);
  }

  private Answer refused(String byToken, String fields) {
    return identity.post("/v3/" + path(), byToken, body("application_credential", fields));
  }

  private Answer logIn(String named, String secret) {
    return identity.post(
        "/v3/auth/tokens",
        "",
        ("{'auth':{'identity':{'methods':['application_credential'],'application_credential':{"
                + named
                + ",'secret':'"
                + secret
                + "'}}}}")
            .replace('\'', '"'));
  }

  private Answer logIn(JsonNode credential) {
    return logIn("'id':'" + Things.id(credential) + "'", credential.get("secret").stringValue());
  }

  private boolean isValid(String one) {
    return identity.service.tokens().validate(one).isPresent();
  }

  @Test
  void aCredentialIsShownAsKeystoneShowsIt() {
    JsonNode made = create("'name':'ac'");

    assertThat(List.copyOf(made.propertyNames()))
        .containsExactly(
            "id",
            "name",
            "description",
            "user_id",
            "project_id",
            "system",
            "expires_at",
            "unrestricted",
            "roles",
            "links",
            "secret");
    assertThat(made.get("secret").stringValue()).hasSize(86);
    assertThat(made.get("roles")).hasSize(2);
    Answer shown = identity.get("/v3/" + path() + "/" + Things.id(made), token);
    assertThat(shown.json().get("application_credential").has("secret")).isFalse();
    assertThat(things.list(path() + "?name=ac", "application_credentials", "name", token))
        .containsExactly("ac");
    assertThat(identity.get("/v3/" + path() + "/ac", token).error())
        .isEqualTo("Could not find Application Credential: ac.");
  }

  @Test
  void aProgramLogsInByIdAndByName() {
    JsonNode made = create("'name':'ac','secret':'s3cret'");

    JsonNode body = logIn(made).json().get("token");
    assertThat(body.get("methods").get(0).stringValue()).isEqualTo("application_credential");
    assertThat(body.at("/project/id").stringValue()).isEqualTo(project);
    assertThat(body.at("/application_credential/restricted").booleanValue()).isTrue();
    assertThat(body.at("/application_credential").has("access_rules")).isFalse();
    assertThat(logIn("'name':'ac','user':{'id':'" + user + "'}", "s3cret").status()).isEqualTo(201);
    assertThat(
            logIn("'name':'ac','user':{'name':'u','domain':{'id':'default'}}", "s3cret").status())
        .isEqualTo(201);
    for (Answer answer :
        List.of(
            logIn("'name':'ac','user':{'id':'" + user + "'}", "wrong"),
            logIn("'name':'no','user':{'id':'" + user + "'}", "s3cret"),
            logIn("'id':'no'", "s3cret"))) {
      assertThat(answer.status()).isEqualTo(401);
    }
  }

  @Test
  void itHasNoMoreRolesThanItWasGivenAndTheUserHas() {
    things.grant("projects/" + project + "/users/" + user, "tester");
    token = things.token(user, onProject(project));
    JsonNode made = create("'name':'ac','roles':[{'name':'tester'}]");
    assertThat(Things.roles(logIn(made))).containsExactly("tester");
    assertThat(refused(token, "'name':'x','roles':[{'name':'admin'}]").error())
        .isEqualTo(
            "Invalid application credential: Cannot create an application credential with"
                + " unassigned role");

    String running = TestIdentity.token(logIn(made));
    things.revoke("projects/" + project + "/users/" + user, "tester");
    assertThat(isValid(running)).isFalse();
    assertThat(logIn(made).status()).isEqualTo(401);
  }

  @Test
  void itEndsWhenItIsDeletedOrExpiresOrItsUserIsDisabled() {
    JsonNode first = create("'name':'first'");
    String running = TestIdentity.token(logIn(first));
    assertThat(identity.delete("/v3/" + path() + "/" + Things.id(first), token).status())
        .isEqualTo(204);
    assertThat(isValid(running)).isFalse();

    JsonNode brief = create("'name':'brief','expires_at':'2026-11-22T08:30:00'");
    Answer login = logIn(brief);
    assertThat(login.json().at("/token/expires_at").stringValue())
        .isEqualTo("2026-11-22T08:30:00.000000Z");
    assertThat(refused(token, "'name':'x','expires_at':'2020-01-01T00:00:00.000000Z'").status())
        .isEqualTo(400);
    identity.advance(Duration.ofMinutes(30));
    assertThat(logIn(brief).status()).isEqualTo(401);

    JsonNode last = create("'name':'last'");
    identity.patch("/v3/users/" + user, things.admin, body("user", "'enabled':false"));
    identity.patch("/v3/users/" + user, things.admin, body("user", "'enabled':true"));
    assertThat(logIn(last).status()).isEqualTo(401);
    assertThat(things.list(path(), "application_credentials", "id", things.admin)).isEmpty();
  }

  @Test
  void onlyAnUnrestrictedOneMakesMore() {
    String restricted = TestIdentity.token(logIn(create("'name':'a'")));
    String unrestricted = TestIdentity.token(logIn(create("'name':'b','unrestricted':true")));

    assertThat(refused(restricted, "'name':'c'").error())
        .contains("is not allowed for managing additional application credentials");
    assertThat(refused(unrestricted, "'name':'c'").status()).isEqualTo(201);
    assertThat(refused(things.admin, "'name':'d'").status()).isEqualTo(403);
    assertThat(refused(things.token(user, "'unscoped'"), "'name':'d'").status()).isEqualTo(403);
    assertThat(refused(token, "'name':'a'").status()).isEqualTo(409);
    // What acts for someone is exchanged for nothing, and gets at no secrets.
    assertThat(
            identity
                .post(
                    "/v3/auth/tokens",
                    "",
                    ("{'auth':{'identity':{'methods':['token'],'token':{'id':'"
                            + restricted
                            + "'}}}}")
                        .replace('\'', '"'))
                .status())
        .isEqualTo(403);
    assertThat(identity.get("/v3/credentials", unrestricted).status()).isEqualTo(403);
    assertThat(
            identity
                .post(
                    "/v3/OS-TRUST/trusts",
                    unrestricted,
                    body(
                        "trust",
                        "'trustor_user_id':'"
                            + user
                            + "','trustee_user_id':'"
                            + user
                            + "','impersonation':true"))
                .status())
        .isEqualTo(403);
  }

  @Test
  void aScopeCannotBeAskedFor() {
    JsonNode made = create("'name':'ac'");

    Answer answer =
        identity.post(
            "/v3/auth/tokens",
            "",
            ("{'auth':{'identity':{'methods':['application_credential'],"
                    + "'application_credential':{'id':'"
                    + Things.id(made)
                    + "','secret':'"
                    + made.get("secret").stringValue()
                    + "'}},'scope':"
                    + onProject(project)
                    + "}}")
                .replace('\'', '"'));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.error()).contains("Application credentials cannot request a scope.");
  }

  @Test
  void accessRulesAreKeptAndEnforced() {
    String rules =
        "'access_rules':[{'service':'identity','method':'GET','path':'/v3/users/*'},"
            + "{'service':'compute','method':'GET','path':'/v2.1/servers'}]";
    JsonNode made = create("'name':'ac'," + rules);
    create("'name':'again'," + rules);
    assertThat(made.get("access_rules")).hasSize(2);
    String program = TestIdentity.token(logIn(made));

    assertThat(identity.get("/v3/users/" + user, program).status()).isEqualTo(200);
    for (String path : List.of("/v3/users/" + user + "/groups", "/v3/projects/" + project)) {
      Answer answer = identity.get(path, program);
      assertThat(answer.status()).as(path).isEqualTo(401);
    }
    assertThat(identity.delete("/v3/users/" + user, program).status()).isEqualTo(401);
    assertThat(
            identity
                .get("/v3/auth/tokens", things.admin, "X-Subject-Token", program)
                .json()
                .at("/token/application_credential/access_rules"))
        .hasSize(2);

    String all = "users/" + user + "/access_rules";
    List<String> ids = things.list(all, "access_rules", "id", token);
    assertThat(ids).hasSize(2);
    assertThat(things.list(all + "?service=compute", "access_rules", "path", token))
        .containsExactly("/v2.1/servers");
    String one = "/v3/" + all + "/" + ids.getFirst();
    assertThat(identity.get(one, token).status()).isEqualTo(200);
    assertThat(identity.delete(one, token).error()).contains("May not delete access rule in use");
    assertThat(
            refused(token, "'name':'third','access_rules':[{'id':'" + ids.getFirst() + "'}]")
                .status())
        .isEqualTo(201);
    for (String name : List.of("ac", "again", "third")) {
      String id =
          things.list(path() + "?name=" + name, "application_credentials", "id", token).getFirst();
      identity.delete("/v3/" + path() + "/" + id, token);
    }
    assertThat(identity.delete(one, token).status()).isEqualTo(204);
    assertThat(identity.get(one, token).error())
        .isEqualTo("Could not find Access Rule: " + ids.getFirst() + ".");
  }

  @Test
  void noRuleMeansNothingMayBeAsked() {
    String program = TestIdentity.token(logIn(create("'name':'ac','access_rules':[]")));

    assertThat(identity.get("/v3/users/" + user, program).status()).isEqualTo(401);
  }
}
