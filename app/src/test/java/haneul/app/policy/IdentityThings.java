package haneul.app.policy;

import haneul.app.policy.Callers.User;
import haneul.app.policy.PolicyFile.Whose;
import haneul.app.policy.Things.Place;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Users, projects, and what else identity keeps. */
final class IdentityThings {
  private static final String PASSWORD = "a-secret-of-a-caller";

  private final Callers callers;
  private final Things things;
  private final Client client;

  IdentityThings(Callers callers, Things things) {
    this.callers = callers;
    this.things = things;
    this.client = callers.client;
  }

  Optional<String> make(String kind, boolean fresh, Place place) {
    String id =
        switch (kind) {
          case "domain" -> place.domain();
          // None that callers are of.
          case "doomed_domain" -> place.whose() == Whose.OWN ? place.domain() : domain();
          case "stranger" -> callers.otherOwner.id();
          case "apart_user" -> user(place, "");
          case "apart_group" -> make("group", true, place).orElseThrow();
          case "limited_service" -> serviceOf(registeredLimit("resource"));
          case "own_project" ->
              place.user().project().isEmpty() ? place.project() : place.user().project();
          case "own_role" -> ownRole(place);
          case "trusted_role" -> callers.role(trustedRole(place));
          case "project" -> project(fresh, place);
          case "home" -> place.project();
          case "user" -> fresh ? user(place, "") : place.user().id();
          case "login" -> user(place, PASSWORD);
          case "password" -> PASSWORD;
          case "token" -> callers.again(place.user());
          case "group" ->
              made("groups", "group", "'domain_id':'" + place.domain() + "','name':'%s'");
          case "role" -> fresh ? role("") : callers.role("guest");
          case "implied_role", "plain_role" -> role("");
          case "domain_role" -> role("'domain_id':'" + place.domain() + "',");
          case "admin_role" -> callers.role("admin");
          case "region" -> made("regions", "region", "'description':'%s'");
          case "service" -> made("services", "service", "'type':'%1$s','name':'%1$s'");
          case "endpoint" ->
              made(
                  "endpoints",
                  "endpoint",
                  "'interface':'public','url':'http://%s','enabled':false,'service_id':'"
                      + make("service", false, place).orElseThrow()
                      + "'");
          case "endpoint_group" ->
              made(
                  "OS-EP-FILTER/endpoint_groups",
                  "endpoint_group",
                  "'name':'%s','filters':{'region_id':'nowhere'}");
          case "policy" -> made("policies", "policy", "'type':'%s','blob':'{}'");
          case "registered_limit" -> registeredLimit("resource");
          case "limit" -> limit(place);
          case "tag" -> "t";
          case "config" -> "security_compliance";
          case "option" -> "password_regex";
          default -> ofAUser(kind, place);
        };
    return id.isEmpty() ? Optional.empty() : Optional.of(id);
  }

  /** What belongs to a user; he makes most of it himself. */
  private String ofAUser(String kind, Place place) {
    User user = place.user();
    return switch (kind) {
      case "credential" ->
          made(
              "credentials",
              "credential",
              "'user_id':'" + user.id() + "','type':'cert','blob':'%s'");
      case "OS-EC2" ->
          client.made(
              "/identity/v3/users/" + user.id() + "/credentials/OS-EC2",
              callers.admin,
              "{'tenant_id':'"
                  + (user.project().isEmpty() ? place.project() : user.project())
                  + "'}",
              "/credential/access");
      // Making one costs a hash: what is left of an earlier request does as well.
      case "application_credential" ->
          client
              .ok("GET", credentials(user), user.token(), "")
              .path("application_credentials")
              .valueStream()
              .map(IdentityThings::id)
              .findFirst()
              .orElseGet(() -> applicationCredential(user));
      case "access_rule" -> accessRule(user);
      case "trust" -> trust(place);
      default -> "";
    };
  }

  private String made(String path, String kind, String fields) {
    return client.made(
        "/identity/v3/" + path,
        callers.admin,
        "{'" + kind + "':{" + fields.formatted(things.name()) + "}}",
        "/" + kind + "/id");
  }

  private String domain() {
    return made("domains", "domain", "'name':'%s','enabled':false");
  }

  /** The caller's own is the one that his token is of. */
  private String project(boolean fresh, Place place) {
    return place.whose() == Whose.SELF && !fresh
        ? place.project()
        : callers.project(things.name(), place.domain());
  }

  private String user(Place place, String password) {
    return made(
        "users",
        "user",
        "'name':'%s','domain_id':'"
            + place.domain()
            + "'"
            + (password.isEmpty() ? "" : ",'password':'" + password + "'"));
  }

  private String role(String domain) {
    return made("roles", "role", domain + "'name':'%s'");
  }

  private String registeredLimit(String resource) {
    return client.made(
        "/identity/v3/registered_limits",
        callers.admin,
        "{'registered_limits':[{'service_id':'%s','resource_name':'%s','default_limit':1}]}"
            .formatted(made("services", "service", "'type':'%1$s','name':'%1$s'"), resource),
        "/registered_limits/0/id");
  }

  private String serviceOf(String registeredLimit) {
    return client
        .ok("GET", "/identity/v3/registered_limits/" + registeredLimit, callers.admin, "")
        .at("/registered_limit/service_id")
        .asString();
  }

  private String limit(Place place) {
    String service = serviceOf(registeredLimit("resource"));
    return client.made(
        "/identity/v3/limits",
        callers.admin,
        "{'limits':[{'service_id':'%s','resource_name':'resource','resource_limit':2,"
                .formatted(service)
            + "'project_id':'"
            + place.project()
            + "'}]}",
        "/limits/0/id");
  }

  private static String credentials(User user) {
    return "/identity/v3/users/" + user.id() + "/application_credentials";
  }

  /** It outlives the credential that it was made with, and then goes. */
  private String accessRule(User user) {
    return client
        .ok("GET", "/identity/v3/users/" + user.id() + "/access_rules", user.token(), "")
        .path("access_rules")
        .valueStream()
        .map(IdentityThings::id)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no credential was made for him before"));
  }

  private static String id(JsonNode thing) {
    return thing.path("id").asString();
  }

  /** One that may do a single thing. */
  private String applicationCredential(User user) {
    return client.made(
        credentials(user),
        user.token(),
        "{'application_credential':{'name':'%1$s',".formatted(things.name())
            + "'access_rules':[{'service':'compute','method':'GET','path':'/%s'}]}}"
                .formatted(things.name()),
        "/application_credential/id");
  }

  /** Given by himself, by an owner to the caller, or between others. */
  private String trust(Place place) {
    boolean toCaller = place.whose() == Whose.SHARED;
    User trustor = toCaller ? callers.owner : place.user();
    User trustee = toCaller ? callers.user(place.who()) : callers.otherOwner;
    if (place.whose() == Whose.FOREIGN) {
      trustee = callers.owner;
    }
    return client.made(
        "/identity/v3/OS-TRUST/trusts",
        trustor.token(),
        "{'trust':{'trustor_user_id':'%s','trustee_user_id':'%s','impersonation':false,"
                .formatted(trustor.id(), trustee.id())
            + "'project_id':'%s','roles':[{'name':'%s'}]}}"
                .formatted(trustor.project(), trustedRole(place)),
        "/trust/id");
  }

  private static String trustedRole(Place place) {
    return place.whose() == Whose.SELF ? ownRole(place) : "member";
  }

  /** The one that the caller has himself, or that would be the least. */
  private static String ownRole(Place place) {
    return switch (place.who()) {
      case GUEST -> "guest";
      case SERVICE -> "service";
      case MEMBER -> "member";
      case OTHER_ADMIN, ADMIN -> "admin";
      case NONE, NOBODY, READER, DOMAIN_READER, DOMAIN_ADMIN, SYSTEM_READER -> "reader";
    };
  }
}
