package haneul.drivers.ovs;

import haneul.base.id.NetworkId;
import java.util.OptionalInt;

/**
 * A network's place on a physical network, as flows see it.
 *
 * @param vlan the tag of its packets there; none when they have none
 * @param uplink the number of the bridge's port that leads there
 */
record PhysicalSpan(NetworkId network, OptionalInt vlan, int uplink) implements WayOut {}
