package haneul.services.network.domain;

import haneul.base.host.WantedPort.Direction;
import haneul.base.host.WantedPort.EtherType;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a security group allows.
 *
 * @param protocol a name or a number as it was written
 * @param portMin lowest port, or ICMP type
 * @param portMax highest port, or ICMP code
 * @param remoteCidr as it was written, IPv4 or IPv6
 * @param description empty when none was given
 */
public record SecurityRule(
    String id,
    ProjectId project,
    SecurityGroupId group,
    Direction direction,
    EtherType etherType,
    Optional<String> protocol,
    OptionalInt portMin,
    OptionalInt portMax,
    Optional<String> remoteCidr,
    Optional<SecurityGroupId> remoteGroup,
    Optional<String> description,
    Stamp stamp) {

  /** Whether both allow the same. */
  public boolean sameAs(SecurityRule other) {
    return group.equals(other.group)
        && direction == other.direction
        && etherType == other.etherType
        && Protocols.number(protocol, etherType).equals(Protocols.number(other.protocol, etherType))
        && portMin.equals(other.portMin)
        && portMax.equals(other.portMax)
        && anywhere(remoteCidr).equals(anywhere(other.remoteCidr))
        && remoteGroup.equals(other.remoteGroup);
  }

  /** Anywhere, written as a network, is the same as no network; Neutron compares so, too. */
  private static Optional<String> anywhere(Optional<String> cidr) {
    return cidr.filter(text -> !text.equals("0.0.0.0/0") && !text.equals("::/0"));
  }
}
