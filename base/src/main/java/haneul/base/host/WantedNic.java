package haneul.base.host;

import haneul.base.id.PortId;

/**
 * A guest's network card, plugged into the port of the same id.
 *
 * @param mac lower case, colons
 */
public record WantedNic(PortId port, String mac, int mtu) {}
