package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Implication;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Role;
import haneul.services.identity.store.RoleRows;
import java.util.function.UnaryOperator;

/**
 * Makes, changes and deletes roles, and says which imply which; a deleted one is taken from
 * everyone who had it.
 */
public final class RoleChanges {
  /** Every login looks at all rules there are. */
  private static final int MAX_IMPLICATIONS = 1_000;

  private final Store store;
  private final Changes changes;

  public RoleChanges(Store store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  public Role create(Role role) {
    return store.write(tx -> {
      role.domainId().ifPresent(domain -> Directory.domain(tx, domain));
      requireFreeName(tx, role);
      if (RoleRows.count(tx) >= Page.MAX) {
        throw CloudException.forbidden("There are " + Page.MAX + " roles; delete some first.");
      }
      RoleRows.insert(tx, role);
      return role;
    });
  }

  /** Changes a role; {@code change} must be pure. */
  public Role update(String id, UnaryOperator<Role> change) {
    return store.write(tx -> {
      Role before = Directory.role(tx, id);
      Role after = change.apply(before);
      if (before.immutable() && after.immutable()) {
        throw Refusals.immutableUpdate("role", id);
      }
      if (!after.name().equals(before.name())) {
        requireFreeName(tx, after);
      }
      RoleRows.update(tx, after);
      changes.note(tx);
      return after;
    });
  }

  private static void requireFreeName(Tx tx, Role role) {
    if (RoleRows.findByName(tx, role.domainId(), role.name()).isPresent()) {
      throw Refusals.duplicate("role", "Duplicate entry found with name " + role.name());
    }
  }

  public void delete(String id) {
    store.run(tx -> {
      if (Directory.role(tx, id).immutable()) {
        throw Refusals.immutableDelete("role", id);
      }
      RoleRows.delete(tx, id);
      changes.note(tx);
    });
  }

  /** Has one role bring another along; nothing happens when it does. */
  public void imply(Implication rule) {
    store.run(tx -> {
      Directory.role(tx, rule.priorRoleId());
      Role implied = Directory.role(tx, rule.impliedRoleId());
      if (implied.name().equals(Role.ADMIN) || rule.priorRoleId().equals(rule.impliedRoleId())) {
        throw CloudException.forbidden(implied.id() + " cannot be an implied roles.");
      }
      if (implied.domainId().isPresent()) {
        throw CloudException.forbidden(
            implied.id() + " cannot be implied: it is a role of one domain.");
      }
      if (RoleRows.implications(tx).size() >= MAX_IMPLICATIONS) {
        throw CloudException.forbidden(
            "There are " + MAX_IMPLICATIONS + " implied roles; delete some first.");
      }
      RoleRows.put(tx, rule);
      changes.note(tx);
    });
  }

  public void endImplication(Implication rule) {
    store.run(tx -> {
      Directory.role(tx, rule.priorRoleId());
      Directory.role(tx, rule.impliedRoleId());
      if (!RoleRows.delete(tx, rule)) {
        throw notImplied(rule);
      }
      changes.note(tx);
    });
  }

  static CloudException notImplied(Implication rule) {
    return CloudException.notFound(
        "ImpliedRoleNotFound",
        rule.priorRoleId() + " does not imply " + rule.impliedRoleId() + ".");
  }

  /** Fails unless one role brings the other along directly. */
  public void checkImplication(Implication rule) {
    store.read(tx -> {
      Directory.role(tx, rule.priorRoleId());
      Directory.role(tx, rule.impliedRoleId());
      if (!RoleRows.implications(tx, rule.priorRoleId()).contains(rule)) {
        throw notImplied(rule);
      }
      return tx;
    });
  }
}
