package haneul.services.identity.http;

import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.Assignment;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Target;
import haneul.services.identity.ops.Grants;
import java.util.function.Function;

/** {@code …/users/{user_id}/roles} of projects, domains and the system. */
final class GrantHandlers {
  private final Grants grants;

  GrantHandlers(Grants grants) {
    this.grants = grants;
  }

  void addTo(ServiceApi api) {
    addTo(
        api,
        "/v3/projects/{project_id}",
        "",
        request -> new Target.OnProject(request.param("project_id")));
    addTo(
        api,
        "/v3/domains/{domain_id}",
        "",
        request -> new Target.OnDomain(request.param("domain_id")));
    addTo(api, "/v3/system", "system_", request -> new Target.OnSystem());
  }

  /** Keystone's names of the actions on the system say so. */
  private void addTo(
      ServiceApi api, String prefix, String scope, Function<Request, Target> target) {
    String all = prefix + "/users/{user_id}/roles";
    String one = all + "/{role_id}";
    String forUser = scope.isEmpty() ? "" : "_for_user";
    api.get(
        all,
        Access.AUTHENTICATED,
        Policy.admin(
            "list_" + scope + "grants" + forUser, request -> list(request, target.apply(request))));
    api.put(
        one,
        Access.AUTHENTICATED,
        Policy.admin(
            "create_" + scope + "grant" + forUser,
            request -> {
              grants.put(assignment(request, target.apply(request)));
              return Response.empty(204);
            }));
    api.get(
        one,
        Access.AUTHENTICATED,
        Policy.admin(
            "check_" + scope + "grant" + forUser,
            request -> {
              grants.check(assignment(request, target.apply(request)));
              return Response.empty(204);
            }));
    api.delete(
        one,
        Access.AUTHENTICATED,
        Policy.admin(
            "revoke_" + scope + "grant" + forUser,
            request -> {
              grants.delete(assignment(request, target.apply(request)));
              return Response.empty(204);
            }));
  }

  private static Assignment assignment(Request request, Target target) {
    return new Assignment(request.param("user_id"), target, request.param("role_id"));
  }

  private Response list(Request request, Target target) {
    var body = Json.object();
    var roles = body.putArray("roles");
    for (Role role : grants.roles(request.param("user_id"), target)) {
      roles.add(Views.role(role, request));
    }
    body.set("links", Lists.links(request));
    return Response.ok(body);
  }
}
