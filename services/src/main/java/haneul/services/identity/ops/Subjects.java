package haneul.services.identity.ops;

import haneul.platform.store.Tx;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Subject;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.AssignmentRows;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.ProjectRows;
import haneul.services.identity.store.RoleRows;
import haneul.services.identity.store.UserRows;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds who a token is for and what they may do, in the store as it is. */
final class Subjects {
  private Subjects() {}

  /**
   * Empty when the user, the scope or a domain of either is gone or disabled, or the user has no
   * role there.
   */
  static Optional<Subject> find(Tx tx, String userId, Optional<Target> target) {
    Optional<User> user = UserRows.find(tx, userId).filter(User::enabled);
    Optional<Domain> userDomain = user.flatMap(found -> enabledDomain(tx, found.domainId()));
    if (userDomain.isEmpty()) {
      return Optional.empty();
    }
    if (target.isEmpty()) {
      return Optional.of(
          new Subject(user.get(), userDomain.get(), new Subject.Nothing(), List.of()));
    }
    Optional<Subject.Scope> scope = scope(tx, target.get());
    if (scope.isEmpty()) {
      return Optional.empty();
    }
    List<Role> roles = roles(tx, userId, target.get());
    return roles.isEmpty()
        ? Optional.empty()
        : Optional.of(new Subject(user.get(), userDomain.get(), scope.get(), roles));
  }

  private static Optional<Subject.Scope> scope(Tx tx, Target target) {
    return switch (target) {
      case Target.OnProject on ->
          ProjectRows.find(tx, on.projectId())
              .filter(Project::enabled)
              .flatMap(project ->
                  enabledDomain(tx, project.domainId())
                      .map(domain -> new Subject.OfProject(project, domain)));
      case Target.OnDomain on -> enabledDomain(tx, on.domainId()).map(Subject.OfDomain::new);
      case Target.OnSystem on -> Optional.of(new Subject.OfSystem());
    };
  }

  private static Optional<Domain> enabledDomain(Tx tx, String id) {
    return DomainRows.find(tx, id).filter(Domain::enabled);
  }

  /** The roles given, and those they imply. */
  static List<Role> roles(Tx tx, String userId, Target target) {
    List<String> ids = AssignmentRows.roleIds(tx, userId, target);
    if (ids.isEmpty()) {
      return List.of();
    }
    List<Role> given = RoleRows.withIds(tx, ids);
    Set<String> givenNames = given.stream().map(Role::name).collect(Collectors.toSet());
    Set<String> names = Role.withImplied(givenNames);
    return names.size() == given.size() ? given : RoleRows.withNames(tx, names);
  }
}
