package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Assignment;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.AssignmentRows;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.ProjectRows;
import haneul.services.identity.store.RoleRows;
import haneul.services.identity.store.UserRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives and takes roles, and lists who has which. */
public final class Grants {
  private final Store store;
  private final Changes changes;

  /**
   * A user has a role on a target.
   *
   * @param prior the role that was given, when this one is only implied by it
   */
  public record Held(Assignment assignment, Optional<String> prior) {}

  /** Assignments with all that they name, by id. */
  public record Listing(
      List<Held> held,
      Map<String, User> users,
      Map<String, Project> projects,
      Map<String, Domain> domains,
      Map<String, Role> roles) {}

  public Grants(Store store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  /** Gives a role; giving it again changes nothing. */
  public void put(Assignment assignment) {
    store.run(tx -> {
      requireAll(tx, assignment);
      AssignmentRows.put(tx, assignment);
      changes.note(tx);
    });
  }

  /** Takes a role away; tokens lose it at once. */
  public void delete(Assignment assignment) {
    store.run(tx -> {
      requireAll(tx, assignment);
      if (!AssignmentRows.delete(tx, assignment)) {
        throw missing(assignment);
      }
      changes.note(tx);
    });
  }

  /** Fails unless the role was given. */
  public void check(Assignment assignment) {
    boolean exists =
        store.read(tx -> {
          requireAll(tx, assignment);
          return AssignmentRows.exists(tx, assignment);
        });
    if (!exists) {
      throw missing(assignment);
    }
  }

  private static void requireAll(Tx tx, Assignment assignment) {
    Directory.role(tx, assignment.roleId());
    Directory.user(tx, assignment.userId());
    requireTarget(tx, assignment.target());
  }

  private static void requireTarget(Tx tx, Target target) {
    switch (target) {
      case Target.OnProject on -> Directory.project(tx, on.projectId());
      case Target.OnDomain on -> Directory.domain(tx, on.domainId());
      case Target.OnSystem on -> {}
    }
  }

  private static CloudException missing(Assignment assignment) {
    return CloudException.notFound(
        "RoleAssignmentNotFound",
        "Could not find role assignment with role: "
            + assignment.roleId()
            + ", user or group: "
            + assignment.userId()
            + ", project, domain, or system: "
            + assignment.target().id()
            + ".");
  }

  /** The roles a user was given on a target. */
  public List<Role> roles(String userId, Target target) {
    return store.read(tx -> {
      Directory.user(tx, userId);
      requireTarget(tx, target);
      return RoleRows.withIds(tx, AssignmentRows.roleIds(tx, userId, target));
    });
  }

  /**
   * Who has which role on what.
   *
   * @param effective the implied roles too
   */
  public Listing list(Filters.OfAssignments filter, boolean effective) {
    return store.read(tx -> {
      List<Held> held = effective ? effective(tx, filter) : given(tx, filter);
      Map<String, User> users = byId(UserRows.withIds(tx, users(held)), User::id);
      Map<String, Project> projects =
          byId(ProjectRows.withIds(tx, targets(held, "project")), Project::id);
      Stream<String> domainIds =
          Stream.of(
                  users.values().stream().map(User::domainId),
                  projects.values().stream().map(Project::domainId),
                  targets(held, "domain").stream())
              .flatMap(ids -> ids);
      Map<String, Domain> domains =
          byId(DomainRows.withIds(tx, domainIds.collect(Collectors.toSet())), Domain::id);
      Map<String, Role> roles =
          byId(
              RoleRows.withIds(
                  tx, held.stream().map(one -> one.assignment().roleId()).distinct().toList()),
              Role::id);
      return new Listing(held, users, projects, domains, roles);
    });
  }

  private static List<Held> given(Tx tx, Filters.OfAssignments filter) {
    return AssignmentRows.list(tx, filter).stream()
        .map(assignment -> new Held(assignment, Optional.empty()))
        .toList();
  }

  /** The role asked for may be an implied one, so it is filtered here. */
  private static List<Held> effective(Tx tx, Filters.OfAssignments filter) {
    List<Assignment> given =
        AssignmentRows.list(
            tx, new Filters.OfAssignments(filter.userId(), Optional.empty(), filter.target()));
    Map<String, Role> roles =
        byId(
            RoleRows.withIds(tx, given.stream().map(Assignment::roleId).distinct().toList()),
            Role::id);
    Map<String, Role> implied =
        RoleRows.withNames(tx, List.of(Role.ADMIN, Role.MEMBER, Role.READER)).stream()
            .collect(Collectors.toMap(Role::name, role -> role));
    List<Held> held = new ArrayList<>();
    for (Assignment assignment : given) {
      held.add(new Held(assignment, Optional.empty()));
      Optional.ofNullable(roles.get(assignment.roleId()))
          .map(Role::name)
          .map(Role::impliedBy)
          .orElse(List.of())
          .forEach(name ->
              Optional.ofNullable(implied.get(name))
                  .ifPresent(role ->
                      held.add(
                          new Held(
                              new Assignment(assignment.userId(), assignment.target(), role.id()),
                              Optional.of(assignment.roleId())))));
    }
    return held.stream()
        .filter(one -> filter.roleId().map(one.assignment().roleId()::equals).orElse(true))
        .toList();
  }

  private static List<String> users(List<Held> held) {
    return held.stream().map(one -> one.assignment().userId()).distinct().toList();
  }

  private static Collection<String> targets(List<Held> held, String kind) {
    return held.stream()
        .map(one -> one.assignment().target())
        .filter(target -> target.kind().equals(kind))
        .map(Target::id)
        .distinct()
        .toList();
  }

  private static <T> Map<String, T> byId(List<T> things, Function<T, String> id) {
    return things.stream().collect(Collectors.toMap(id, thing -> thing));
  }
}
