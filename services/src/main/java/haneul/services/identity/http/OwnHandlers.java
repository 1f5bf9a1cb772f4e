package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Project;
import haneul.services.identity.ops.Catalog;
import haneul.services.identity.ops.Directory;
import java.util.Optional;

/** What a token's owner may ask about himself: where he can go, and what is there. */
final class OwnHandlers {
  private final Directory directory;
  private final Catalog catalog;

  OwnHandlers(Directory directory, Catalog catalog) {
    this.directory = directory;
    this.catalog = catalog;
  }

  void addTo(ServiceApi api) {
    api.get("/v3/auth/catalog", Access.AUTHENTICATED, this::catalog);
    api.get("/v3/auth/projects", Access.AUTHENTICATED, this::projects);
    api.get("/v3/auth/domains", Access.AUTHENTICATED, this::domains);
    api.get("/v3/auth/system", Access.AUTHENTICATED, this::system);
  }

  private Response catalog(Request request) {
    if (request.caller().scope() instanceof Caller.Unscoped) {
      throw CloudException.forbidden(
          "A project-scoped token is required to produce a service catalog.");
    }
    var body = Json.object();
    body.set("catalog", TokenView.catalog(catalog.entries(), request));
    body.set("links", Lists.links(request));
    return Response.ok(body);
  }

  private Response projects(Request request) {
    Page page = Lists.page(request);
    var filter =
        new Filters.OfProjects(
            Lists.text(request, "name"),
            Lists.text(request, "domain_id"),
            Optional.of(true),
            Optional.of(request.caller().user().value()));
    return Lists.answer(
        request, "projects", page, directory.projects(filter, page), Project::id, Views::project);
  }

  private Response domains(Request request) {
    Page page = Lists.page(request);
    var filter =
        new Filters.OfDomains(
            Lists.text(request, "name"),
            Optional.of(true),
            Optional.of(request.caller().user().value()));
    return Lists.answer(
        request, "domains", page, directory.domains(filter, page), Domain::id, Views::domain);
  }

  private Response system(Request request) {
    var body = Json.object();
    var system = body.putArray("system");
    if (directory.hasSystemRole(request.caller().user().value())) {
      system.addObject().put("all", true);
    }
    body.set("links", Lists.links(request));
    return Response.ok(body);
  }
}
