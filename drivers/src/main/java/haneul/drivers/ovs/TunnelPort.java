package haneul.drivers.ovs;

import haneul.base.host.WantedNetwork.Overlay;
import haneul.base.host.WantedNetwork.Tunnel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A tunnel to a host, for all networks that both have: which network a packet is of says its key.
 *
 * @param device as Neutron calls it: the kind and the other end in hexadecimal
 */
record TunnelPort(String device, Tunnel kind, String local, String remote) {
  /**
   * @throws IllegalArgumentException when an end is no IPv4 address
   */
  static TunnelPort to(String remote, Overlay overlay) {
    String type = overlay.tunnel().name().toLowerCase(Locale.ROOT);
    ipv4(overlay.localAddress());
    String device = type + "-" + HexFormat.of().formatHex(ipv4(remote));
    return new TunnelPort(device, overlay.tunnel(), overlay.localAddress(), remote);
  }

  private static byte[] ipv4(String text) {
    if (InetAddress.ofLiteral(text) instanceof Inet4Address address) {
      return address.getAddress();
    }
    throw new IllegalArgumentException("not an IPv4 address: " + text);
  }

  /** Open vSwitch's name of the kind. */
  String type() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** As the bridge has it. */
  Outlet outlet() {
    return new Outlet(
        Optional.empty(),
        device,
        type(),
        Map.of("key", "flow", "local_ip", local, "remote_ip", remote));
  }
}
