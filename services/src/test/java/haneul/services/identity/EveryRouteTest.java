package haneul.services.identity;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import haneul.platform.http.ServiceApi;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every route there is, with any id, body, query and header: the answer is a success or Keystone's
 * error body, and never a 5xx. Half of what is sent is nearly right, so that it gets far.
 */
@Tag("long")
class EveryRouteTest {
  private static final int SETS = 5;
  private static final Pattern ID = Pattern.compile("<(\\w+)>");
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @SuppressWarnings("NullAway.Init")
  private static Path directory;

  @SuppressWarnings("NullAway.Init")
  private static Store store;

  @SuppressWarnings("NullAway.Init")
  private static TestIdentity identity;

  @SuppressWarnings("NullAway.Init")
  private static Things things;

  /** By the name of a path's parameter, ids that are there, or were. */
  private static final Map<String, List<String>> IDS = new HashMap<>();

  private static final List<String> TOKENS = new ArrayList<>();

  /** Those that were asked with success. */
  private static final Set<ServiceApi.Route> REACHED = new HashSet<>();

  private static final List<String> OWN = new ArrayList<>();
  private static final List<ServiceApi.Route> ROUTES = new ArrayList<>();

  private static final List<String> ODD_IDS =
      List.of("nope", "%00", "%ff", "..", "%2e%2e%2f", "%20", "%ED%95%98", "x".repeat(300), "null");

  private static final List<String> FIELDS =
      List.of(
          "id",
          "name",
          "domain_id",
          "parent_id",
          "is_domain",
          "description",
          "enabled",
          "default_project_id",
          "password",
          "original_password",
          "options",
          "tags",
          "type",
          "url",
          "interface",
          "service_id",
          "region_id",
          "region",
          "parent_region_id",
          "filters",
          "blob",
          "user_id",
          "project_id",
          "tenant_id",
          "resource_name",
          "default_limit",
          "resource_limit",
          "secret",
          "roles",
          "unrestricted",
          "expires_at",
          "access_rules",
          "trustor_user_id",
          "trustee_user_id",
          "impersonation",
          "remaining_uses",
          "allow_redelegation",
          "redelegation_count",
          "email",
          "links",
          "security_compliance",
          "password_regex",
          "access",
          "signature",
          "params",
          "headers",
          "host",
          "token");

  private static final List<String> QUERIES =
      List.of(
          "name",
          "name__contains",
          "name__istartswith",
          "name__x",
          "type",
          "enabled",
          "domain_id",
          "parent_id",
          "is_domain",
          "limit",
          "marker",
          "sort_key",
          "sort_dir",
          "tags",
          "not-tags-any",
          "user.id",
          "group.id",
          "role.id",
          "scope.project.id",
          "scope.domain.id",
          "scope.system",
          "scope.OS-INHERIT:inherited_to",
          "effective",
          "include_names",
          "include_subtree",
          "parents_as_ids",
          "subtree_as_list",
          "password_expires_at",
          "user_id",
          "service_id",
          "region_id",
          "trustor_user_id",
          "nocatalog",
          "interface",
          "");

  /** By the last word of a path, what would be right there; {@code <x>} is an id, @ a new name. */
  private static final Map<String, String> RIGHT =
      Map.ofEntries(
          Map.entry("users", "'user':{'name':'@','domain_id':'<domain_id>','password':'x'}"),
          Map.entry("groups", "'group':{'name':'@','domain_id':'<domain_id>'}"),
          Map.entry("projects", "'project':{'name':'@','domain_id':'<domain_id>'}"),
          Map.entry("cascade", "'project':{'enabled':true}"),
          Map.entry("domains", "'domain':{'name':'@','description':'d'}"),
          Map.entry("roles", "'role':{'name':'@'}"),
          Map.entry("regions", "'region':{'description':'d'}"),
          Map.entry("services", "'service':{'type':'@','name':'n'}"),
          Map.entry(
              "endpoints",
              "'endpoint':{'service_id':'<service_id>','interface':'public','url':'http://x'}"),
          Map.entry("endpoint_groups", "'endpoint_group':{'name':'@','filters':{'region_id':'x'}}"),
          Map.entry("policies", "'policy':{'type':'t','blob':'{}'}"),
          Map.entry(
              "registered_limits",
              "'registered_limits':[{'service_id':'<service_id>','resource_name':'@',"
                  + "'default_limit':1}],'registered_limit':{'default_limit':2}"),
          Map.entry(
              "limits",
              "'limits':[{'service_id':'<service_id>','resource_name':'r','resource_limit':1,"
                  + "'domain_id':'<domain_id>'}],'limit':{'resource_limit':2}"),
          Map.entry("credentials", "'credential':{'user_id':'<user_id>','type':'cert','blob':'b'}"),
          Map.entry("OS-EC2", "'tenant_id':'<project_id>'"),
          Map.entry("application_credentials", "'application_credential':{'name':'@'}"),
          Map.entry(
              "trusts",
              "'trust':{'trustor_user_id':'<user_id>','trustee_user_id':'<user_id>',"
                  + "'impersonation':false,'project_id':'<project_id>',"
                  + "'roles':[{'name':'member'}]}"),
          Map.entry(
              "tokens",
              "'auth':{'identity':{'methods':['password'],'password':{'user':{'id':'<user_id>',"
                  + "'password':'a-secret'}}},'scope':{'project':{'id':'<project_id>'}}}"),
          Map.entry("config", "'config':{'security_compliance':{'password_expires_days':9}}"),
          Map.entry("tags", "'tags':['a','b']"),
          Map.entry("password", "'user':{'original_password':'a-secret','password':'b'}"),
          Map.entry(
              "ec2tokens",
              "'credentials':{'access':'<access>','signature':'x','verb':'GET','host':'h:1',"
                  + "'path':'/','params':{'SignatureVersion':'2'},'headers':{}}"),
          Map.entry(
              "s3tokens", "'credentials':{'access':'<access>','signature':'x','token':'YWJj'}"));

  private static final List<String> QUERY_VALUES =
      List.of(
          "",
          "true",
          "1",
          "name",
          "asc",
          "x,y",
          "lt:2030-01-31T12:00:00Z",
          "%00",
          "%ff",
          "%ED%95%98",
          "-1",
          "99999999999",
          "x".repeat(5000));

  private static final List<String> TEXTS =
      List.of(
          "",
          "x",
          "public",
          "ec2",
          "totp",
          "GET",
          "/v3",
          "http://x",
          "2030-01-31T12:00:00Z",
          "member",
          "\u0000",
          "하늘 😀",
          "x".repeat(70),
          "x".repeat(300),
          "x".repeat(70_000));

  private static final List<String> NO_BODIES =
      List.of("", "{", "{}{}", "\u0000", "{\"a\":1,\"a\":2}", "[[[[", "7");

  @BeforeContainer
  static void up() throws IOException {
    directory = Files.createTempDirectory("every-route");
    store = Store.sqlite(directory.resolve("db"));
    identity = new TestIdentity(store, directory.resolve("keys"));
    things = new Things(identity);
    for (int i = 0; i < SETS; i++) {
      fill(i);
    }
    TOKENS.addAll(List.of("", "nonsense", identity.demoToken()));
    ROUTES.addAll(identity.service.api().routes());
  }

  /** One of everything. */
  private static void fill(int i) {
    String domain = put("domain_id", things.domain("d" + i));
    String project = put("project_id", things.project("p" + i, domain));
    put("project_id", things.child("c" + i, project));
    String user = put("user_id", things.user("u" + i, domain));
    put("group_id", things.group("g" + i, domain));
    put("role_id", things.role("r" + i));
    put("implied_role_id", things.role("s" + i));
    put("tag", "t" + i);
    put("group", "security_compliance");
    put("option", "password_regex");
    things.grant("projects/" + project + "/users/" + user, "member");
    things.grant("domains/" + domain + "/users/" + user, "admin");
    for (String place : List.of("projects/" + project, "domains/" + domain, "system")) {
      things.grant(place + "/users/" + user, "r" + i);
    }
    String own = things.token(user, Things.onProject(project));
    TOKENS.add(own);
    OWN.add(own);
    TOKENS.add(things.token(user, Things.onDomain(domain)));
    put("region_id", Things.id(things.make("region", "'id':'region" + i + "'")));
    String service = put("service_id", Things.id(things.make("service", "'type':'t" + i + "'")));
    put(
        "endpoint_id",
        Things.id(
            things.make(
                "endpoint",
                "'service_id':'" + service + "','interface':'public','url':'http://x'")));
    put(
        "endpoint_group_id",
        Things.id(
            things.made(
                "endpoint_group",
                things.admin,
                "OS-EP-FILTER/endpoint_groups",
                "'name':'e" + i + "','filters':{'interface':'public'}")));
    put(
        "policy_id",
        Things.id(things.made("policy", things.admin, "policies", "'type':'t','blob':'{}'")));
    String of = "'service_id':'" + service + "','resource_name':'r'";
    put("registered_limit_id", first("registered_limits", of + ",'default_limit':1"));
    put("limit_id", first("limits", of + ",'project_id':'" + project + "','resource_limit':1"));
    put(
        "credential_id",
        Things.id(
            things.made(
                "credential",
                own,
                "credentials",
                "'user_id':'" + user + "','type':'totp','blob':'GEZDGNBVGY3TQOJQGEZDGNBV'")));
    put(
        "access",
        identity
            .post(
                "/v3/users/" + user + "/credentials/OS-EC2",
                own,
                "{\"tenant_id\":\"" + project + "\"}")
            .json()
            .at("/credential/access")
            .stringValue());
    JsonNode program =
        things.made(
            "application_credential",
            own,
            "users/" + user + "/application_credentials",
            "'name':'a','access_rules':[{'service':'x','method':'GET','path':'/'}]");
    put("application_credential_id", Things.id(program));
    put("access_rule_id", Things.id(program.at("/access_rules/0")));
    put(
        "trust_id",
        Things.id(
            things.made(
                "trust",
                own,
                "OS-TRUST/trusts",
                "'trustor_user_id':'"
                    + user
                    + "','trustee_user_id':'"
                    + user
                    + "','impersonation':true,'project_id':'"
                    + project
                    + "','roles':[{'name':'member'}]")));
  }

  private static String put(String parameter, String id) {
    IDS.computeIfAbsent(parameter, key -> new ArrayList<>()).add(id);
    return id;
  }

  private static String first(String kind, String fields) {
    Answer answer =
        identity.post(
            "/v3/" + kind,
            things.admin,
            ("{'" + kind + "':[{" + fields + "}]}").replace('\'', '"'));
    return Things.id(answer.json().at("/" + kind + "/0"));
  }

  @AfterContainer
  static void down() throws IOException {
    identity.close();
    store.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    // Else all of it would prove little.
    assertThat(REACHED.size()).isGreaterThan(ROUTES.size() / 2);
  }

  /** What is sent, all of it drawn from one source of luck; mostly about one set of things. */
  private record Draw(Random random, int set) {
    <T> T one(List<T> of) {
      return of.get(random.nextInt(of.size()));
    }

    boolean rarely() {
      return random.nextInt(8) == 0;
    }

    String id(String parameter) {
      List<String> known = IDS.getOrDefault(parameter, List.of("x"));
      return rarely() ? one(known) : known.get(set % known.size());
    }

    /** The admin's, the one of whose things it is about, or any. */
    String token() {
      return switch (random.nextInt(4)) {
        case 0 -> OWN.get(set);
        case 1 -> one(TOKENS);
        default -> things.admin;
      };
    }

    String knownId() {
      return id(one(List.copyOf(IDS.keySet())));
    }

    /** What makes things rather than what deletes them, or there would be none left. */
    ServiceApi.Route route() {
      ServiceApi.Route route = one(ROUTES);
      return route.method().equals("DELETE") && random.nextInt(3) > 0 ? one(ROUTES) : route;
    }

    String path(ServiceApi.Route route) {
      Matcher parameter = PARAMETER.matcher(route.template());
      StringBuilder path = new StringBuilder();
      while (parameter.find()) {
        parameter.appendReplacement(
            path, Matcher.quoteReplacement(rarely() ? one(ODD_IDS) : id(parameter.group(1))));
      }
      parameter.appendTail(path);
      List<String> query = new ArrayList<>();
      for (int i = random.nextInt(4); i > 1; i--) {
        query.add(one(QUERIES) + "=" + (random.nextBoolean() ? knownId() : one(QUERY_VALUES)));
      }
      return query.isEmpty() ? path.toString() : path + "?" + String.join("&", query);
    }

    JsonNode value(int depth) {
      return switch (random.nextInt(depth > 2 ? 8 : 11)) {
        case 0, 1, 2 -> JSON.stringNode(knownId());
        case 3, 4 -> JSON.stringNode(one(TEXTS));
        case 5 -> JSON.numberNode(random.nextInt(-2, 6));
        case 6 -> JSON.booleanNode(random.nextBoolean());
        case 7 -> rarely() ? JSON.numberNode(random.nextDouble() * 1e300) : JSON.nullNode();
        case 8 -> {
          var list = JSON.arrayNode();
          for (int i = random.nextInt(3); i > 0; i--) {
            list.add(value(depth + 1));
          }
          yield list;
        }
        default -> object(depth + 1);
      };
    }

    ObjectNode object(int depth) {
      var object = JSON.objectNode();
      for (int i = random.nextInt(6); i > 0; i--) {
        object.set(one(FIELDS), value(depth));
      }
      return object;
    }

    /** Right, or right but for some fields, or nothing of the kind. */
    String body(ServiceApi.Route route) {
      if (rarely()) {
        return random.nextBoolean() ? Json.text(value(0)) : one(NO_BODIES);
      }
      JsonNode body = Json.parseOurs(right(route));
      for (int i = random.nextInt(3); i > 0; i--) {
        change(body);
      }
      return Json.text(body);
    }

    private String right(ServiceApi.Route route) {
      String right = "";
      for (String segment : route.template().split("/", -1)) {
        right = RIGHT.getOrDefault(segment, right);
      }
      Matcher id = ID.matcher(right.replace("@", "n" + random.nextInt(1_000_000)));
      return ("{" + id.replaceAll(found -> id(found.group(1))) + "}").replace('\'', '"');
    }

    /** Sets a field somewhere in it. */
    private void change(JsonNode body) {
      JsonNode at = body;
      while (!at.isEmpty() && random.nextInt(4) > 0) {
        List<JsonNode> within = new ArrayList<>();
        at.forEach(within::add);
        at = one(within);
      }
      if (at instanceof ObjectNode object) {
        List<String> names = new ArrayList<>(object.propertyNames());
        names.add(one(FIELDS));
        object.set(one(names), value(0));
      }
    }
  }

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void theAnswerIsASuccessOrKeystonesError(@ForAll long seed) {
    Random random = new Random(seed);
    Draw draw = new Draw(random, random.nextInt(SETS));
    ServiceApi.Route route = draw.route();
    String path = draw.path(route);
    boolean bodiless = route.method().equals("GET") || route.method().equals("HEAD");
    String body = bodiless ? "" : draw.body(route);
    String sent = route.method() + " " + path + " " + body;

    Answer answer =
        identity.send(
            route.method(),
            path,
            draw.token(),
            body,
            "X-Subject-Token",
            draw.one(TOKENS),
            "Openstack-Auth-Receipt",
            draw.one(TOKENS));

    assertThat(answer.status()).as(sent).isLessThan(500);
    if (answer.status() < 400) {
      REACHED.add(route);
    }
    if (answer.status() >= 400 && !route.method().equals("HEAD")) {
      JsonNode error = answer.json().path("error");
      assertThat(error.path("code").intValue(0)).as(sent).isEqualTo(answer.status());
      assertThat(error.path("message").stringValue("")).as(sent).isNotEmpty();
      assertThat(error.path("title").stringValue("")).as(sent).isNotEmpty();
    } else if (answer.response().body().length > 0) {
      assertThat(answer.json().isObject()).as(sent).isTrue();
    }
  }
}
