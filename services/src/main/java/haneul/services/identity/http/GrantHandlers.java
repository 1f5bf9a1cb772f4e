package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.platform.http.Handler;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Actor;
import haneul.services.identity.domain.Assignment;
import haneul.services.identity.domain.Group;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.User;
import haneul.services.identity.http.Policy.Rule;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.Grants;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code …/users/{user_id}/roles} and {@code …/groups/{group_id}/roles} of projects, domains and
 * the system, and their forms below {@code /v3/OS-INHERIT}.
 */
final class GrantHandlers {
  private final Directory directory;
  private final Grants grants;

  GrantHandlers(Directory directory, Grants grants) {
    this.directory = directory;
    this.grants = grants;
  }

  /** Whom and where a route is about, and whether what is below inherits it. */
  private record Place(
      Function<Request, Actor> actor, Function<Request, Target> target, boolean inherited) {
    Assignment assignment(Request request) {
      return new Assignment(
          actor.apply(request), target.apply(request), request.param("role_id"), inherited);
    }
  }

  void addTo(Policy policy) {
    for (String kind : new String[] {"user", "group"}) {
      Function<Request, Actor> actor = request -> Actor.of(kind, request.param(kind + "_id"));
      String roles = "/" + kind + "s/{" + kind + "_id}/roles";
      Function<Request, Target> project =
          request -> new Target.OnProject(request.param("project_id"));
      Function<Request, Target> domain = request -> new Target.OnDomain(request.param("domain_id"));
      String inProject = "/projects/{project_id}" + roles;
      String inDomain = "/domains/{domain_id}" + roles;
      add(policy, "/v3" + inProject, "", new Place(actor, project, false));
      add(policy, "/v3" + inDomain, "", new Place(actor, domain, false));
      String last = "/inherited_to_projects";
      add(policy, "/v3/OS-INHERIT" + inProject, last, new Place(actor, project, true));
      add(policy, "/v3/OS-INHERIT" + inDomain, last, new Place(actor, domain, true));
      addSystem(
          policy,
          "/v3/system" + roles,
          kind,
          new Place(actor, request -> new Target.OnSystem(), false));
    }
  }

  private void add(Policy policy, String roles, String last, Place place) {
    Rule reader = within(place, Policy::readerOf);
    Rule admin = within(place, Policy::adminOf);
    String one = roles + "/{role_id}" + last;
    policy.get(roles + last, "list_grants", list(place), ADMIN, SYSTEM_READER, reader);
    policy.get(one, "check_grant", check(place), ADMIN, SYSTEM_READER, reader);
    policy.put(one, "create_grant", put(place), ADMIN, admin);
    policy.delete(one, "revoke_grant", delete(place), ADMIN, admin);
  }

  /** Keystone's names of the actions on the system say so. */
  private void addSystem(Policy policy, String roles, String kind, Place place) {
    String one = roles + "/{role_id}";
    policy.get(roles, "list_system_grants_for_" + kind, list(place), ADMIN, SYSTEM_READER);
    policy.get(one, "check_system_grant_for_" + kind, check(place), ADMIN, SYSTEM_READER);
    policy.put(one, "create_system_grant_for_" + kind, put(place), ADMIN);
    policy.delete(one, "revoke_system_grant_for_" + kind, delete(place), ADMIN);
  }

  private interface DomainRule extends Function<Function<Request, Optional<String>>, Rule> {}

  /** Both who has the role and where it is are in the caller's domain. */
  private Rule within(Place place, DomainRule rule) {
    Rule actor = rule.apply(request -> domainOf(place.actor().apply(request)));
    Rule target = rule.apply(request -> domainOf(place.target().apply(request)));
    return request -> actor.allows(request) && target.allows(request);
  }

  private Optional<String> domainOf(Actor actor) {
    return switch (actor) {
      case Actor.OfUser user -> directory.findUser(user.id()).map(User::domainId);
      case Actor.OfGroup group -> directory.findGroup(group.id()).map(Group::domainId);
    };
  }

  private Optional<String> domainOf(Target target) {
    return switch (target) {
      case Target.OnProject on -> directory.findProject(on.projectId()).map(Project::domainId);
      case Target.OnDomain on -> Optional.of(on.domainId());
      case Target.OnSystem on -> Optional.empty();
    };
  }

  private Handler list(Place place) {
    return request ->
        Lists.whole(
            request,
            "roles",
            grants.roles(
                place.actor().apply(request), place.target().apply(request), place.inherited()),
            Views::role);
  }

  private Handler check(Place place) {
    return request -> {
      grants.check(place.assignment(request));
      return Response.empty(204);
    };
  }

  private Handler put(Place place) {
    return request -> {
      grants.put(request.caller(), place.assignment(request));
      return Response.empty(204);
    };
  }

  private Handler delete(Place place) {
    return request -> {
      grants.delete(request.caller(), place.assignment(request));
      return Response.empty(204);
    };
  }
}
