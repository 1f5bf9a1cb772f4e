package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.User;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.UserChanges;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/users}. */
final class UserHandlers {
  private static final int MAX_NAME = 255;

  private final Directory directory;
  private final UserChanges changes;

  UserHandlers(Directory directory, UserChanges changes) {
    this.directory = directory;
    this.changes = changes;
  }

  void addTo(ServiceApi api) {
    api.get("/v3/users", Access.AUTHENTICATED, Policy.admin("list_users", this::list));
    api.post("/v3/users", Access.AUTHENTICATED, Policy.admin("create_user", this::create));
    api.get(
        "/v3/users/{user_id}", Access.AUTHENTICATED, Policy.adminOrSelf("get_user", this::show));
    api.patch(
        "/v3/users/{user_id}", Access.AUTHENTICATED, Policy.admin("update_user", this::update));
    api.delete(
        "/v3/users/{user_id}", Access.AUTHENTICATED, Policy.admin("delete_user", this::delete));
    api.get(
        "/v3/users/{user_id}/projects",
        Access.AUTHENTICATED,
        Policy.adminOrSelf("list_user_projects", this::projects));
    // The old password is what lets the user in: a token may be what they cannot get any more.
    api.post("/v3/users/{user_id}/password", Access.ANYONE, this::changePassword);
  }

  private Response list(Request request) {
    Lists.refuse(request, "idp_id", "protocol_id", "unique_id", "password_expires_at");
    Page page = Lists.page(request);
    var filter =
        new Filters.OfUsers(
            Lists.text(request, "name"),
            Lists.text(request, "domain_id"),
            request.query().bool("enabled"));
    return Lists.answer(
        request, "users", page, directory.users(filter, page), User::id, Views::user);
  }

  private Response create(Request request) {
    Input input = Input.read(request, "user");
    input.requireNoOptions();
    User user =
        changes.create(
            new UserChanges.NewUser(
                input.domainId(request),
                input.requiredName(MAX_NAME),
                input.enabled().orElse(true),
                input.id("default_project_id"),
                input.password(),
                input.extra()));
    return Response.json(201, Views.wrapped("user", Views.user(user, request)));
  }

  private Response show(Request request) {
    User user = directory.user(request.param("user_id"));
    return Response.ok(Views.wrapped("user", Views.user(user, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "user");
    input.requireNoOptions();
    input.requireSame("id", "user ID", request.param("user_id"));
    Optional<String> name = input.name(MAX_NAME);
    Optional<Boolean> enabled = input.enabled();
    boolean movesDefault = input.has("default_project_id");
    Optional<String> defaultProject = input.id("default_project_id");
    User user =
        changes.update(
            request.param("user_id"),
            input.password(),
            before -> {
              input.requireSame("domain_id", "Domain ID", before.domainId());
              return new User(
                  before.id(),
                  before.domainId(),
                  name.orElse(before.name()),
                  enabled.orElse(before.enabled()),
                  movesDefault ? defaultProject : before.defaultProjectId(),
                  before.passwordHash(),
                  before.tokenEpoch(),
                  input.extra(before.extra()));
            });
    ObjectNode view = Views.user(user, request);
    view.set("extra", user.extra());
    return Response.ok(Views.wrapped("user", view));
  }

  private Response delete(Request request) {
    changes.delete(request.param("user_id"));
    return Response.empty(204);
  }

  private Response projects(Request request) {
    Page page = Lists.page(request);
    String user = request.param("user_id");
    var filter =
        new Filters.OfProjects(
            Lists.text(request, "name"),
            Lists.text(request, "domain_id"),
            request.query().bool("enabled"),
            Optional.of(user));
    return Lists.answer(
        request,
        "projects",
        page,
        directory.projectsOf(user, filter, page),
        Project::id,
        Views::project);
  }

  private Response changePassword(Request request) {
    Input input = Input.read(request, "user");
    String original = input.requiredPassword("original_password");
    String wanted = input.requiredPassword("password");
    if (original.equals(wanted)) {
      throw CloudException.badField(
          "password", "", "the new password cannot be identical to the old one");
    }
    changes.changePassword(request.param("user_id"), original, wanted);
    return Response.empty(204);
  }
}
