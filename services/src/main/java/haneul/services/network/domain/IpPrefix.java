package haneul.services.network.domain;

import java.net.Inet6Address;
import java.util.Locale;
import java.util.Optional;

/**
 * An IPv4 or IPv6 network as it was written, and as it is.
 *
 * @param written with the prefix length that was left out
 * @param normalized no bits set after the prefix
 */
public record IpPrefix(String written, String normalized, boolean v6) {

  /** An address, or an address and a prefix length. */
  public static Optional<IpPrefix> parse(String text) {
    if (text.indexOf(':') >= 0) {
      return parse6(text);
    }
    String full = text.indexOf('/') < 0 ? text + "/32" : text;
    return Cidr.parse(full).map(cidr -> new IpPrefix(full, cidr.toString(), false));
  }

  private static Optional<IpPrefix> parse6(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    String length = slash < 0 ? "128" : text.substring(slash + 1);
    if (!address.matches("[0-9a-fA-F:.]{2,45}") || !length.matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    int prefix = Integer.parseInt(length);
    if (prefix > 128) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Inet6Address.ofLiteral(address).getAddress();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != 16) {
      return Optional.empty();
    }
    for (int bit = prefix; bit < 128; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    return Optional.of(
        new IpPrefix(
            address.toLowerCase(Locale.ROOT) + "/" + prefix, text6(bytes) + "/" + prefix, true));
  }

  /** The shortest form (RFC 5952): the longest run of zeros is a double colon. */
  private static String text6(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 255) << 8 | (bytes[2 * i + 1] & 255);
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int start = 0; start < 8; start++) {
      int length = 0;
      while (start + length < 8 && groups[start + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = start;
        bestLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** Whether the text is an address of either family without a prefix length. */
  public static boolean isAddress(String text) {
    return text.indexOf('/') < 0 && parse(text).isPresent();
  }
}
