package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.http.Access;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Role;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.RoleChanges;
import java.util.List;
import java.util.Optional;

/** {@code /v3/roles}. */
final class RoleHandlers {
  private static final int MAX_NAME = 255;

  private final Directory directory;
  private final RoleChanges changes;

  RoleHandlers(Directory directory, RoleChanges changes) {
    this.directory = directory;
    this.changes = changes;
  }

  void addTo(ServiceApi api) {
    api.get("/v3/roles", Access.AUTHENTICATED, Policy.admin("list_roles", this::list));
    api.post("/v3/roles", Access.AUTHENTICATED, Policy.admin("create_role", this::create));
    api.get("/v3/roles/{role_id}", Access.AUTHENTICATED, Policy.admin("get_role", this::show));
    api.patch(
        "/v3/roles/{role_id}", Access.AUTHENTICATED, Policy.admin("update_role", this::update));
    api.delete(
        "/v3/roles/{role_id}", Access.AUTHENTICATED, Policy.admin("delete_role", this::delete));
  }

  private Response list(Request request) {
    Page page = Lists.page(request);
    // No role belongs to a domain here.
    boolean none = Lists.text(request, "domain_id").filter(id -> !id.equals("null")).isPresent();
    List<Role> roles = none ? List.of() : directory.roles(Lists.text(request, "name"), page);
    return Lists.answer(request, "roles", page, roles, Role::id, Views::role);
  }

  private static void requireGlobal(Input input) {
    Optional<String> domain = input.id("domain_id");
    if (domain.isPresent()) {
      throw CloudException.badField(
          "domain_id", domain.get(), "roles do not belong to domains here");
    }
  }

  private Response create(Request request) {
    Input input = Input.read(request, "role");
    requireGlobal(input);
    Role role =
        changes.create(
            new Role(
                Id.newHex(),
                input.requiredName(MAX_NAME),
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
    input.requireSame("id", "role ID", request.param("role_id"));
    requireGlobal(input);
    Optional<String> name = input.name(MAX_NAME);
    Optional<Boolean> immutable = input.immutable();
    boolean describes = input.has("description");
    Optional<String> description = input.description();
    Role role =
        changes.update(
            request.param("role_id"),
            before ->
                new Role(
                    before.id(),
                    name.orElse(before.name()),
                    describes ? description : before.description(),
                    immutable.orElse(before.immutable()),
                    input.extra(before.extra())));
    return Response.ok(Views.wrapped("role", Views.role(role, request)));
  }

  private Response delete(Request request) {
    changes.delete(request.param("role_id"));
    return Response.empty(204);
  }
}
