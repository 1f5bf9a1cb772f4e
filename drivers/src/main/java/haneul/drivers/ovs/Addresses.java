package haneul.drivers.ovs;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Checks addresses before they become part of a flow: a comma in one would be a rule of its own.
 */
final class Addresses {
  private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");

  private Addresses() {}

  static String mac(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!MAC.matcher(lower).matches()) {
      throw new IllegalArgumentException("not a MAC address: " + text);
    }
    return lower;
  }

  /** An address or CIDR of either family, as given. */
  static String cidr(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (address.indexOf('%') >= 0) {
      throw new IllegalArgumentException("an address with a zone: " + text);
    }
    boolean v6 = InetAddress.ofLiteral(address) instanceof Inet6Address;
    if (slash >= 0) {
      int prefix = Integer.parseInt(text.substring(slash + 1));
      if (prefix < 0 || prefix > (v6 ? 128 : 32)) {
        throw new IllegalArgumentException("not a prefix length: " + text);
      }
    }
    return text;
  }

  /** An address of either family, as given. */
  static String address(String text) {
    if (text.indexOf('/') >= 0) {
      throw new IllegalArgumentException("not an address: " + text);
    }
    return cidr(text);
  }

  static boolean isIpv6(String cidr) {
    return cidr.indexOf(':') >= 0;
  }

  /** True for 0.0.0.0/0 and ::/0, which match every packet of their family. */
  static boolean isAny(String cidr) {
    return cidr.endsWith("/0");
  }

  /** The IPv6 link-local address a network card makes of its MAC (RFC 4291, appendix A). */
  static String linkLocal(String mac) {
    int[] b = new int[6];
    for (int i = 0; i < 6; i++) {
      b[i] = Integer.parseInt(mac.substring(3 * i, 3 * i + 2), 16);
    }
    return "fe80::%x:%x:%x:%x"
        .formatted((b[0] ^ 2) << 8 | b[1], b[2] << 8 | 0xff, 0xfe00 | b[3], b[4] << 8 | b[5]);
  }
}
