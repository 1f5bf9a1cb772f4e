package haneul.services.identity;

import haneul.platform.http.Json;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.Powers.Row;
import haneul.services.identity.WalkCloud.Caller;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls of {@link IdentityWalkTest}: each route, on each kind of thing, with a right body. */
final class WalkCalls {
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
  private static final Pattern GRANT =
      Pattern.compile(".*/(projects|domains|system)(?:/.*)?/(users|groups)/\\{\\w+}/roles/.*");

  /** Whose tokens are looked at and revoked by others. */
  private static final Set<String> SUBJECTS =
      Set.of("member", "admin of the cloud", "trustee in his name", "free program");

  private final WalkCloud cloud;
  private final Powers rows;

  /**
   * A call.
   *
   * @param subject whose token is in the header for that, if any is
   */
  record Call(ServiceApi.Route route, String path, String body, Optional<Caller> subject) {
    String method() {
      return route.method();
    }

    boolean changes() {
      return !method().equals("GET") && !method().equals("HEAD");
    }
  }

  WalkCalls(WalkCloud cloud, Powers rows) {
    this.cloud = cloud;
    this.rows = rows;
  }

  List<Call> of(ServiceApi.Route route, Caller caller) {
    if (route.template().equals("/v3/auth/tokens")) {
      return tokens(route, caller);
    }
    List<Call> calls = new ArrayList<>();
    for (Map<String, String> place : places(route, caller)) {
      String path = filled(route.template(), place);
      List<String> all = bodies(route, caller, place);
      List<String> bodies =
          route.method().equals("PATCH") && !meetsAll(caller) ? all.subList(0, 1) : all;
      bodies.forEach(
          body -> calls.add(new Call(route, path, body.replace('\'', '"'), Optional.empty())));
    }
    return calls;
  }

  private static String filled(String template, Map<String, String> place) {
    Matcher parameter = PARAMETER.matcher(template);
    StringBuilder path = new StringBuilder();
    while (parameter.find()) {
      String id = Optional.ofNullable(place.get(parameter.group(1))).orElseThrow();
      parameter.appendReplacement(path, Matcher.quoteReplacement(id));
    }
    return parameter.appendTail(path).toString();
  }

  /** Each parameter over all there is, the others staying what has nothing to it. */
  private List<Map<String, String>> places(ServiceApi.Route route, Caller caller) {
    List<Map<String, String>> those = rowsOf(route);
    if (!those.isEmpty()) {
      List<Map<String, String>> some =
          those.stream().filter(place -> isMet(actor(place), caller)).toList();
      return isDull(route) || some.isEmpty() ? those.subList(0, 1) : some;
    }
    Map<String, String> base = new LinkedHashMap<>();
    if (route.template().equals("/v3/regions/{region_id}") && route.method().equals("PUT")) {
      return List.of(Map.of("region_id", "another"));
    }
    Matcher parameter = PARAMETER.matcher(route.template());
    while (parameter.find()) {
      base.put(parameter.group(1), ids(parameter.group(1), caller).getFirst());
    }
    List<Map<String, String>> all = new ArrayList<>(List.of(base));
    if (isDull(route)) {
      return all;
    }
    for (String name : base.keySet()) {
      for (String id : ids(name, caller).subList(1, ids(name, caller).size())) {
        Map<String, String> one = new LinkedHashMap<>(base);
        one.put(name, id);
        all.add(one);
      }
    }
    return all;
  }

  /** All for who has a say in others' things; for the rest some, and their own. */
  private List<String> ids(String parameter, Caller caller) {
    List<String> ids = new ArrayList<>(cloud.ids.getOrDefault(parameter, List.of("none")));
    String first = ids.getFirst();
    ids.removeIf(id -> !id.equals(first) && !isMet(id, caller));
    return ids;
  }

  private static boolean meetsAll(Caller caller) {
    return caller.isAdmin() || caller.name().equals("admin of the domain");
  }

  private boolean isMet(String id, Caller caller) {
    return (meetsAll(caller) && !cloud.isOfCaller(id))
        || cloud.isOfSome(id)
        || id.equals(caller.user());
  }

  /** Whom it is about, if that is someone. */
  private static String actor(Map<String, String> place) {
    return place.getOrDefault("user_id", place.getOrDefault("group_id", ""));
  }

  private Stream<JsonNode> keys(Caller caller) {
    return cloud.keys.entrySet().stream()
        .filter(key -> isMet(key.getKey(), caller))
        .map(Map.Entry::getValue);
  }

  /** What is only looked at, and is no secret. */
  private static boolean isDull(ServiceApi.Route route) {
    return route.method().equals("HEAD")
        || (route.method().equals("GET") && !route.template().contains("credentials"));
  }

  /** Of what is a pair, or more, those that are there; PUT makes others. */
  private List<Map<String, String>> rowsOf(ServiceApi.Route route) {
    String template = route.template();
    if (route.method().equals("PUT")) {
      return List.of();
    }
    if (template.endsWith("/users/{user_id}") && template.contains("groups/")) {
      return named("membership", row -> true, "group_id", "group_id", "user_id", "user_id");
    }
    if (template.contains("/implies/")) {
      return named(
          "implication",
          row -> true,
          "role_id",
          "prior_role_id",
          "implied_role_id",
          "implied_role_id");
    }
    if (template.contains("application_credentials/{")) {
      return named(
          "application_credential",
          row -> true,
          "user_id",
          "user_id",
          "application_credential_id",
          "id");
    }
    if (template.contains("access_rules/{")) {
      return named("access_rule", row -> true, "user_id", "user_id", "access_rule_id", "id");
    }
    if (template.contains("OS-EC2/{")) {
      List<Map<String, String>> all = new ArrayList<>();
      cloud.keys.forEach((user, key) ->
          all.add(Map.of("user_id", user, "access", key.get("access").stringValue())));
      return all;
    }
    Matcher grant = GRANT.matcher(template);
    if (grant.matches()) {
      String kind = grant.group(1).replaceFirst("(project|domain)s", "$1");
      String actor = grant.group(2).replaceFirst("s$", "");
      boolean inherited = template.contains("OS-INHERIT");
      return named(
          "grant",
          row ->
              row.get("target_kind").equals(kind)
                  && row.get("actor_kind").equals(actor)
                  && row.is("inherited") == inherited,
          kind + "_id",
          "target_id",
          actor + "_id",
          "actor_id",
          "role_id",
          "role_id");
    }
    return List.of();
  }

  private List<Map<String, String>> named(
      String table, Predicate<Row> which, String... parametersAndColumns) {
    return rows.rows(table).stream()
        .filter(which)
        .map(row -> {
          Map<String, String> place = new LinkedHashMap<>();
          for (int i = 0; i < parametersAndColumns.length; i += 2) {
            place.put(parametersAndColumns[i], row.get(parametersAndColumns[i + 1]));
          }
          return place;
        })
        .toList();
  }

  /** A token for a token, of all scopes; and everyone's looked at and revoked. */
  private List<Call> tokens(ServiceApi.Route route, Caller caller) {
    List<Call> calls = new ArrayList<>();
    if (!route.method().equals("POST")) {
      for (Caller subject : cloud.callers) {
        if (!subject.equals(caller) && !SUBJECTS.contains(subject.name())) {
          continue;
        }
        calls.add(new Call(route, route.template(), "", Optional.of(subject)));
      }
      return calls;
    }
    List<String> scopes = new ArrayList<>(List.of("'unscoped':{}", "'system':{'all':true}"));
    ids("project_id", caller).forEach(id -> scopes.add("'project':{'id':'" + id + "'}"));
    ids("domain_id", caller).forEach(id -> scopes.add("'domain':{'id':'" + id + "'}"));
    ids("trust_id", caller).forEach(id -> scopes.add("'OS-TRUST:trust':{'id':'" + id + "'}"));
    for (String scope : scopes) {
      String body =
          "{'auth':{'identity':{'methods':['token'],'token':{'id':'%s'}},'scope':{%s}}}"
              .formatted(caller.token(), scope);
      calls.add(new Call(route, route.template(), body.replace('\'', '"'), Optional.empty()));
    }
    return calls;
  }

  /** What to send there; one empty text where nothing is. */
  private List<String> bodies(ServiceApi.Route route, Caller caller, Map<String, String> place) {
    String what = route.method() + " " + route.template().replace("/v3/", "");
    return switch (what) {
      case "POST users" -> forDomains("'user':{'name':'new','password':'made','domain_id':'%s'}");
      case "PATCH users/{user_id}" ->
          wrapped(
              "user",
              "'password':'taken'",
              "'enabled':false",
              "'enabled':true",
              "'name':'renamed'",
              "'options':{'multi_factor_auth_enabled':false,'ignore_lockout_failure_attempts':true}");
      case "POST users/{user_id}/password" ->
          wrapped("user", "'original_password':'" + Things.PASSWORD + "','password':'changed'");
      case "POST groups" -> forDomains("'group':{'name':'new','domain_id':'%s'}");
      case "PATCH groups/{group_id}" -> wrapped("group", "'name':'renamed'");
      case "POST projects" -> projects(caller);
      case "PATCH projects/{project_id}" ->
          wrapped("project", "'enabled':false", "'enabled':true", "'name':'renamed'");
      case "PATCH projects/{project_id}/cascade" ->
          wrapped("project", "'enabled':false", "'enabled':true");
      case "PUT projects/{project_id}/tags" -> List.of("{'tags':['a']}");
      case "POST domains" -> wrapped("domain", "'name':'new'");
      case "PATCH domains/{domain_id}" ->
          wrapped("domain", "'enabled':false", "'enabled':true", "'name':'renamed'");
      case "PUT domains/{domain_id}/config",
          "PATCH domains/{domain_id}/config",
          "PATCH domains/{domain_id}/config/{group}" ->
          wrapped("config", "'security_compliance':{'password_expires_days':7}");
      case "PATCH domains/{domain_id}/config/{group}/{option}" ->
          wrapped("config", "'password_expires_days':7");
      case "POST roles" ->
          wrapped("role", "'name':'new'", "'name':'new','domain_id':'" + cloud.domain + "'");
      case "PATCH roles/{role_id}" -> wrapped("role", "'name':'renamed'");
      case "POST regions" -> wrapped("region", "'description':'r'");
      case "PUT regions/{region_id}" -> wrapped("region", "'description':'s'");
      case "PATCH regions/{region_id}" -> wrapped("region", "'description':'s'");
      case "POST services" -> wrapped("service", "'type':'new'");
      case "PATCH services/{service_id}" -> wrapped("service", "'name':'s'");
      case "POST endpoints" ->
          wrapped(
              "endpoint",
              "'service_id':'%s','interface':'public','url':'http://y'"
                  .formatted(ids("service_id", caller).getFirst()));
      case "PATCH endpoints/{endpoint_id}" -> wrapped("endpoint", "'url':'http://z'");
      case "POST OS-EP-FILTER/endpoint_groups" ->
          wrapped("endpoint_group", "'name':'new','filters':{'interface':'admin'}");
      case "PATCH OS-EP-FILTER/endpoint_groups/{endpoint_group_id}" ->
          wrapped("endpoint_group", "'name':'renamed'");
      case "POST policies" -> wrapped("policy", "'type':'t','blob':'{}'");
      case "PATCH policies/{policy_id}" -> wrapped("policy", "'type':'u'");
      case "POST registered_limits" ->
          List.of(
              "{'registered_limits':[{'service_id':'%s','resource_name':'n','default_limit':1}]}"
                  .formatted(ids("service_id", caller).getFirst()));
      case "PATCH registered_limits/{registered_limit_id}" ->
          wrapped("registered_limit", "'default_limit':2");
      case "POST limits" ->
          List.of(
              "{'limits':[{'service_id':'%s','resource_name':'r','domain_id':'%s','resource_limit':1}]}"
                  .formatted(ids("service_id", caller).getFirst(), cloud.domain));
      case "PATCH limits/{limit_id}" -> wrapped("limit", "'resource_limit':2");
      case "POST credentials" -> credentials(caller);
      case "PATCH credentials/{credential_id}" -> wrapped("credential", "'blob':'forged'");
      case "POST users/{user_id}/credentials/OS-EC2" ->
          List.of("{'tenant_id':'" + ids("project_id", caller).getFirst() + "'}");
      case "POST users/{user_id}/application_credentials" ->
          caller.user().equals(place.get("user_id"))
              ? wrapped(
                  "application_credential",
                  "'name':'new'",
                  "'name':'new','roles':[{'name':'admin'}]",
                  "'name':'new','access_rules':[{'service':'x','method':'GET','path':'/'}]",
                  "'name':'new','unrestricted':true,'secret':'chosen'")
              : wrapped("application_credential", "'name':'new'");
      case "POST OS-TRUST/trusts" -> trusts(caller);
      case "POST ec2tokens" -> keys(caller).map(key -> ec2(key, cloud.identity.now())).toList();
      case "POST s3tokens" -> keys(caller).map(WalkCalls::s3).toList();
      default -> {
        boolean bodiless = route.method().matches("GET|HEAD|DELETE|PUT") || what.endsWith("flush");
        if (!bodiless && !place.isEmpty()) {
          throw new AssertionError("say in bodies() what to send to the new route " + what);
        }
        yield List.of("");
      }
    };
  }

  private static List<String> wrapped(String kind, String... fields) {
    List<String> all = new ArrayList<>();
    for (String one : fields) {
      all.add(Things.body(kind, one));
    }
    return all;
  }

  private List<String> forDomains(String fields) {
    return List.of(
        "{" + fields.formatted(cloud.domain) + "}",
        "{" + fields.formatted(cloud.otherDomain) + "}");
  }

  private List<String> projects(Caller caller) {
    List<String> all = new ArrayList<>(forDomains("'project':{'name':'new','domain_id':'%s'}"));
    ids("project_id", caller)
        .forEach(id -> all.add(Things.body("project", "'name':'new','parent_id':'" + id + "'")));
    all.add(Things.body("project", "'name':'new','is_domain':true"));
    return all;
  }

  private List<String> credentials(Caller caller) {
    List<String> all = new ArrayList<>();
    for (String user : ids("user_id", caller)) {
      all.add(Things.body("credential", "'user_id':'" + user + "','type':'note','blob':'new'"));
    }
    for (String project : ids("project_id", caller)) {
      all.add(
          "{'credential':{'user_id':'%s','type':'ec2','project_id':'%s','blob':'%s'}}"
              .formatted(
                  caller.user(), project, "{\\\"access\\\":\\\"a\\\",\\\"secret\\\":\\\"s\\\"}"));
    }
    return all;
  }

  private List<String> trusts(Caller caller) {
    List<String> all = new ArrayList<>();
    String nobody = ids("user_id", caller).getFirst();
    for (String user : ids("user_id", caller)) {
      all.add(trust(user, nobody, ids("project_id", caller).getFirst(), "member", false));
    }
    for (String project : ids("project_id", caller)) {
      all.add(trust(caller.user(), nobody, project, "member", true));
      all.add(trust(caller.user(), nobody, project, "admin", false));
    }
    return all;
  }

  private static String trust(
      String trustor, String trustee, String project, String role, boolean impersonation) {
    return "{'trust':{'trustor_user_id':'%s','trustee_user_id':'%s','project_id':'%s','roles':[{'name':'%s'}],'impersonation':%s}}"
        .formatted(trustor, trustee, project, role, impersonation);
  }

  private static byte[] mac(String key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static ObjectNode signed(ObjectNode given, JsonNode key, String text) {
    byte[] signature = mac(key.get("secret").stringValue(), text);
    return given
        .put("access", key.get("access").stringValue())
        .put("signature", Base64.getEncoder().encodeToString(signature));
  }

  /** A request signed with a user's key. */
  static String ec2(JsonNode key, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    ObjectNode request = Json.object();
    signed(request.putObject("credentials"), key, "Look" + time)
        .putObject("params")
        .put("SignatureVersion", "0")
        .put("Action", "Look")
        .put("Timestamp", time);
    return Json.text(request);
  }

  private static String s3(JsonNode key) {
    String text = "GET\n\n\n\n/bucket";
    ObjectNode request = Json.object();
    signed(request.putObject("credentials"), key, text)
        .put("token", Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    return Json.text(request);
  }
}
