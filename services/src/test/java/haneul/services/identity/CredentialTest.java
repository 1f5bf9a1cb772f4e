package haneul.services.identity;

import static haneul.services.identity.Things.body;
import static haneul.services.identity.Things.onProject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import haneul.services.identity.domain.TotpCodes;
import haneul.services.identity.ops.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Secrets kept for users, and logging in by two of their kinds. */
@OnEveryStore
class CredentialTest {
  /** RFC 6238's own. */
  private static final String GENERATOR = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  private final Store store;
  private final Path keys;
  private final TestIdentity identity;
  private final Things things;
  private String user = "";
  private String project = "";
  private String token = "";

  CredentialTest(Store store, @TempDir Path keys) {
    this.store = store;
    this.keys = keys;
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

  private JsonNode credential(String type, String blob) {
    ObjectNode wanted = Json.object();
    wanted
        .putObject("credential")
        .put("user_id", user)
        .put("type", type)
        .put("blob", blob)
        .put("project_id", project);
    Answer answer = identity.post("/v3/credentials", token, Json.text(wanted));
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(201);
    return answer.json().get("credential");
  }

  @Test
  void aSecretIsKeptEncrypted() {
    JsonNode made = credential("cert", "very secret");
    String path = "/v3/credentials/" + Things.id(made);

    String kept =
        store.read(tx ->
            tx.sql()
                .resultQuery("select sealed_blob from identity_credential")
                .fetchSingle(0, String.class));
    assertThat(kept).startsWith("gAAAAA").doesNotContain("secret");
    assertThat(identity.get(path, token).json().at("/credential/blob").stringValue())
        .isEqualTo("very secret");
    assertThat(
            identity
                .patch(path, token, body("credential", "'blob':'other','type':'cert'"))
                .json()
                .at("/credential/blob")
                .stringValue())
        .isEqualTo("other");
    assertThat(identity.patch(path, token, body("credential", "'user_id':'someone'")).status())
        .isEqualTo(400);
    assertThat(identity.get(path, identity.demoToken()).status()).isEqualTo(403);
    assertThat(things.list("credentials", "credentials", "type", identity.demoToken())).isEmpty();
    assertThat(things.list("credentials?type=cert", "credentials", "blob", things.admin))
        .containsExactly("other");
    assertThat(identity.delete(path, token).status()).isEqualTo(204);
    assertThat(identity.get(path, things.admin).error())
        .isEqualTo("Could not find credential: " + Things.id(made) + ".");
  }

  @Test
  void aControllerWithoutTheKeysDoesNotStart(@TempDir Path others) throws IOException {
    new TestIdentity(store, others).close();
    credential("cert", "secret");
    assertThatThrownBy(() -> new TestIdentity(store, others))
        .isInstanceOf(Vault.MissingKey.class)
        .hasMessageContaining(others.toString());

    Path copied = others.resolve("credential");
    Files.copy(keys.resolve("credential/1"), copied.resolve("2"));
    new TestIdentity(store, others).close();
  }

  /** A key for a project that its user has nothing to do with could not be used, either. */
  @Test
  void aForeignProjectIsAsOneThatIsNotThere() {
    String foreign = things.project("foreign", "default");
    String keys = "/v3/users/" + user + "/credentials/OS-EC2";
    for (String id : List.of(foreign, "absent")) {
      Answer key = identity.post(keys, token, "{\"tenant_id\":\"" + id + "\"}");
      assertThat(key.status()).isEqualTo(404);
      assertThat(key.error()).isEqualTo("Could not find project: " + id + ".");
      String fields = "'user_id':'" + user + "','type':'x','blob':'y','project_id':'" + id + "'";
      Answer made = identity.post("/v3/credentials", token, body("credential", fields));
      assertThat(made.status()).isEqualTo(404);
      assertThat(made.error()).isEqualTo("Could not find project: " + id + ".");
    }
  }

  /** Where a page begins would tell where the marker is in the order. */
  @Test
  void aForeignMarkerIsAsOneThatIsNotThere() {
    String foreign = Things.id(credential("cert", "secret"));
    String list = "/v3/credentials?sort_key=type&marker=";
    assertThat(identity.get(list + foreign, token).status()).isEqualTo(200);
    for (String id : List.of(foreign, "absent")) {
      Answer answer = identity.get(list + id, identity.demoToken());
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.error()).contains("there is nothing with that id");
    }
  }

  @Test
  void whatCouldNotBeUsedIsRefused() {
    for (String fields :
        List.of(
            "'user_id':'" + user + "','type':'ec2','blob':'x','project_id':'" + project + "'",
            "'user_id':'" + user + "','type':'ec2','blob':'{}','project_id':'" + project + "'",
            "'user_id':'" + user + "','type':'totp','blob':'1'")) {
      assertThat(identity.post("/v3/credentials", token, body("credential", fields)).status())
          .as(fields)
          .isEqualTo(400);
    }
    assertThat(
            identity
                .post(
                    "/v3/credentials",
                    identity.demoToken(),
                    body("credential", "'user_id':'" + user + "','type':'cert','blob':'x'"))
                .status())
        .isEqualTo(403);
  }

  private JsonNode key() {
    Answer answer =
        identity.post(
            "/v3/users/" + user + "/credentials/OS-EC2",
            token,
            "{\"tenant_id\":\"" + project + "\"}");
    assertThat(answer.status()).isEqualTo(201);
    return answer.json().get("credential");
  }

  @Test
  void ec2KeysAreMadeListedAndDeleted() {
    JsonNode key = key();
    assertThat(List.copyOf(key.propertyNames()))
        .containsExactly("user_id", "tenant_id", "access", "secret", "trust_id", "links");
    String all = "users/" + user + "/credentials/OS-EC2";
    String one = "/v3/" + all + "/" + key.get("access").stringValue();

    assertThat(things.list(all, "credentials", "access", token))
        .containsExactly(key.get("access").stringValue());
    assertThat(things.list("credentials?type=ec2", "credentials", "user_id", token))
        .containsExactly(user);
    assertThat(identity.get(one, token).json().get("credential")).isEqualTo(key);
    assertThat(identity.get(one, identity.demoToken()).status()).isEqualTo(403);
    assertThat(identity.delete(one, token).status()).isEqualTo(204);
    assertThat(identity.get(one, token).status()).isEqualTo(404);
  }

  private static byte[] mac(String algorithm, String key, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Version 0 signs least, and is enough to see that the rest is right. */
  private Answer signed(JsonNode key, String time, String byToken) {
    String signature =
        Base64.getEncoder()
            .encodeToString(mac("HmacSHA1", key.get("secret").stringValue(), "Look" + time));
    ObjectNode request = Json.object();
    ObjectNode given = request.putObject("credentials");
    given.put("access", key.get("access").stringValue()).put("signature", signature);
    given
        .putObject("params")
        .put("SignatureVersion", "0")
        .put("Action", "Look")
        .put("Timestamp", time);
    return identity.post("/v3/ec2tokens", byToken, Json.text(request));
  }

  @Test
  void aSignatureIsWorthAToken() {
    JsonNode key = key();
    Answer answer = signed(key, "2026-11-22T08:00:00Z", things.admin);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/token/user/id").stringValue()).isEqualTo(user);
    assertThat(answer.json().at("/token/project/id").stringValue()).isEqualTo(project);
    assertThat(answer.json().at("/token/methods/0").stringValue()).isEqualTo("ec2credential");
    String made = answer.header("X-Subject-Token");
    assertThat(identity.get("/v3/users/" + user, made).status()).isEqualTo(200);
    assertThat(identity.get("/v3/credentials", made).status()).isEqualTo(403);

    assertThat(signed(key, "2026-11-22T07:44:00Z", things.admin).error())
        .isEqualTo("Credential is expired");
    assertThat(signed(key, "2026-11-22T08:00:00Z", token).status()).isEqualTo(403);
    assertThat(signed(key, "2026-11-22T08:00:00Z", "").status()).isEqualTo(401);
    ObjectNode other = (ObjectNode) key.deepCopy();
    other.put("secret", "another");
    assertThat(signed(other, "2026-11-22T08:00:00Z", things.admin).error())
        .isEqualTo("Invalid EC2 signature.");
    other.put("access", "another");
    assertThat(signed(other, "2026-11-22T08:00:00Z", things.admin).status()).isEqualTo(401);
    things.revoke("projects/" + project + "/users/" + user, "member");
    assertThat(signed(key, "2026-11-22T08:00:00Z", things.admin).status()).isEqualTo(401);
  }

  @Test
  void anS3SignatureToo() {
    JsonNode key = key();
    String toSign = "GET\n\n\n\n/bucket";
    ObjectNode request = Json.object();
    ObjectNode given = request.putObject("credentials");
    given.put("access", key.get("access").stringValue());
    given.put(
        "token", Base64.getUrlEncoder().encodeToString(toSign.getBytes(StandardCharsets.UTF_8)));
    given.put(
        "signature",
        Base64.getEncoder()
            .encodeToString(mac("HmacSHA1", key.get("secret").stringValue(), toSign)));

    Answer answer = identity.post("/v3/s3tokens", things.admin, Json.text(request));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/token/user/id").stringValue()).isEqualTo(user);
    given.put("signature", "x");
    assertThat(identity.post("/v3/s3tokens", things.admin, Json.text(request)).error())
        .isEqualTo("Credential signature mismatch");
  }

  private String totp(String passcode, String methods, String more) {
    return ("{'auth':{'identity':{'methods':["
            + methods
            + "],'totp':{'user':{'id':'"
            + user
            + "','passcode':'"
            + passcode
            + "'}}"
            + more
            + "}}}")
        .replace('\'', '"');
  }

  private Answer logIn(String passcode) {
    return identity.post("/v3/auth/tokens", "", totp(passcode, "'totp'", ""));
  }

  private String passcode() {
    return TotpCodes.at(GENERATOR, identity.now());
  }

  @Test
  void aOneTimePasswordIsUsedOnce() {
    credential("totp", GENERATOR);
    String passcode = passcode();

    assertThat(logIn("000000").status()).isEqualTo(401);
    Answer first = logIn(passcode);
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.json().at("/token/methods/0").stringValue()).isEqualTo("totp");
    assertThat(logIn(passcode).status()).isEqualTo(401);
    identity.advance(Duration.ofSeconds(30));
    assertThat(logIn(passcode).status()).isEqualTo(401);
    assertThat(logIn(passcode()).status()).isEqualTo(201);
  }

  @Test
  void twoFactorsAreAskedForAndAReceiptKeepsTheFirst() {
    credential("totp", GENERATOR);
    String rules = "'options':{'multi_factor_auth_rules':[['password','totp']]}";
    identity.patch("/v3/users/" + user, things.admin, body("user", rules));

    Answer first = identity.post("/v3/auth/tokens", "", Things.login(user, Things.PASSWORD, ""));
    assertThat(first.status()).isEqualTo(401);
    assertThat(first.json().at("/receipt/methods/0").stringValue()).isEqualTo("password");
    assertThat(first.json().at("/required_auth_methods/0"))
        .isEqualTo(Json.array().add("password").add("totp"));
    String receipt = first.header("Openstack-Auth-Receipt");
    Answer second =
        identity.send(
            "POST",
            "/v3/auth/tokens",
            "",
            totp(passcode(), "'totp'", ""),
            "Openstack-Auth-Receipt",
            receipt);
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.json().at("/token/methods"))
        .isEqualTo(Json.array().add("password").add("totp"));

    identity.advance(Duration.ofSeconds(30));
    String both =
        totp(
            passcode(),
            "'password','totp'",
            ",'password':{'user':{'id':'" + user + "','password':'" + Things.PASSWORD + "'}}");
    Answer together = identity.post("/v3/auth/tokens", "", both);
    assertThat(together.status()).isEqualTo(201);
    identity.advance(Duration.ofMinutes(5));
    assertThat(
            identity
                .send(
                    "POST",
                    "/v3/auth/tokens",
                    "",
                    totp(passcode(), "'totp'", ""),
                    "Openstack-Auth-Receipt",
                    receipt)
                .status())
        .isEqualTo(401);
    assertThat(
            identity
                .send(
                    "POST",
                    "/v3/auth/tokens",
                    "",
                    Things.login(user, Things.PASSWORD, ""),
                    "Openstack-Auth-Receipt",
                    "nonsense")
                .status())
        .isEqualTo(401);
    // A token is worth what it was got by.
    assertThat(
            identity
                .post(
                    "/v3/auth/tokens",
                    "",
                    ("{'auth':{'identity':{'methods':['token'],'token':{'id':'"
                            + TestIdentity.token(together)
                            + "'}}}}")
                        .replace('\'', '"'))
                .status())
        .isEqualTo(201);
    identity.patch(
        "/v3/users/" + user,
        things.admin,
        body("user", "'options':{'multi_factor_auth_enabled':false}"));
    assertThat(things.logIn(user, "").status()).isEqualTo(201);
  }

  /** Who knows the password has no more guesses by showing it again and again. */
  @Test
  void whoGuessesOneTimePasswordsIsLockedOut() {
    credential("totp", GENERATOR);
    for (int i = 0; i < 10; i++) {
      assertThat(logIn("00000" + i % 10).status()).isEqualTo(401);
      assertThat(things.logIn(user, "").status()).isEqualTo(201);
    }

    assertThat(logIn(passcode()).status()).isEqualTo(401);
    identity.advance(Duration.ofMinutes(5));
    assertThat(logIn(passcode()).status()).isEqualTo(201);
  }
}
