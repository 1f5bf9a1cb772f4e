package haneul.services.identity;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.services.identity.TestIdentity.Answer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Makes what a test needs, as the cloud's admin, and logs in whom it made. */
final class Things {
  static final String PASSWORD = "a-secret";

  final TestIdentity identity;
  final String admin;

  Things(TestIdentity identity) {
    this.identity = identity;
    this.admin = identity.adminToken();
  }

  /** A thing of a kind, whose fields are given as JSON with single quotes. */
  JsonNode make(String kind, String fields) {
    return made(kind, admin, kind + "s", fields);
  }

  /** The same at another path, as someone else. */
  JsonNode made(String kind, String token, String path, String fields) {
    Answer answer = identity.post("/v3/" + path, token, body(kind, fields));
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(201);
    return answer.json().get(kind);
  }

  /** {@code {"kind": {…}}} of JSON with single quotes. */
  static String body(String kind, String fields) {
    return ("{'" + kind + "':{" + fields + "}}").replace('\'', '"');
  }

  String domain(String name) {
    return id(make("domain", "'name':'" + name + "'"));
  }

  String project(String name, String domain) {
    return id(make("project", "'name':'" + name + "','domain_id':'" + domain + "'"));
  }

  String child(String name, String parent) {
    return id(make("project", "'name':'" + name + "','parent_id':'" + parent + "'"));
  }

  /** With {@link #PASSWORD}. */
  String user(String name, String domain) {
    return id(
        make(
            "user",
            "'name':'" + name + "','domain_id':'" + domain + "','password':'" + PASSWORD + "'"));
  }

  String group(String name, String domain) {
    return id(make("group", "'name':'" + name + "','domain_id':'" + domain + "'"));
  }

  /** The role of that name, made when there is none. */
  String role(String name) {
    JsonNode found = identity.get("/v3/roles?name=" + name, admin).json().at("/roles/0/id");
    return found.isString() ? found.stringValue() : id(make("role", "'name':'" + name + "'"));
  }

  static String id(JsonNode thing) {
    return thing.get("id").stringValue();
  }

  /** Gives a role, e.g. on {@code projects/abc/users/def}. */
  void grant(String place, String role) {
    assertThat(identity.put("/v3/" + place + "/roles/" + role(role), admin).status())
        .isEqualTo(204);
  }

  void revoke(String place, String role) {
    assertThat(identity.delete("/v3/" + place + "/roles/" + role(role), admin).status())
        .isEqualTo(204);
  }

  /** A login by id; {@code scope} as JSON with single quotes, empty for none. */
  Answer logIn(String user, String scope) {
    return identity.post("/v3/auth/tokens", "", login(user, PASSWORD, scope));
  }

  static String login(String user, String password, String scope) {
    return ("{'auth':{'identity':{'methods':['password'],'password':{'user':{'id':'"
            + user
            + "','password':'"
            + password
            + "'}}}"
            + (scope.isEmpty() ? "" : ",'scope':" + scope)
            + "}}")
        .replace('\'', '"');
  }

  String token(String user, String scope) {
    return TestIdentity.token(logIn(user, scope));
  }

  static String onProject(String id) {
    return "{'project':{'id':'" + id + "'}}";
  }

  static String onDomain(String id) {
    return "{'domain':{'id':'" + id + "'}}";
  }

  static final String ON_SYSTEM = "{'system':{'all':true}}";

  /** A field of every thing in a list, in its order. */
  List<String> list(String path, String kind, String field, String token) {
    Answer answer = identity.get("/v3/" + path, token);
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    List<String> values = new ArrayList<>();
    answer.json().get(kind).forEach(thing -> values.add(thing.get(field).stringValue()));
    return values;
  }

  List<String> names(String path, String kind) {
    return list(path, kind, "name", admin);
  }

  /** The names of the roles in a login's answer. */
  static List<String> roles(Answer answer) {
    List<String> names = new ArrayList<>();
    answer.json().at("/token/roles").forEach(role -> names.add(role.get("name").stringValue()));
    return names;
  }
}
