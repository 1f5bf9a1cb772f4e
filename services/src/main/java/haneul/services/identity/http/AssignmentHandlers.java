package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.Assignment;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.User;
import haneul.services.identity.ops.Grants;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/role_assignments}. */
final class AssignmentHandlers {
  private final Grants grants;

  AssignmentHandlers(Grants grants) {
    this.grants = grants;
  }

  void addTo(ServiceApi api) {
    api.get(
        "/v3/role_assignments",
        Access.AUTHENTICATED,
        Policy.admin("list_role_assignments", this::list));
  }

  private Response list(Request request) {
    Lists.refuse(request, "scope.OS-INHERIT:inherited_to");
    boolean names = request.query().bool("include_names").orElse(false);
    var filter =
        new Filters.OfAssignments(
            Lists.text(request, "user.id"), Lists.text(request, "role.id"), target(request));
    // Nobody is in a group here.
    Grants.Listing listing =
        Lists.text(request, "group.id").isPresent()
            ? new Grants.Listing(List.of(), Map.of(), Map.of(), Map.of(), Map.of())
            : grants.list(filter, request.query().bool("effective").orElse(false));
    var body = Json.object();
    var list = body.putArray("role_assignments");
    listing.held().forEach(held -> list.add(view(held, listing, names, request)));
    body.set("links", Lists.links(request));
    return Response.ok(body);
  }

  private static Optional<Target> target(Request request) {
    Optional<Target> project = Lists.text(request, "scope.project.id").map(Target.OnProject::new);
    Optional<Target> domain = Lists.text(request, "scope.domain.id").map(Target.OnDomain::new);
    Optional<Target> system = Lists.text(request, "scope.system").map(all -> new Target.OnSystem());
    List<Target> targets = Stream.of(project, domain, system).flatMap(Optional::stream).toList();
    if (targets.size() > 1) {
      throw CloudException.badRequest("Specify a domain, project or system, not several of them.");
    }
    return targets.stream().findFirst();
  }

  private static ObjectNode view(
      Grants.Held held, Grants.Listing listing, boolean names, Request request) {
    Assignment assignment = held.assignment();
    var view = Json.object();
    var links = view.putObject("links");
    links.put(
        "assignment",
        request.baseUrl()
            + "/v3"
            + path(assignment.target())
            + "/users/"
            + assignment.userId()
            + "/roles/"
            + held.prior().orElse(assignment.roleId()));
    held.prior()
        .ifPresent(prior ->
            links.put(
                "prior_role",
                request.baseUrl() + "/v3/roles/" + prior + "/implies/" + assignment.roleId()));
    view.set("scope", scope(assignment.target(), listing, names));
    var user = view.putObject("user").put("id", assignment.userId());
    var role = view.putObject("role").put("id", assignment.roleId());
    if (names) {
      Optional.ofNullable(listing.users().get(assignment.userId()))
          .ifPresent(found -> putNames(user, found, listing));
      Optional.ofNullable(listing.roles().get(assignment.roleId()))
          .map(Role::name)
          .ifPresent(name -> role.put("name", name));
    }
    return view;
  }

  private static String path(Target target) {
    return switch (target) {
      case Target.OnProject on -> "/projects/" + on.projectId();
      case Target.OnDomain on -> "/domains/" + on.domainId();
      case Target.OnSystem on -> "/system";
    };
  }

  private static ObjectNode scope(Target target, Grants.Listing listing, boolean names) {
    var scope = Json.object();
    switch (target) {
      case Target.OnProject on -> {
        var project = scope.putObject("project").put("id", on.projectId());
        if (names) {
          Optional.ofNullable(listing.projects().get(on.projectId()))
              .ifPresent(found -> putNames(project, found, listing));
        }
      }
      case Target.OnDomain on -> {
        var domain = scope.putObject("domain").put("id", on.domainId());
        if (names) {
          domain.put("name", domainName(on.domainId(), listing));
        }
      }
      case Target.OnSystem on -> scope.putObject("system").put("all", true);
    }
    return scope;
  }

  private static void putNames(ObjectNode view, User user, Grants.Listing listing) {
    view.put("name", user.name());
    putDomain(view, user.domainId(), listing);
  }

  private static void putNames(ObjectNode view, Project project, Grants.Listing listing) {
    view.put("name", project.name());
    putDomain(view, project.domainId(), listing);
  }

  private static void putDomain(ObjectNode view, String domainId, Grants.Listing listing) {
    view.putObject("domain").put("id", domainId).put("name", domainName(domainId, listing));
  }

  private static String domainName(String domainId, Grants.Listing listing) {
    return Optional.ofNullable(listing.domains().get(domainId)).map(Domain::name).orElse("");
  }
}
