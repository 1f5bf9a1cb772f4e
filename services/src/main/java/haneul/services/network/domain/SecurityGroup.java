package haneul.services.network.domain;

import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import java.util.List;

/** A security group with its rules. */
public record SecurityGroup(
    SecurityGroupId id,
    ProjectId project,
    String name,
    String description,
    List<SecurityRule> rules,
    Stamp stamp) {
  /** The name of the group every project has. */
  public static final String DEFAULT = "default";

  public SecurityGroup {
    rules = List.copyOf(rules);
  }
}
