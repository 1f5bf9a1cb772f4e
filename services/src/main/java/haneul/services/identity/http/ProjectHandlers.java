package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.http.Access;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Project;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.ProjectChanges;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/projects}. */
final class ProjectHandlers {
  private static final int MAX_NAME = 64;

  private final Directory directory;
  private final ProjectChanges changes;

  ProjectHandlers(Directory directory, ProjectChanges changes) {
    this.directory = directory;
    this.changes = changes;
  }

  void addTo(ServiceApi api) {
    api.get("/v3/projects", Access.AUTHENTICATED, Policy.admin("list_projects", this::list));
    api.post("/v3/projects", Access.AUTHENTICATED, Policy.admin("create_project", this::create));
    api.get(
        "/v3/projects/{project_id}",
        Access.AUTHENTICATED,
        Policy.adminOrInProject("get_project", this::show));
    api.patch(
        "/v3/projects/{project_id}",
        Access.AUTHENTICATED,
        Policy.admin("update_project", this::update));
    api.delete(
        "/v3/projects/{project_id}",
        Access.AUTHENTICATED,
        Policy.admin("delete_project", this::delete));
  }

  private Response list(Request request) {
    Lists.refuse(request, "tags", "tags-any", "not-tags", "not-tags-any");
    Page page = Lists.page(request);
    // Projects do not nest: a project's parent is its domain, and none is one.
    Optional<String> domain = Lists.text(request, "domain_id");
    Optional<String> parent = Lists.text(request, "parent_id");
    boolean none =
        request.query().bool("is_domain").orElse(false)
            || (parent.isPresent() && domain.isPresent() && !parent.equals(domain));
    var filter =
        new Filters.OfProjects(
            Lists.text(request, "name"),
            domain.or(() -> parent),
            request.query().bool("enabled"),
            Optional.empty());
    return Lists.answer(
        request,
        "projects",
        page,
        none ? List.of() : directory.projects(filter, page),
        Project::id,
        Views::project);
  }

  private Response create(Request request) {
    Input input = Input.read(request, "project");
    if (input.flag("is_domain").orElse(false)) {
      throw CloudException.badField(
          "is_domain", true, "a project cannot act as a domain here; create a domain");
    }
    String domainId = input.domainId(request);
    requireFlat(input, domainId);
    Project project =
        changes.create(
            new Project(
                Id.newHex(),
                domainId,
                input.requiredName(MAX_NAME),
                input.description().orElse(""),
                input.enabled().orElse(true),
                input.immutable().orElse(false),
                input.tags().orElse(List.of()),
                input.extra()));
    return Response.json(201, Views.wrapped("project", Views.project(project, request)));
  }

  private static void requireFlat(Input input, String domainId) {
    Optional<String> parent = input.id("parent_id");
    if (parent.isPresent() && !parent.get().equals(domainId)) {
      throw CloudException.badField(
          "parent_id", parent.get(), "projects do not nest here; the parent is the domain");
    }
  }

  private Response show(Request request) {
    Project project = directory.project(request.param("project_id"));
    return Response.ok(Views.wrapped("project", Views.project(project, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "project");
    input.requireSame("id", "project ID", request.param("project_id"));
    Optional<String> name = input.name(MAX_NAME);
    Optional<Boolean> enabled = input.enabled();
    Optional<Boolean> immutable = input.immutable();
    boolean describes = input.has("description");
    Optional<String> description = input.description();
    Optional<List<String>> tags = input.tags();
    if (input.flag("is_domain").orElse(false)) {
      throw CloudException.badField("is_domain", true, "it cannot be changed");
    }
    Project project =
        changes.update(
            request.param("project_id"),
            before -> {
              input.requireSame("domain_id", "Domain ID", before.domainId());
              input.requireSame("parent_id", "Parent ID", before.domainId());
              return new Project(
                  before.id(),
                  before.domainId(),
                  name.orElse(before.name()),
                  describes ? description.orElse("") : before.description(),
                  enabled.orElse(before.enabled()),
                  immutable.orElse(before.immutable()),
                  tags.orElse(before.tags()),
                  input.extra(before.extra()));
            });
    ObjectNode view = Views.project(project, request);
    view.set("extra", project.extra());
    return Response.ok(Views.wrapped("project", view));
  }

  private Response delete(Request request) {
    changes.delete(request.param("project_id"));
    return Response.empty(204);
  }
}
