package haneul.services.network.domain;

import haneul.base.id.NetworkId;
import haneul.base.id.ProjectId;

/**
 * A network.
 *
 * @param shared every project may put ports on it
 * @param external leads out of the cloud
 * @param mtu in bytes
 * @param segment how it spans hosts
 * @param portSecurity whether new ports are filtered unless they say otherwise
 */
public record Network(
    NetworkId id,
    ProjectId project,
    String name,
    String description,
    boolean adminStateUp,
    boolean shared,
    boolean external,
    boolean portSecurity,
    int mtu,
    Segment segment,
    Stamp stamp) {
  /** The same on a segment, with the MTU that fits it. */
  public Network on(Segment newSegment, int newMtu) {
    return new Network(
        id,
        project,
        name,
        description,
        adminStateUp,
        shared,
        external,
        portSecurity,
        newMtu,
        newSegment,
        stamp);
  }
}
