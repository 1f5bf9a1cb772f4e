package haneul.drivers.ovs;

import java.util.Map;
import java.util.Optional;

/**
 * A port of the switch that leads out of the host: a tunnel, a card, an end of a patch.
 *
 * @param bridge that it is on; empty for the cloud's own
 * @param type as Open vSwitch calls it; empty for a device of the host
 * @param options of it
 */
record Outlet(Optional<String> bridge, String device, String type, Map<String, String> options) {}
