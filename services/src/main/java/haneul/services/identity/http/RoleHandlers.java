package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SOME_DOMAINS_READER;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.id.Id;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Implication;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.RoleChanges;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/roles}, what they imply, and {@code /v3/role_inferences}. */
final class RoleHandlers {
  private final Directory directory;
  private final RoleChanges changes;

  RoleHandlers(Directory directory, RoleChanges changes) {
    this.directory = directory;
    this.changes = changes;
  }

  void addTo(Policy policy) {
    policy.get("/v3/roles", "list_roles", this::list, ADMIN, SYSTEM_READER, SOME_DOMAINS_READER);
    policy.post("/v3/roles", "create_role", this::create, ADMIN);
    policy.get("/v3/roles/{role_id}", "get_role", this::show, ADMIN, SYSTEM_READER, this::isTheirs);
    policy.patch("/v3/roles/{role_id}", "update_role", this::update, ADMIN);
    policy.delete("/v3/roles/{role_id}", "delete_role", this::delete, ADMIN);
    String all = "/v3/roles/{role_id}/implies";
    String one = all + "/{implied_role_id}";
    policy.get(all, "list_implied_roles", this::listImplied, ADMIN, SYSTEM_READER);
    policy.get(one, "get_implied_role", this::showImplied, ADMIN, SYSTEM_READER);
    policy.head(one, "check_implied_role", this::checkImplied, ADMIN, SYSTEM_READER);
    policy.put(one, "create_implied_role", this::imply, ADMIN);
    policy.delete(one, "delete_implied_role", this::endImplication, ADMIN);
    policy.get(
        "/v3/role_inferences", "list_role_inference_rules", this::inferences, ADMIN, SYSTEM_READER);
  }

  /** A domain's reader sees what its admin can give: its own roles and everyone's. */
  private boolean isTheirs(Request request) {
    return SOME_DOMAINS_READER.allows(request)
        && directory
            .findRole(request.param("role_id"))
            .flatMap(Role::domainId)
            .map(request.caller()::readsDomain)
            .orElse(true);
  }

  /** Everyone's roles, unless a domain is asked for. */
  private Response list(Request request) {
    Selection asked = Lists.selection(request, "name", "domain_id");
    Selection selection =
        Lists.text(request, "domain_id").filter(id -> !id.equals("null")).isPresent()
            ? Lists.withinDomain(request, asked)
            : withoutDomain(asked);
    return Lists.answer(
        request, "roles", selection, directory.roles(selection), Role::id, Views::role);
  }

  private static Selection withoutDomain(Selection asked) {
    return new Selection(
            asked.matches().stream().filter(one -> !one.field().equals("domain_id")).toList(),
            asked.sort(),
            asked.page())
        .and("domain_id", "");
  }

  private Response create(Request request) {
    Input input = Input.read(request, "role");
    Role role =
        changes.create(
            new Role(
                Id.newHex(),
                input.id("domain_id"),
                input.requiredName(Input.MAX_NAME),
                input.description(),
                input.immutable().orElse(false),
                input.extra()));
    return Response.json(201, Views.wrapped("role", Views.role(role, request)));
  }

  private Response show(Request request) {
    Role role = directory.role(request.param("role_id"));
    return Response.ok(Views.wrapped("role", Views.role(role, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "role");
    input.requireSomething();
    input.requireSame("id", "role ID", request.param("role_id"));
    Optional<String> name = input.name(Input.MAX_NAME);
    Optional<Boolean> immutable = input.immutable();
    Role role =
        changes.update(
            request.param("role_id"),
            before -> {
              input.requireSame("domain_id", "Domain ID", before.domainId().orElse(""));
              return new Role(
                  before.id(),
                  before.domainId(),
                  name.orElse(before.name()),
                  input.described(before.description()),
                  immutable.orElse(before.immutable()),
                  input.extra(before.extra()));
            });
    return Response.ok(Views.wrapped("role", Views.role(role, request)));
  }

  private Response delete(Request request) {
    changes.delete(request.param("role_id"));
    return Response.empty(204);
  }

  private static Implication implication(Request request) {
    return new Implication(request.param("role_id"), request.param("implied_role_id"));
  }

  private static ObjectNode named(Role role, Request request) {
    var view = Json.object();
    view.put("id", role.id());
    Views.putSelf(view, request, "roles", role.id());
    view.put("name", role.name());
    return view;
  }

  private static ObjectNode inference(Directory.Inference inference, Request request) {
    var view = Json.object();
    view.set("prior_role", named(inference.prior(), request));
    var implied = view.putArray("implies");
    inference.implied().forEach(role -> implied.add(named(role, request)));
    return view;
  }

  private Response listImplied(Request request) {
    var body = Json.object();
    body.set("role_inference", inference(directory.implied(request.param("role_id")), request));
    body.putObject("links").put("self", Lists.self(request));
    return Response.ok(body);
  }

  private Response showImplied(Request request) {
    changes.checkImplication(implication(request));
    return Response.ok(implied(request));
  }

  private ObjectNode implied(Request request) {
    var body = Json.object();
    var inference = body.putObject("role_inference");
    inference.set("prior_role", named(directory.role(request.param("role_id")), request));
    inference.set("implies", named(directory.role(request.param("implied_role_id")), request));
    body.putObject("links").put("self", Lists.self(request));
    return body;
  }

  private Response checkImplied(Request request) {
    changes.checkImplication(implication(request));
    return Response.empty(204);
  }

  private Response imply(Request request) {
    changes.imply(implication(request));
    return Response.json(201, implied(request));
  }

  private Response endImplication(Request request) {
    changes.endImplication(implication(request));
    return Response.empty(204);
  }

  private Response inferences(Request request) {
    var body = Json.object();
    var list = body.putArray("role_inferences");
    directory.inferences().forEach(one -> list.add(inference(one, request)));
    body.set("links", Lists.links(request));
    return Response.ok(body);
  }
}
