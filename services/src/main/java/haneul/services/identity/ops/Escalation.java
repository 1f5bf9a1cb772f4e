package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Actor;
import haneul.services.identity.domain.Assignment;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Target;
import haneul.services.identity.store.GrantRows;
import java.util.Collection;
import java.util.List;

/**
 * Keeps who manages one domain from becoming an admin of the cloud. To be an admin on any project
 * is to be one of the cloud, so a domain's admin gives that to nobody, and does not touch who has
 * it: he could set their password.
 */
final class Escalation {
  private Escalation() {}

  /** Refuses to let a domain's admin give what would make an admin of the cloud. */
  static void refuseGrant(Tx tx, Caller caller, Assignment assignment) {
    boolean withinDomain =
        assignment.target() instanceof Target.OnDomain && !assignment.inherited();
    if (!caller.isAdmin() && !withinDomain && bringsAdmin(tx, List.of(assignment.roleId()))) {
      throw CloudException.forbidden(
          "Only an admin of the cloud gives the role admin on a project or on all of a domain's.");
    }
  }

  /** Refuses to let a domain's admin change an admin of the cloud, or a group of them. */
  static void refuseChange(Tx tx, Caller caller, Actor actor) {
    if (!caller.isAdmin() && bringsAdmin(tx, GrantRows.rolesBeyondDomains(tx, actor))) {
      throw CloudException.forbidden(
          "Only an admin of the cloud changes a " + actor.kind() + " with the role admin.");
    }
  }

  private static boolean bringsAdmin(Tx tx, Collection<String> roleIds) {
    return Subjects.withImplied(tx, roleIds).stream()
        .anyMatch(role -> role.name().equals(Role.ADMIN));
  }
}
