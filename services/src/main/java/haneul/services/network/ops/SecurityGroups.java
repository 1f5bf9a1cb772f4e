package haneul.services.network.ops;

import haneul.base.id.Id;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Quota;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.domain.SecurityRule;
import haneul.services.network.domain.Stamp;
import haneul.services.network.store.GroupRows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Makes, changes and deletes security groups and rules; the hosts of their members know. */
public final class SecurityGroups {
  private final InstantSource clock;
  private final Tell tell;

  public SecurityGroups(InstantSource clock, Tell tell) {
    this.clock = clock;
    this.tell = tell;
  }

  public SecurityGroup create(Tx tx, ProjectId project, String name, String description) {
    if (name.equalsIgnoreCase(SecurityGroup.DEFAULT)) {
      throw NetworkErrors.conflict(
          "SecurityGroupDefaultAlreadyExists", "Default security group already exists.");
    }
    Quotas.require(tx, project, Quota.SECURITY_GROUP, 1);
    Instant now = clock.instant();
    SecurityGroupId id = new SecurityGroupId(Id.newUuid());
    SecurityGroup group =
        new SecurityGroup(
            id,
            project,
            name,
            description,
            DefaultGroup.egress(id, project, now),
            Stamp.first(now).next(now));
    GroupRows.insert(tx, group);
    return group;
  }

  public void change(
      Tx tx, SecurityGroup group, Optional<String> name, Optional<String> description) {
    String newName = name.orElse(group.name());
    boolean renamed = !newName.equals(group.name());
    if (renamed && group.name().equals(SecurityGroup.DEFAULT)) {
      throw NetworkErrors.conflict(
          "SecurityGroupCannotUpdateDefault", "Updating default security group not allowed.");
    }
    if (renamed && newName.equalsIgnoreCase(SecurityGroup.DEFAULT)) {
      throw NetworkErrors.conflict(
          "SecurityGroupDefaultAlreadyExists", "Default security group already exists.");
    }
    GroupRows.update(
        tx,
        new SecurityGroup(
            group.id(),
            group.project(),
            newName,
            description.orElse(group.description()),
            group.rules(),
            group.stamp().next(clock.instant())));
    tell.tell(tx, tell.aboutGroup(tx, group.id()));
  }

  /** Deletes a group without members; other groups' rules about its members go with it. */
  public void delete(Tx tx, Caller caller, SecurityGroup group) {
    if (GroupRows.inUse(tx, group.id())) {
      throw NetworkErrors.conflict(
          "SecurityGroupInUse", "Security Group " + group.id() + " in use.");
    }
    if (group.name().equals(SecurityGroup.DEFAULT) && !caller.isAdmin()) {
      throw NetworkErrors.conflict(
          "SecurityGroupCannotRemoveDefault",
          "Insufficient rights for removing default security group.");
    }
    GroupRows.delete(tx, group.id());
  }

  /** Adds a rule to its group. */
  public void addRule(Tx tx, SecurityGroup group, SecurityRule rule) {
    for (SecurityRule other : group.rules()) {
      if (other.sameAs(rule)) {
        throw NetworkErrors.conflict(
            "SecurityGroupRuleExists",
            "Security group rule already exists. Rule id is " + other.id() + ".");
      }
    }
    Quotas.require(tx, rule.project(), Quota.SECURITY_GROUP_RULE, 1);
    GroupRows.insert(tx, rule);
    change(tx, group, Optional.empty(), Optional.empty());
  }

  public void deleteRule(Tx tx, SecurityRule rule) {
    GroupRows.deleteRule(tx, rule.id());
    GroupRows.find(tx, rule.group().value())
        .ifPresent(group -> change(tx, group, Optional.empty(), Optional.empty()));
  }
}
