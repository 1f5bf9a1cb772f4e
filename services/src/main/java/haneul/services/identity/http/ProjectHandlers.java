package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SOME_DOMAINS_ADMIN;
import static haneul.services.identity.http.Policy.SOME_DOMAINS_READER;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.TagFilter;
import haneul.services.identity.http.Policy.Rule;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.DomainChanges;
import haneul.services.identity.ops.ProjectChanges;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v3/projects}. In Keystone a domain is a project too, one that acts as a domain; so it can
 * be made, shown and listed as one here.
 */
final class ProjectHandlers {
  static final int MAX_NAME = 64;

  private final Directory directory;
  private final ProjectChanges changes;
  private final DomainChanges domains;

  ProjectHandlers(Directory directory, ProjectChanges changes, DomainChanges domains) {
    this.directory = directory;
    this.changes = changes;
    this.domains = domains;
  }

  void addTo(Policy policy) {
    Rule reader = Policy.readerOf(this::domain);
    Rule admin = Policy.adminOf(this::domain);
    policy.get(
        "/v3/projects", "list_projects", this::list, ADMIN, SYSTEM_READER, SOME_DOMAINS_READER);
    policy.post("/v3/projects", "create_project", this::create, ADMIN, SOME_DOMAINS_ADMIN);
    String one = "/v3/projects/{project_id}";
    policy.get(
        one, "get_project", this::show, ADMIN, SYSTEM_READER, reader, ProjectHandlers::isInProject);
    policy.patch(one, "update_project", this::update, ADMIN, admin);
    policy.delete(one, "delete_project", this::delete, ADMIN, admin);
    policy.patch(one + "/cascade", "update_project", this::updateTree, ADMIN, admin);
    policy.delete(one + "/cascade", "delete_project", this::deleteTree, ADMIN, admin);
  }

  /** Whose token is for that very project. */
  static boolean isInProject(Request request) {
    return request
        .caller()
        .project()
        .filter(project -> project.value().equals(request.param("project_id")))
        .isPresent();
  }

  private Optional<String> domain(Request request) {
    return directory.findProject(request.param("project_id")).map(Project::domainId);
  }

  private Response list(Request request) {
    if (request.query().bool("is_domain").orElse(false)) {
      return listDomains(request);
    }
    Selection selection =
        Lists.withinDomain(
            request, Lists.selection(request, "name", "domain_id", "parent_id", "enabled"));
    TagFilter tags =
        new TagFilter(
            tags(request, "tags"),
            tags(request, "tags-any"),
            tags(request, "not-tags"),
            tags(request, "not-tags-any"));
    return Lists.answer(
        request,
        "projects",
        selection,
        directory.projects(selection, tags),
        Project::id,
        Views::project);
  }

  /** Not those of others: in a domain's token there is that domain and no other. */
  private Response listDomains(Request request) {
    Selection selection = Lists.selection(request, "name", "enabled");
    List<Domain> found =
        Lists.text(request, "domain_id").or(() -> Lists.text(request, "parent_id")).isPresent()
                || request.caller().domain().isPresent()
            ? List.of()
            : directory.domains(selection);
    return Lists.answer(request, "projects", selection, found, Domain::id, Views::project);
  }

  private static List<String> tags(Request request, String name) {
    return Lists.text(request, name)
        .map(text -> Arrays.stream(text.split(",", -1)).limit(80).map(Input::requireTag).toList())
        .orElse(List.of());
  }

  private Response create(Request request) {
    Input input = Input.read(request, "project");
    if (input.flag("is_domain").orElse(false)) {
      return createDomain(request, input);
    }
    Optional<String> parent = input.id("parent_id");
    String domainId = domainId(request, input, parent);
    Policy.require(
        request, "create_project", ADMIN, Policy.adminOf(asked -> Optional.of(domainId)));
    Project project =
        changes.create(
            new Project(
                Id.newHex(),
                domainId,
                parent.orElse(domainId),
                input.requiredName(MAX_NAME),
                input.description().orElse(""),
                input.enabled().orElse(true),
                input.immutable().orElse(false),
                input.tags().orElse(List.of()),
                input.extra()));
    return Response.json(201, Views.wrapped("project", Views.project(project, request)));
  }

  /** The domain named, else the parent's, else the token's. */
  private String domainId(Request request, Input input, Optional<String> parent) {
    Optional<String> named = input.id("domain_id");
    if (named.isPresent()) {
      return named.get();
    }
    return parent
        .flatMap(id -> directory.findProject(id).map(Project::domainId))
        .orElseGet(() -> input.domainId(request));
  }

  private Response createDomain(Request request, Input input) {
    Policy.require(request, "create_project", ADMIN);
    if (input.id("parent_id").or(() -> input.id("domain_id")).isPresent()) {
      throw CloudException.badRequest("only root projects are allowed to act as domains.");
    }
    Domain domain = domains.create(DomainHandlers.domain(input));
    return Response.json(201, Views.wrapped("project", Views.project(domain, request)));
  }

  private Response show(Request request) {
    String id = request.param("project_id");
    Optional<Project> project = directory.findProject(id);
    if (project.isEmpty() && !directory.domains(Selection.all().and("id", id)).isEmpty()) {
      return Response.ok(Views.wrapped("project", Views.project(directory.domain(id), request)));
    }
    ObjectNode view = Views.project(directory.project(id), request);
    ProjectTrees.expand(directory, project.orElseGet(() -> directory.project(id)), view, request);
    return Response.ok(Views.wrapped("project", view));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "project");
    input.requireSomething();
    input.requireSame("id", "project ID", request.param("project_id"));
    Optional<String> name = input.name(MAX_NAME);
    Optional<Boolean> enabled = input.enabled();
    Optional<Boolean> immutable = input.immutable();
    Optional<List<String>> tags = input.tags();
    if (input.flag("is_domain").orElse(false)) {
      throw CloudException.badField("is_domain", true, "it cannot be changed");
    }
    Project project =
        changes.update(
            request.caller(),
            request.param("project_id"),
            before -> {
              input.requireSame("domain_id", "Domain ID", before.domainId());
              input.requireSame("parent_id", "Parent ID", before.parentId());
              return new Project(
                  before.id(),
                  before.domainId(),
                  before.parentId(),
                  name.orElse(before.name()),
                  input.described(Optional.of(before.description())).orElse(""),
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
    changes.delete(request.caller(), request.param("project_id"));
    return Response.empty(204);
  }

  private Response updateTree(Request request) {
    Input input = Input.read(request, "project");
    boolean enabled = input.enabled().orElseThrow(() -> Input.missing("enabled"));
    input.rejectOthers();
    Project project =
        changes.setTreeEnabled(request.caller(), request.param("project_id"), enabled);
    return Response.ok(Views.wrapped("project", Views.project(project, request)));
  }

  private Response deleteTree(Request request) {
    changes.deleteTree(request.caller(), request.param("project_id"));
    return Response.empty(204);
  }
}
