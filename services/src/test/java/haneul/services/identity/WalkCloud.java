package haneul.services.identity;

import static haneul.services.identity.Things.ON_SYSTEM;
import static haneul.services.identity.Things.onDomain;
import static haneul.services.identity.Things.onProject;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.services.identity.TestIdentity.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A cloud with every kind of caller and every kind of target, for {@link IdentityWalkTest}. */
final class WalkCloud {
  final TestIdentity identity;
  final Things things;

  /** What someone calls with. */
  record Caller(
      String name,
      String user,
      String token,
      Set<String> roles,
      Optional<String> domain,
      Optional<String> project,
      boolean delegated,
      String trust) {
    boolean isAdmin() {
      return roles.contains("admin") && domain.isEmpty();
    }

    boolean administers(String id) {
      return roles.contains("admin") && domain.filter(id::equals).isPresent();
    }
  }

  private static final Set<String> SOME =
      Set.of(
          "admin of a project",
          "foreign member",
          "giver",
          "admins",
          "foreigners",
          "held",
          "far",
          "admin",
          "note of admin of a project",
          "note of giver");

  final List<Caller> callers = new ArrayList<>();

  /** By the parameter of a path, what there is; the first has nothing to it. */
  final Map<String, List<String>> ids = new LinkedHashMap<>();

  /** By id, what a thing is called here. */
  final Map<String, String> names = new LinkedHashMap<>();

  /** By a secret, whose it is. */
  final Map<String, String> secrets = new LinkedHashMap<>();

  /** Those who have what they have for being targets, with a key of theirs. */
  final Map<String, JsonNode> keys = new LinkedHashMap<>();

  final String domain;
  final String otherDomain;
  private final String plain;
  private final String held;
  private final String far;

  WalkCloud(TestIdentity identity) {
    this.identity = identity;
    this.things = new Things(identity);
    domain = add("domain_id", "d", things.domain("d"));
    otherDomain = add("domain_id", "e", things.domain("e"));
    String gone = add("domain_id", "disabled", things.domain("f"));
    assertThat(
            identity
                .patch(
                    "/v3/domains/" + gone, things.admin, Things.body("domain", "'enabled':false"))
                .status())
        .isEqualTo(200);
    plain = project("plain", things.project("plain", domain));
    held = project("held", things.project("held", domain));
    far = project("far", things.project("far", otherDomain));
    makeRoles();
    makeTargets();
    makeCallers();
    makeTrusts();
    makePrograms();
    makeCatalog();
    disable("projects", "project", named("project_id", "asleep"));
    disable("projects", "project", named("project_id", "dozing"));
    disable("users", "user", named("user_id", "disabled admin"));
  }

  private String add(String parameter, String name, String id) {
    ids.computeIfAbsent(parameter, key -> new ArrayList<>()).add(id);
    names.put(id, name);
    return id;
  }

  private String project(String name, String id) {
    return add("project_id", name, id);
  }

  private String named(String parameter, String name) {
    return ids.getOrDefault(parameter, List.of()).stream()
        .filter(id -> name.equals(names.get(id)))
        .findFirst()
        .orElseThrow();
  }

  private void disable(String kinds, String kind, String id) {
    String body = Things.body(kind, "'enabled':false");
    assertThat(identity.patch("/v3/" + kinds + "/" + id, things.admin, body).status())
        .isEqualTo(200);
  }

  private void makeRoles() {
    for (String name : List.of("member", "reader", "admin", "service", "operator", "spare")) {
      add("role_id", name, things.role(name));
    }
    // A domain's own, which brings another along.
    add(
        "role_id",
        "local",
        Things.id(things.make("role", "'name':'local','domain_id':'" + domain + "'")));
    imply("operator", "service");
    imply("local", "spare");
    ids.put("implied_role_id", ids.getOrDefault("role_id", List.of()));
  }

  private void imply(String prior, String implied) {
    String path = named("role_id", prior) + "/implies/" + named("role_id", implied);
    assertThat(identity.put("/v3/roles/" + path, things.admin).status()).isEqualTo(201);
  }

  /** A user with a role, if any; {@code place} as {@code projects/ID}. */
  private String user(String name, String inDomain, String place, String role) {
    String id = add("user_id", name, things.user(name, inDomain));
    give(place, "users/" + id, role);
    keep(id, name);
    return id;
  }

  private void give(String place, String actor, String role) {
    if (!place.isEmpty()) {
      String inherit = place.startsWith("OS-INHERIT") ? "/inherited_to_projects" : "";
      String path = place + "/" + actor + "/roles/" + named("role_id", role) + inherit;
      assertThat(identity.put("/v3/" + path, things.admin).status()).as(path).isEqualTo(204);
    }
  }

  /** Something secret of a user's, and a key with which requests are signed. */
  private void keep(String user, String name) {
    String blob = "secret of " + name + ".";
    String fields = "'user_id':'" + user + "','type':'note','blob':'" + blob + "'";
    add("credential_id", "note of " + name, Things.id(things.make("credential", fields)));
    secrets.put(blob, user);
    JsonNode key =
        identity
            .post(
                "/v3/users/" + user + "/credentials/OS-EC2",
                things.admin,
                "{\"tenant_id\":\"" + plain + "\"}")
            .json()
            .get("credential");
    keys.put(user, key);
    secrets.put(key.get("secret").stringValue(), user);
  }

  private String group(String name, String inDomain, String place, String role) {
    String id = add("group_id", name, things.group(name, inDomain));
    give(place, "groups/" + id, role);
    join(user("one of " + name, inDomain, "", ""), id);
    return id;
  }

  private void join(String user, String group) {
    String path = "/v3/groups/" + group + "/users/" + user;
    assertThat(identity.put(path, things.admin).status()).isEqualTo(204);
  }

  private void makeTargets() {
    String asleep = project("asleep", things.project("asleep", domain));
    String dozing = project("dozing", things.project("dozing", domain));
    String parent = project("parent", things.project("parent", domain));
    project("child", things.child("child", parent));
    project("empty", things.project("empty", domain));
    String onPlain = "projects/" + plain;
    String all = "OS-INHERIT/projects/" + parent;
    String everywhere = "OS-INHERIT/domains/" + otherDomain;

    user("nobody", domain, "", "");
    user("member", domain, onPlain, "member");
    user("reader of the domain", domain, "domains/" + domain, "reader");
    user("admin of the domain", domain, "domains/" + domain, "admin");
    user("reader of the system", domain, "system", "reader");
    user("admin of a project", domain, "projects/" + held, "admin");
    user("service", domain, onPlain, "service");
    user("service on the domain", domain, "domains/" + domain, "service");
    user("operator", domain, onPlain, "operator");
    user("local", domain, onPlain, "local");
    user("heir of member", domain, all, "member");
    user("heir of admin", domain, "OS-INHERIT/projects/" + parent, "admin");
    user("admin asleep", domain, "projects/" + asleep, "admin");
    user("member dozing", domain, "projects/" + dozing, "member");
    user("disabled admin", domain, "projects/" + held, "admin");
    user("member elsewhere", domain, "projects/" + far, "member");
    user("foreign nobody", otherDomain, "", "");
    user("foreign member", otherDomain, "projects/" + far, "member");
    user("foreign heir of admin", otherDomain, everywhere, "admin");
    user("foreigner here", otherDomain, onPlain, "member");

    group("nothing", domain, "", "");
    group("members", domain, onPlain, "member");
    group("admins", domain, "projects/" + held, "admin");
    group("services", domain, onPlain, "service");
    group("operators", domain, onPlain, "operator");
    group("heirs", domain, all, "admin");
    group("readers of the system", domain, "system", "reader");
    group("members everywhere", domain, "OS-INHERIT/domains/" + domain, "member");
    group("foreigners", otherDomain, "projects/" + far, "member");
  }

  /** A user who is there for calling only; no other calls need to be about him. */
  boolean isOfCaller(String user) {
    return names.getOrDefault(user, "").startsWith("who ");
  }

  /** Things of which each caller meets all. */
  boolean isOfSome(String id) {
    return SOME.contains(names.getOrDefault(id, ""))
        || ids.getOrDefault("trust_id", List.of()).contains(id)
        || ids.getOrDefault("domain_id", List.of()).contains(id);
  }

  private Caller caller(String name, String place, String role, String scope) {
    String user = user("who calls as " + name, domain, place, role);
    return caller(name, user, things.token(user, scope), false, "");
  }

  /** Of what its token says. */
  private Caller caller(String name, String user, String token, boolean delegated, String trust) {
    JsonNode seen =
        identity.get("/v3/auth/tokens", token, "X-Subject-Token", token).json().get("token");
    List<String> roles = new ArrayList<>();
    seen.path("roles").forEach(role -> roles.add(role.get("name").stringValue()));
    Caller caller =
        new Caller(
            name,
            user,
            token,
            Set.copyOf(roles),
            id(seen.at("/domain/id")),
            id(seen.at("/project/id")),
            delegated,
            trust);
    callers.add(caller);
    return caller;
  }

  private static Optional<String> id(JsonNode text) {
    return text.isString() ? Optional.of(text.stringValue()) : Optional.empty();
  }

  private void makeCallers() {
    String onPlain = "projects/" + plain;
    String here = "domains/" + domain;
    caller("nobody", "", "", "");
    caller("reader", onPlain, "reader", onProject(plain));
    caller("member", onPlain, "member", onProject(plain));
    caller("admin of the cloud", "projects/" + held, "admin", onProject(held));
    caller("admin of the system", "system", "admin", ON_SYSTEM);
    caller("reader of the system", "system", "reader", ON_SYSTEM);
    caller("reader of the domain", here, "reader", onDomain(domain));
    caller("admin of the domain", here, "admin", onDomain(domain));
    caller("service", onPlain, "service", onProject(plain));
    String byGroup = user("who manages by a group", domain, "", "");
    String managers = add("group_id", "managers", things.group("managers", domain));
    give(here, "groups/" + managers, "admin");
    join(byGroup, managers);
    caller("admin by a group", byGroup, things.token(byGroup, onDomain(domain)), false, "");
    String foreign = user("who manages elsewhere", otherDomain, "domains/" + otherDomain, "admin");
    caller(
        "admin of another domain",
        foreign,
        things.token(foreign, onDomain(otherDomain)),
        false,
        "");
  }

  private String trust(String from, String to, String on, boolean impersonation, String more) {
    String project = on.isEmpty() ? "" : "'project_id':'" + on + "','roles':[{'name':'member'}],";
    String fields =
        "%s'trustor_user_id':'%s','trustee_user_id':'%s','impersonation':%s%s"
            .formatted(project, from, to, impersonation, more);
    String token = things.token(from, on.isEmpty() ? "" : onProject(on));
    String id = Things.id(things.made("trust", token, "OS-TRUST/trusts", fields));
    return add("trust_id", names.get(from) + " trusts " + names.get(to), id);
  }

  private void makeTrusts() {
    String giver = user("giver", domain, "projects/" + plain, "member");
    give("projects/" + held, "users/" + giver, "admin");
    give("domains/" + domain, "users/" + giver, "admin");
    String farther = named("user_id", "foreign member");
    trust(farther, user("trustee of foreigners", domain, "", ""), far, false, "");
    trust(named("user_id", "member"), named("user_id", "nobody"), plain, false, "");
    trust(giver, farther, plain, false, "");
    trust(giver, named("user_id", "foreign nobody"), held, true, "");
    act("trustee", giver, plain, false, ",'allow_redelegation':true,'redelegation_count':2");
    act("trustee in his name", giver, plain, true, ",'allow_redelegation':true");
    act("trustee with nothing but his name", giver, "", true, "");
  }

  private void act(String name, String giver, String on, boolean impersonation, String more) {
    String trustee = user("who acts as " + name, domain, "", "");
    String trust = trust(giver, trustee, on, impersonation, more);
    String token = things.token(trustee, "{'OS-TRUST:trust':{'id':'" + trust + "'}}");
    caller(name, impersonation ? giver : trustee, token, true, trust);
    if (!on.isEmpty()) {
      String further =
          "'trustor_user_id':'%s','trustee_user_id':'%s','project_id':'%s','impersonation':false,'roles':[{'name':'member'}]"
              .formatted(impersonation ? giver : trustee, named("user_id", "operator"), on);
      String id = Things.id(things.made("trust", token, "OS-TRUST/trusts", further));
      add("trust_id", name + " passes it on", id);
    }
  }

  private void makePrograms() {
    String giver = named("user_id", "giver");
    program("program", giver, "");
    program("free program", giver, ",'unrestricted':true");
    program(
        "bound program",
        giver,
        ",'unrestricted':true,'access_rules':[{'service':'identity','method':'POST','path':'/v3/users/*/application_credentials'},"
            + "{'service':'identity','method':'GET','path':'/v3/**'},{'service':'identity','method':'DELETE','path':'/v3/**'}]");
    String boss = named("user_id", "admin of a project");
    String made =
        Things.id(
            things.made(
                "application_credential",
                things.token(boss, onProject(held)),
                "users/" + boss + "/application_credentials",
                "'name':'of an admin','secret':'program of an admin',"
                    + "'access_rules':[{'service':'x','method':'GET','path':'/'}]"));
    add("application_credential_id", "of an admin", made);
    // A rule without a credential, which may be deleted.
    String member = named("user_id", "member");
    String own = things.token(member, onProject(plain));
    String path = "users/" + member + "/application_credentials";
    String first =
        Things.id(
            things.made(
                "application_credential",
                own,
                path,
                "'name':'a','access_rules':[{'service':'x','method':'GET','path':'/'}]"));
    assertThat(identity.delete("/v3/" + path + "/" + first, own).status()).isEqualTo(204);
    things.made("application_credential", own, path, "'name':'b'");
    String signer = named("user_id", "giver");
    Answer signed =
        identity.post("/v3/ec2tokens", things.admin, WalkCalls.ec2(key(signer), identity.now()));
    caller("signer", signer, signed.header("X-Subject-Token"), true, "");
  }

  boolean readsSystem(Caller caller) {
    return caller.roles().contains("reader")
        && caller.domain().isEmpty()
        && caller.project().isEmpty();
  }

  /** Has identity forget what it remembers of its tables. */
  void touch() {
    String member = named("user_id", "one of nothing");
    join(member, named("group_id", "nothing"));
  }

  /** A text with the names of things for their ids. */
  String named(String text) {
    String named = text;
    for (Map.Entry<String, String> one : names.entrySet()) {
      named = named.replace(one.getKey(), "<" + one.getValue() + ">");
    }
    return named;
  }

  JsonNode key(String user) {
    return Optional.ofNullable(keys.get(user)).orElseThrow();
  }

  private void program(String name, String user, String more) {
    JsonNode made =
        things.made(
            "application_credential",
            things.token(user, onProject(plain)),
            "users/" + user + "/application_credentials",
            "'name':'" + name + "','roles':[{'name':'member'}]" + more);
    add("application_credential_id", name, Things.id(made));
    String login =
        ("{'auth':{'identity':{'methods':['application_credential'],'application_credential':{'id':'"
                + Things.id(made)
                + "','secret':'"
                + made.get("secret").stringValue()
                + "'}}}}")
            .replace('\'', '"');
    String token = TestIdentity.token(identity.post("/v3/auth/tokens", "", login));
    caller(name, user, token, true, "");
  }

  private void makeCatalog() {
    add("region_id", "region", Things.id(things.make("region", "'id':'walked'")));
    String service = add("service_id", "service", Things.id(things.make("service", "'type':'t'")));
    String fields = "'service_id':'" + service + "','interface':'public','url':'http://x'";
    String endpoint = add("endpoint_id", "endpoint", Things.id(things.make("endpoint", fields)));
    String group =
        Things.id(
            things.made(
                "endpoint_group",
                things.admin,
                "OS-EP-FILTER/endpoint_groups",
                "'name':'e','filters':{'interface':'public'}"));
    add("endpoint_group_id", "endpoint group", group);
    String policy = "'type':'t','blob':'{}'";
    add("policy_id", "policy", Things.id(things.made("policy", things.admin, "policies", policy)));
    String free = "'service_id':'" + service + "','resource_name':'free','default_limit':1";
    add("registered_limit_id", "free", first("registered_limits", free));
    String used = "'service_id':'" + service + "','resource_name':'r','default_limit':1";
    add("registered_limit_id", "used", first("registered_limits", used));
    String limit =
        "'service_id':'%s','resource_name':'r','project_id':'%s','resource_limit':1"
            .formatted(service, plain);
    add("limit_id", "limit", first("limits", limit));
    add("tag", "tag", "tagged");
    add("group", "what is asked of passwords", "security_compliance");
    add("option", "one thing asked of passwords", "password_expires_days");
    for (String tie :
        List.of(
            "PUT /v3/projects/" + plain + "/tags/tagged",
            "PUT /v3/OS-EP-FILTER/projects/" + plain + "/endpoints/" + endpoint,
            "PUT /v3/OS-EP-FILTER/endpoint_groups/" + group + "/projects/" + plain)) {
      String[] words = tie.split(" ", 2);
      assertThat(identity.send(words[0], words[1], things.admin, "").status()).isLessThan(300);
    }
    String options = "{'config':{'security_compliance':{'password_expires_days':9}}}";
    String config = "/v3/domains/" + domain + "/config";
    assertThat(identity.patch(config, things.admin, options.replace('\'', '"')).status())
        .isEqualTo(200);
  }

  private String first(String kind, String fields) {
    String body = ("{'" + kind + "':[{" + fields + "}]}").replace('\'', '"');
    return Things.id(identity.post("/v3/" + kind, things.admin, body).json().at("/" + kind + "/0"));
  }
}
