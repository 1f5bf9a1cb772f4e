package haneul.services.network.ops;

import haneul.base.host.WantedPort.Direction;
import haneul.base.host.WantedPort.EtherType;
import haneul.base.id.Id;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.domain.SecurityRule;
import haneul.services.network.domain.Stamp;
import haneul.services.network.store.GroupRows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Every project has a group {@code default}, made when it is first looked for: everything out, and
 * in from one another. The table {@code network_default_group} lets it be made once only.
 */
public final class DefaultGroup {
  private final InstantSource clock;

  public DefaultGroup(InstantSource clock) {
    this.clock = clock;
  }

  /** The project's default group; makes it when it is not there. Not for read transactions. */
  public SecurityGroupId of(Tx tx, ProjectId project) {
    return GroupRows.defaultOf(tx, project).orElseGet(() -> make(tx, project));
  }

  public static boolean exists(Tx tx, ProjectId project) {
    return GroupRows.defaultOf(tx, project).isPresent();
  }

  private SecurityGroupId make(Tx tx, ProjectId project) {
    Instant now = clock.instant();
    SecurityGroupId id = new SecurityGroupId(Id.newUuid());
    List<SecurityRule> rules = new ArrayList<>(egress(id, project, now));
    for (EtherType etherType : EtherType.values()) {
      rules.add(rule(id, project, Direction.INGRESS, etherType, Optional.of(id), now));
    }
    GroupRows.insert(
        tx,
        new SecurityGroup(
            id,
            project,
            SecurityGroup.DEFAULT,
            "Default security group",
            rules,
            Stamp.first(now).next(now)));
    GroupRows.setDefault(tx, project, id);
    return id;
  }

  /** What every new group allows: everything out. */
  static List<SecurityRule> egress(SecurityGroupId group, ProjectId project, Instant now) {
    return List.of(
        rule(group, project, Direction.EGRESS, EtherType.IPV4, Optional.empty(), now),
        rule(group, project, Direction.EGRESS, EtherType.IPV6, Optional.empty(), now));
  }

  private static SecurityRule rule(
      SecurityGroupId group,
      ProjectId project,
      Direction direction,
      EtherType etherType,
      Optional<SecurityGroupId> remote,
      Instant now) {
    return new SecurityRule(
        Id.newUuid(),
        project,
        group,
        direction,
        etherType,
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        remote,
        Optional.empty(),
        Stamp.first(now));
  }
}
