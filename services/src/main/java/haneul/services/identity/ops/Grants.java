package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Actor;
import haneul.services.identity.domain.Assignment;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Target;
import haneul.services.identity.store.GrantRows;
import haneul.services.identity.store.RoleRows;
import java.util.List;
import java.util.Optional;

/** Gives and takes roles, one at a time. */
public final class Grants {
  private final Store store;
  private final Changes changes;

  public Grants(Store store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  /** Gives a role; giving it again changes nothing. */
  public void put(Caller caller, Assignment assignment) {
    store.run(tx -> {
      Role role = requireAll(tx, assignment);
      requireSameDomain(tx, role, assignment.target());
      Escalation.refuseGrant(tx, caller, assignment);
      GrantRows.put(tx, assignment);
      changes.note(tx);
    });
  }

  /** Takes a role away; tokens lose it at once. */
  public void delete(Caller caller, Assignment assignment) {
    store.run(tx -> {
      requireAll(tx, assignment);
      Escalation.refuseGrant(tx, caller, assignment);
      if (!GrantRows.delete(tx, assignment)) {
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
          return GrantRows.exists(tx, assignment);
        });
    if (!exists) {
      throw missing(assignment);
    }
  }

  private static Role requireAll(Tx tx, Assignment assignment) {
    Role role = Directory.role(tx, assignment.roleId());
    requireActor(tx, assignment.actor());
    requireTarget(tx, assignment.target());
    return role;
  }

  private static void requireActor(Tx tx, Actor actor) {
    switch (actor) {
      case Actor.OfUser user -> Directory.user(tx, user.id());
      case Actor.OfGroup group -> Directory.group(tx, group.id());
    }
  }

  private static void requireTarget(Tx tx, Target target) {
    switch (target) {
      case Target.OnProject on -> Directory.project(tx, on.projectId());
      case Target.OnDomain on -> Directory.domain(tx, on.domainId());
      case Target.OnSystem on -> {}
    }
  }

  /** A domain's own role means nothing elsewhere. */
  private static void requireSameDomain(Tx tx, Role role, Target target) {
    if (role.domainId().isEmpty()) {
      return;
    }
    Optional<String> domainId =
        switch (target) {
          case Target.OnProject on ->
              Optional.of(Directory.project(tx, on.projectId())).map(Project::domainId);
          case Target.OnDomain on -> Optional.of(on.domainId());
          case Target.OnSystem on -> Optional.empty();
        };
    if (!role.domainId().equals(domainId)) {
      throw CloudException.forbidden(
          "Project "
              + target.id()
              + " must be in the same domain as the role "
              + role.id()
              + " being assigned.");
    }
  }

  private static CloudException missing(Assignment assignment) {
    return CloudException.notFound(
        "RoleAssignmentNotFound",
        "Could not find role assignment with role: "
            + assignment.roleId()
            + ", user or group: "
            + assignment.actor().id()
            + ", project, domain, or system: "
            + assignment.target().id()
            + ".");
  }

  /** The roles an actor was given on a target. */
  public List<Role> roles(Actor actor, Target target, boolean inherited) {
    return store.read(tx -> {
      requireActor(tx, actor);
      requireTarget(tx, target);
      return RoleRows.withIds(tx, GrantRows.given(tx, actor, target, inherited));
    });
  }
}
