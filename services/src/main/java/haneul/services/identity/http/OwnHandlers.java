package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.ops.Directory;

/** What a token's owner may ask about himself: where he can go, and what is there. */
final class OwnHandlers {
  private final Directory directory;
  private final TokenBodies bodies;

  OwnHandlers(Directory directory, TokenBodies bodies) {
    this.directory = directory;
    this.bodies = bodies;
  }

  void addTo(ServiceApi api) {
    api.get("/v3/auth/catalog", Access.AUTHENTICATED, this::catalog);
    api.get("/v3/auth/projects", Access.AUTHENTICATED, this::projects);
    api.get("/v3/auth/domains", Access.AUTHENTICATED, this::domains);
    api.get("/v3/auth/system", Access.AUTHENTICATED, this::system);
  }

  private static String user(Request request) {
    return request.caller().user().value();
  }

  private Response catalog(Request request) {
    if (request.caller().scope() instanceof Caller.Unscoped) {
      throw CloudException.forbidden(
          "A project-scoped token is required to produce a service catalog.");
    }
    var body = Json.object();
    body.putRawValue(
        "catalog",
        bodies.catalog(request.caller().project().map(ProjectId::value), user(request), request));
    body.set("links", Lists.links(request));
    return Response.ok(body);
  }

  private Response projects(Request request) {
    Selection asked = Lists.selection(request, "name", "domain_id");
    Selection selection = asked.and("enabled", "true");
    return Lists.answer(
        request,
        "projects",
        selection,
        directory.projectsOf(user(request), selection),
        Project::id,
        Views::project);
  }

  private Response domains(Request request) {
    Selection selection = Lists.selection(request, "name").and("enabled", "true");
    return Lists.answer(
        request,
        "domains",
        selection,
        directory.domainsOf(user(request), selection),
        Domain::id,
        Views::domain);
  }

  private Response system(Request request) {
    var body = Json.object();
    var system = body.putArray("system");
    if (directory.hasSystemRole(user(request))) {
      system.addObject().put("all", true);
    }
    body.set("links", Lists.links(request));
    return Response.ok(body);
  }
}
