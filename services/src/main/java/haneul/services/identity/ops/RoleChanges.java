package haneul.services.identity.ops;

import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Role;
import haneul.services.identity.store.RoleRows;
import java.util.function.UnaryOperator;

/** Makes, changes and deletes roles; a deleted one is taken from everyone who had it. */
public final class RoleChanges {
  private final Store store;
  private final Changes changes;

  public RoleChanges(Store store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  public Role create(Role role) {
    return store.write(tx -> {
      requireFreeName(tx, role);
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
    if (RoleRows.findByName(tx, role.name()).isPresent()) {
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
}
