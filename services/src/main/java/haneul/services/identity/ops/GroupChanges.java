package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Actor;
import haneul.services.identity.domain.Group;
import haneul.services.identity.store.GroupRows;
import java.util.function.UnaryOperator;

/** Makes, changes and deletes groups, and puts users into them. */
public final class GroupChanges {
  private final Store store;
  private final Changes changes;

  public GroupChanges(Store store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  public Group create(Group group) {
    return store.write(tx -> {
      Directory.domain(tx, group.domainId());
      requireFreeName(tx, group);
      GroupRows.insert(tx, group);
      return group;
    });
  }

  /** Changes a group; {@code change} must be pure. */
  public Group update(Caller caller, String id, UnaryOperator<Group> change) {
    return store.write(tx -> {
      Group before = Directory.group(tx, id);
      Escalation.refuseChange(tx, caller, new Actor.OfGroup(id));
      Group after = change.apply(before);
      if (!after.name().equals(before.name())) {
        requireFreeName(tx, after);
      }
      GroupRows.update(tx, after);
      return after;
    });
  }

  private static void requireFreeName(Tx tx, Group group) {
    if (GroupRows.findByName(tx, group.domainId(), group.name()).isPresent()) {
      throw Refusals.duplicateName("group", group.name(), group.domainId());
    }
  }

  public void delete(Caller caller, String id) {
    store.run(tx -> {
      Directory.group(tx, id);
      Escalation.refuseChange(tx, caller, new Actor.OfGroup(id));
      GroupRows.delete(tx, id);
      changes.note(tx);
    });
  }

  /** Puts a user in; nothing happens when he is. */
  public void addMember(Caller caller, String groupId, String userId) {
    store.run(tx -> {
      requireBoth(tx, groupId, userId);
      Escalation.refuseChange(tx, caller, new Actor.OfGroup(groupId));
      GroupRows.addMember(tx, groupId, userId);
      changes.note(tx);
    });
  }

  /** Takes a user out; tokens lose what the group gave him at once. */
  public void removeMember(Caller caller, String groupId, String userId) {
    store.run(tx -> {
      requireBoth(tx, groupId, userId);
      Escalation.refuseChange(tx, caller, new Actor.OfGroup(groupId));
      if (!GroupRows.removeMember(tx, groupId, userId)) {
        throw notMember(groupId, userId);
      }
      changes.note(tx);
    });
  }

  /** Fails unless the user is in the group. */
  public void checkMember(String groupId, String userId) {
    store.read(tx -> {
      requireBoth(tx, groupId, userId);
      if (!GroupRows.isMember(tx, groupId, userId)) {
        throw notMember(groupId, userId);
      }
      return tx;
    });
  }

  private static void requireBoth(Tx tx, String groupId, String userId) {
    Directory.group(tx, groupId);
    Directory.user(tx, userId);
  }

  private static CloudException notMember(String groupId, String userId) {
    return CloudException.notFound(
        "NotFound", "User '" + userId + "' not found in group '" + groupId + "'.");
  }
}
