package haneul.drivers.netns;

import haneul.base.id.Id;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;

/**
 * How devices and namespaces are called: as Neutron calls them, so that an operator finds what he
 * expects. Linux takes 15 characters, hence only the first 11 of an id.
 */
public final class DeviceNames {
  private static final int ID_CHARS = 11;

  private DeviceNames() {}

  /** The tap of a guest's port; also the inside end of a DHCP port, within its namespace. */
  public static String tap(PortId port) {
    return "tap" + start(port);
  }

  /** The outside end of a DHCP port's veth pair, which is on the bridge. */
  public static String dhcpOutside(PortId port) {
    return "dhp" + start(port);
  }

  /** The namespace of a network's DHCP server. */
  public static String dhcpNamespace(NetworkId network) {
    return "qdhcp-" + network.value();
  }

  /** The namespace of a network's metadata server, on hosts that do not serve its DHCP. */
  public static String metadataNamespace(NetworkId network) {
    return "qmeta-" + network.value();
  }

  /** The outside end of a metadata server's veth pair, which is on the bridge. */
  public static String metadataOutside(NetworkId network) {
    return "met" + start(network);
  }

  /** The inside end of a metadata server's veth pair, within its namespace. */
  public static String metadataInside(NetworkId network) {
    return "tap" + start(network);
  }

  private static String start(Id id) {
    return id.value().substring(0, Math.min(ID_CHARS, id.value().length()));
  }
}
