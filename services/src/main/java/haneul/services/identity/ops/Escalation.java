package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Actor;
import haneul.services.identity.domain.Assignment;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.Trust;
import haneul.services.identity.store.GrantRows;
import haneul.services.identity.store.ProjectRows;
import haneul.services.identity.store.TrustRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Nobody gets further than he may: who changes a user, a group, a membership, a credential, a role
 * of somebody's, or what such a role is on, has himself all that the change could give or take.
 *
 * <p>An admin of the cloud has everything. A domain's admin has what counts within his domain, but
 * for two roles that reach beyond it wherever they are given: admin on a project, which is admin of
 * the cloud, and service, which may sign in users that it never saw. A reader of the system has
 * what readers have. What is had by a group, by a trust, or through an implied role counts.
 */
final class Escalation {
  /** Whoever has it vouches for users of the whole cloud. */
  private static final String SERVICE = "service";

  private Escalation() {}

  /** Refuses to give or take an assignment that reaches further than the caller. */
  static void refuseGrant(Tx tx, Caller caller, Assignment assignment) {
    if (!covers(tx, caller, assignment)) {
      throw CloudException.forbidden(
          "Only an admin of the cloud gives or takes a role that reaches beyond your domain.");
    }
  }

  /** Refuses to change a user or group that has what the caller has not. */
  static void refuseChange(Tx tx, Caller caller, Actor actor) {
    if (!coversAll(tx, caller, actor)) {
      throw CloudException.forbidden(
          "Only an admin of the cloud changes a "
              + actor.kind()
              + " with a role that reaches beyond your domain.");
    }
  }

  /**
   * Refuses to take a project away from someone who has on it what the caller has not, or to give
   * it back to him.
   */
  static void refuseChange(Tx tx, Caller caller, Project project) {
    if (!caller.isAdmin()
        && !GrantRows.touching(tx, project, ProjectRows.ancestors(tx, project)).stream()
            .allMatch(each -> covers(tx, caller, each))) {
      throw CloudException.forbidden(
          "Only an admin of the cloud enables, disables or deletes project "
              + project.id()
              + ": somebody has a role on it that reaches beyond your domain.");
    }
  }

  /** Whether what a user's secrets open is the caller's already. */
  static boolean coversSecretsOf(Tx tx, Caller caller, String userId) {
    return caller.user().value().equals(userId) || coversAll(tx, caller, new Actor.OfUser(userId));
  }

  private static boolean coversAll(Tx tx, Caller caller, Actor actor) {
    return caller.isAdmin()
        || powers(tx, actor).stream().allMatch(power -> covers(tx, caller, power));
  }

  /** All that acts in an actor's name, a group's for its members. */
  private static List<Assignment> powers(Tx tx, Actor actor) {
    List<Assignment> powers = new ArrayList<>(GrantRows.counting(tx, actor));
    if (actor instanceof Actor.OfUser user) {
      for (Trust trust : TrustRows.ofTrustee(tx, user.id())) {
        trust
            .projectId()
            .map(Target.OnProject::new)
            .ifPresent(target ->
                trust
                    .roleIds()
                    .forEach(role -> powers.add(Assignment.ofUser(user.id(), target, role))));
      }
    }
    return powers;
  }

  private static boolean covers(Tx tx, Caller caller, Assignment power) {
    return caller.isAdmin()
        || (caller.isSystemReader() && names(tx, power).equals(List.of(Role.READER)))
        || caller
            .domain()
            .filter(caller::administers)
            .map(domain -> staysWithin(tx, domain, power))
            .orElse(false);
  }

  private static boolean staysWithin(Tx tx, String domain, Assignment power) {
    Collection<String> names = names(tx, power);
    boolean adminOfDomain = power.target() instanceof Target.OnDomain && !power.inherited();
    return !names.contains(SERVICE)
        && (!names.contains(Role.ADMIN) || adminOfDomain)
        && domainOf(tx, power.target()).filter(domain::equals).isPresent();
  }

  private static Optional<String> domainOf(Tx tx, Target target) {
    return switch (target) {
      case Target.OnProject on -> ProjectRows.find(tx, on.projectId()).map(Project::domainId);
      case Target.OnDomain on -> Optional.of(on.domainId());
      case Target.OnSystem on -> Optional.empty();
    };
  }

  private static List<String> names(Tx tx, Assignment power) {
    return Subjects.withImplied(tx, List.of(power.roleId())).stream().map(Role::name).toList();
  }
}
