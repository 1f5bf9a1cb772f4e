package haneul.services.network.domain;

import java.util.List;

/**
 * A security group as the hosts of its members, and of those whose rules name it, must know it.
 *
 * @param members their fixed addresses
 */
public record GroupView(SecurityGroup group, List<IpAddress> members) {
  public GroupView {
    members = List.copyOf(members);
  }
}
