package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SELF;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.error.CloudException;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.store.Times;
import haneul.services.identity.domain.AccessRule;
import haneul.services.identity.domain.ApplicationCredential;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.ops.ApplicationCredentials;
import haneul.services.identity.ops.ApplicationCredentials.NewCredential;
import haneul.services.identity.ops.ApplicationCredentials.NewRule;
import haneul.services.identity.ops.ApplicationCredentials.RoleNamed;
import haneul.services.identity.ops.ApplicationCredentials.RuleById;
import haneul.services.identity.ops.ApplicationCredentials.RuleNamed;
import haneul.services.identity.ops.ApplicationCredentials.Shown;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/users/{user_id}/application_credentials} and {@code …/access_rules}. */
final class ApplicationCredentialHandlers {
  private static final int MAX_ROLES = 100;
  private static final int MAX_RULES = 100;
  private static final int MAX_PATH = 225;
  private static final List<String> METHODS =
      List.of("POST", "GET", "HEAD", "PATCH", "PUT", "DELETE");
  private static final Pattern PATH = Pattern.compile("/.*");

  private final ApplicationCredentials credentials;

  ApplicationCredentialHandlers(ApplicationCredentials credentials) {
    this.credentials = credentials;
  }

  void addTo(Policy policy) {
    String all = "/v3/users/{user_id}/application_credentials";
    String one = all + "/{application_credential_id}";
    policy.get(all, "list_application_credentials", this::list, ADMIN, SYSTEM_READER, SELF);
    policy.post(all, "create_application_credential", this::create, SELF);
    policy.get(one, "get_application_credential", this::show, ADMIN, SYSTEM_READER, SELF);
    policy.delete(one, "delete_application_credential", this::delete, ADMIN, SELF);
    String rules = "/v3/users/{user_id}/access_rules";
    String rule = rules + "/{access_rule_id}";
    policy.get(rules, "list_access_rules", this::listRules, ADMIN, SYSTEM_READER, SELF);
    policy.get(rule, "get_access_rule", this::showRule, ADMIN, SYSTEM_READER, SELF);
    policy.delete(rule, "delete_access_rule", this::deleteRule, ADMIN, SELF);
  }

  private Response list(Request request) {
    Selection selection = Lists.selection(request, "name");
    return Lists.answer(
        request,
        "application_credentials",
        selection,
        credentials.list(request.caller(), request.param("user_id"), selection),
        shown -> shown.credential().id(),
        ApplicationCredentialHandlers::view);
  }

  private Response create(Request request) {
    Input input = Input.read(request, "application_credential");
    ApplicationCredentials.Made made =
        credentials.create(
            request.caller(),
            new NewCredential(
                input.requiredName(Input.MAX_NAME),
                input.description(),
                input.known("secret").string("secret", 1, LoginBody.MAX_PASSWORD),
                roles(input),
                input.flag("unrestricted").orElse(false),
                input.time("expires_at"),
                rules(input)));
    ObjectNode view = view(made.shown(), request);
    view.put("secret", made.secret());
    return Response.json(201, Views.wrapped("application_credential", view));
  }

  /** {@code [{"id": …}, {"name": …}]} */
  static List<RoleNamed> roles(Input input) {
    return input.known("roles").objects("roles", MAX_ROLES).orElse(List.of()).stream()
        .map(role -> {
          Optional<String> id = role.string("id", 1, Input.MAX_ID);
          Optional<String> name = role.string("name", 1, Input.MAX_NAME);
          role.rejectOthers();
          if (id.isPresent() == name.isPresent()) {
            throw CloudException.badField("roles", "", "a role has an 'id' or a 'name'");
          }
          return new RoleNamed(id, name.orElse(""));
        })
        .toList();
  }

  private static Optional<List<RuleNamed>> rules(Input input) {
    return input
        .known("access_rules")
        .objects("access_rules", MAX_RULES)
        .map(rules -> rules.stream().map(ApplicationCredentialHandlers::rule).toList());
  }

  private static RuleNamed rule(Fields rule) {
    Optional<String> id = rule.string("id", 1, Input.MAX_ID);
    Optional<String> service = rule.string("service", 1, Input.MAX_ID);
    Optional<String> method = rule.oneOf("method", METHODS);
    Optional<String> path = rule.matching("path", PATH, "a path from the slash on");
    rule.rejectOthers();
    if (id.isPresent()) {
      return new RuleById(id.get());
    }
    if (service.isEmpty() || method.isEmpty() || path.isEmpty() || path.get().length() > MAX_PATH) {
      throw CloudException.badField(
          "access_rules",
          "",
          "a rule has an 'id', or 'service', 'method' and 'path' of at most "
              + MAX_PATH
              + " characters");
    }
    return new NewRule(service.get(), method.get(), path.get());
  }

  private static ObjectNode view(Shown shown, Request request) {
    ApplicationCredential credential = shown.credential();
    var view = Json.object();
    view.put("id", credential.id());
    view.put("name", credential.name());
    view.put("description", credential.description().orElse(null));
    view.put("user_id", credential.userId());
    view.put("project_id", credential.projectId());
    view.putNull("system");
    view.put("expires_at", credential.expiresAt().map(Times::text).orElse(null));
    view.put("unrestricted", credential.unrestricted());
    var roles = view.putArray("roles");
    shown.roles().forEach(role -> roles.add(Views.role(role)));
    shown.rules().ifPresent(rules -> putRules(view.putArray("access_rules"), rules));
    Views.putSelf(view, request, "application_credentials", credential.id());
    return view;
  }

  /** As tokens show them too. */
  static void putRules(ArrayNode list, List<AccessRule> rules) {
    for (AccessRule rule : rules) {
      list.add(rule(rule));
    }
  }

  private static ObjectNode rule(AccessRule rule) {
    return Json.object()
        .put("id", rule.id())
        .put("service", rule.service())
        .put("method", rule.method())
        .put("path", rule.path());
  }

  private static ObjectNode view(AccessRule rule, Request request) {
    var view = rule(rule);
    Views.putSelf(view, request, "access_rules", rule.id());
    return view;
  }

  private Response show(Request request) {
    Shown shown =
        credentials.find(
            request.caller(), request.param("user_id"), request.param("application_credential_id"));
    return Response.ok(Views.wrapped("application_credential", view(shown, request)));
  }

  private Response delete(Request request) {
    credentials.delete(
        request.caller(), request.param("user_id"), request.param("application_credential_id"));
    return Response.empty(204);
  }

  private Response listRules(Request request) {
    Selection selection = Lists.selection(request, "service", "method", "path");
    return Lists.answer(
        request,
        "access_rules",
        selection,
        credentials.rules(request.caller(), request.param("user_id"), selection),
        AccessRule::id,
        ApplicationCredentialHandlers::view);
  }

  private Response showRule(Request request) {
    AccessRule rule =
        credentials.rule(
            request.caller(), request.param("user_id"), request.param("access_rule_id"));
    return Response.ok(Views.wrapped("access_rule", view(rule, request)));
  }

  private Response deleteRule(Request request) {
    credentials.deleteRule(
        request.caller(), request.param("user_id"), request.param("access_rule_id"));
    return Response.empty(204);
  }
}
