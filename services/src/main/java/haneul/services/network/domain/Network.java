package haneul.services.network.domain;

import haneul.base.id.NetworkId;
import haneul.base.id.ProjectId;

/**
 * A network.
 *
 * @param shared every project may put ports on it
 * @param external leads out of the cloud
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
    Stamp stamp) {}
