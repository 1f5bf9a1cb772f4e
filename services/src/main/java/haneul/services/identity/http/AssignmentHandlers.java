package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SOME_DOMAINS_READER;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.error.CloudException;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Actor;
import haneul.services.identity.domain.AssignmentFilter;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Group;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.User;
import haneul.services.identity.ops.AssignmentLists;
import haneul.services.identity.ops.AssignmentLists.Held;
import haneul.services.identity.ops.AssignmentLists.Listing;
import haneul.services.identity.ops.Directory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/role_assignments}. */
final class AssignmentHandlers {
  private final Directory directory;
  private final AssignmentLists lists;

  AssignmentHandlers(Directory directory, AssignmentLists lists) {
    this.directory = directory;
    this.lists = lists;
  }

  void addTo(Policy policy) {
    policy.get("/v3/role_assignments", "list_role_assignments", this::list, Policy.ANYONE);
  }

  private Response list(Request request) {
    boolean effective = is(request, "effective");
    boolean subtree = is(request, "include_subtree");
    Optional<Actor> actor = actor(request);
    Optional<Target> target = target(request);
    requirePossible(request, effective, subtree, actor, target);
    if (subtree) {
      // Who is an admin of the project it begins with may look below it.
      Policy.require(
          request,
          "list_role_assignments_for_tree",
          ADMIN,
          SYSTEM_READER,
          Policy.readerOf(asked ->
              target.flatMap(on -> directory.findProject(on.id())).map(Project::domainId)));
    } else {
      Policy.require(request, "list_role_assignments", ADMIN, SYSTEM_READER, SOME_DOMAINS_READER);
    }
    Listing listing =
        lists.list(
            new AssignmentLists.Question(
                new AssignmentFilter(
                    actor, Lists.text(request, "role.id"), target, inherited(request)),
                effective,
                subtree,
                request.caller().domain()));
    boolean names = is(request, "include_names");
    var body = Json.object();
    var list = body.putArray("role_assignments");
    listing.held().forEach(held -> list.add(view(held, listing, names, request)));
    if (listing.truncated()) {
      body.put("truncated", true);
    }
    body.set("links", Lists.links(request));
    return Response.ok(body);
  }

  private static boolean is(Request request, String name) {
    return request.query().bool(name).orElse(false);
  }

  private static Optional<Actor> actor(Request request) {
    Optional<Actor> user = Lists.text(request, "user.id").map(Actor.OfUser::new);
    Optional<Actor> group = Lists.text(request, "group.id").map(Actor.OfGroup::new);
    if (user.isPresent() && group.isPresent()) {
      throw CloudException.badRequest("Specify a user or group, not both");
    }
    return user.or(() -> group);
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

  private static Optional<Boolean> inherited(Request request) {
    return request
        .query()
        .first("scope.OS-INHERIT:inherited_to")
        .map(below -> below.equals("projects"));
  }

  private static void requirePossible(
      Request request,
      boolean effective,
      boolean subtree,
      Optional<Actor> actor,
      Optional<Target> target) {
    if (effective && actor.orElse(null) instanceof Actor.OfGroup) {
      throw CloudException.badRequest(
          "Combining effective and group filter will always result in an empty list.");
    }
    if (effective
        && target.orElse(null) instanceof Target.OnDomain
        && inherited(request).orElse(false)) {
      throw CloudException.badRequest(
          "Combining effective, domain and inherited filters will always result in an empty list.");
    }
    if (subtree && !(target.orElse(null) instanceof Target.OnProject)) {
      throw CloudException.badRequest(
          "scope.project.id must be specified if include_subtree is also specified");
    }
  }

  private static ObjectNode view(Held held, Listing listing, boolean names, Request request) {
    String base = request.baseUrl() + "/v3";
    var view = Json.object();
    var links = view.putObject("links");
    if (!held.actor().equals(held.given().actor())) {
      links.put(
          "membership",
          base + "/groups/" + held.given().actor().id() + "/users/" + held.actor().id());
    }
    links.put("assignment", base + path(held));
    if (!held.roleId().equals(held.given().roleId())) {
      links.put(
          "prior_role", base + "/roles/" + held.given().roleId() + "/implies/" + held.roleId());
    }
    view.set("scope", scope(held, listing, names));
    view.set(held.actor().kind(), actor(held.actor(), listing, names));
    view.set("role", role(held.roleId(), listing, names));
    return view;
  }

  /** The assignment as it was made. */
  private static String path(Held held) {
    Target target = held.given().target();
    String where =
        switch (target) {
          case Target.OnProject on -> "/projects/" + on.projectId();
          case Target.OnDomain on -> "/domains/" + on.domainId();
          case Target.OnSystem on -> "/system";
        };
    String path =
        where
            + "/"
            + held.given().actor().kind()
            + "s/"
            + held.given().actor().id()
            + "/roles/"
            + held.given().roleId();
    return held.given().inherited() ? "/OS-INHERIT" + path + "/inherited_to_projects" : path;
  }

  private static ObjectNode scope(Held held, Listing listing, boolean names) {
    var scope = Json.object();
    switch (held.target()) {
      case Target.OnProject on -> {
        var project = scope.putObject("project").put("id", on.projectId());
        Optional.ofNullable(listing.projects().get(on.projectId()))
            .filter(found -> names)
            .ifPresent(found -> putNames(project, found.name(), found.domainId(), listing));
      }
      case Target.OnDomain on -> {
        var domain = scope.putObject("domain").put("id", on.domainId());
        if (names) {
          domain.put("name", domainName(on.domainId(), listing));
        }
      }
      case Target.OnSystem on -> scope.putObject("system").put("all", true);
    }
    if (held.given().inherited()) {
      scope.put("OS-INHERIT:inherited_to", "projects");
    }
    return scope;
  }

  private static ObjectNode actor(Actor actor, Listing listing, boolean names) {
    var view = Json.object().put("id", actor.id());
    if (names) {
      switch (actor) {
        case Actor.OfUser of -> {
          User user = listing.users().get(of.id());
          if (user != null) {
            putNames(view, user.name(), user.domainId(), listing);
          }
        }
        case Actor.OfGroup of -> {
          Group group = listing.groups().get(of.id());
          if (group != null) {
            putNames(view, group.name(), group.domainId(), listing);
          }
        }
      }
    }
    return view;
  }

  private static ObjectNode role(String roleId, Listing listing, boolean names) {
    var view = Json.object().put("id", roleId);
    Role role = listing.roles().get(roleId);
    if (names && role != null) {
      view.put("name", role.name());
      role.domainId().ifPresent(domain -> putDomain(view, domain, listing));
    }
    return view;
  }

  private static void putNames(ObjectNode view, String name, String domainId, Listing listing) {
    view.put("name", name);
    putDomain(view, domainId, listing);
  }

  private static void putDomain(ObjectNode view, String domainId, Listing listing) {
    view.putObject("domain").put("id", domainId).put("name", domainName(domainId, listing));
  }

  private static String domainName(String domainId, Listing listing) {
    return Optional.ofNullable(listing.domains().get(domainId)).map(Domain::name).orElse("");
  }
}
