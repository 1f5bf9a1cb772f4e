package haneul.services.network.domain;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address as the number it is. Those of IPv4 come before those of IPv6.
 *
 * @param high the upper half, of IPv6 only
 * @param low the lower half; both are unsigned
 */
public record IpAddress(boolean v6, long high, long low) implements Comparable<IpAddress> {
  private static final Pattern DOTTED =
      Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");
  private static final Pattern COLONS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
  private static final long MAX_V4 = 0xffff_ffffL;
  private static final int KEY_V4_LENGTH = 8;

  public IpAddress {
    if (!v6 && (high != 0 || low < 0 || low > MAX_V4)) {
      throw new IllegalArgumentException("not an IPv4 address: " + low);
    }
  }

  public static IpAddress v4(long value) {
    return new IpAddress(false, 0, value);
  }

  /** In any of the usual spellings, but IPv4 with leading zeros or mapped to IPv6; else empty. */
  public static Optional<IpAddress> parse(String text) {
    return text.indexOf(':') < 0 ? parse4(text) : parse6(text);
  }

  private static Optional<IpAddress> parse4(String text) {
    Matcher parts = DOTTED.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long value = 0;
    for (int i = 1; i <= 4; i++) {
      String part = parts.group(i);
      int number = Integer.parseInt(part);
      if (number > 255 || (part.length() > 1 && part.startsWith("0"))) {
        return Optional.empty();
      }
      value = value << 8 | number;
    }
    return Optional.of(v4(value));
  }

  private static Optional<IpAddress> parse6(String text) {
    if (!COLONS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Inet6Address.ofLiteral(text).getAddress();
      if (bytes.length != 16) {
        return Optional.empty();
      }
      ByteBuffer halves = ByteBuffer.wrap(bytes);
      return Optional.of(new IpAddress(true, halves.getLong(), halves.getLong()));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  /** An address known to be well-formed, e.g. from a column. */
  public static IpAddress of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not an IP address: " + text));
  }

  /**
   * The address of a key.
   *
   * @param key from {@link #key}
   */
  public static IpAddress ofKey(String key) {
    if (key.length() == KEY_V4_LENGTH) {
      return v4(Long.parseLong(key, 16));
    }
    return new IpAddress(
        true,
        Long.parseUnsignedLong(key.substring(0, 16), 16),
        Long.parseUnsignedLong(key.substring(16), 16));
  }

  /** Hexadecimal digits, 8 or 32, that sort as the addresses of a family do. */
  public String key() {
    HexFormat digits = HexFormat.of();
    return v6
        ? digits.toHexDigits(high) + digits.toHexDigits(low)
        : digits.toHexDigits(low, KEY_V4_LENGTH);
  }

  /**
   * The address a card gives itself on a network of 64 bits (RFC 4291, appendix A).
   *
   * @param mac lower case, with colons
   */
  public static IpAddress eui64(Cidr network, String mac) {
    long number = Long.parseLong(mac.replace(":", ""), 16);
    long low = (number >>> 24 ^ 0x02_0000) << 40 | 0xff_fe00_0000L | (number & 0xff_ffff);
    return new IpAddress(true, network.first().high(), low);
  }

  /** 4 or 6. */
  public int version() {
    return v6 ? 6 : 4;
  }

  /** The length of its family's addresses. */
  public int bits() {
    return v6 ? 128 : 32;
  }

  /** True for fe80::/10, which every card has without being told. */
  public boolean isLinkLocal() {
    return v6 && high >>> 54 == 0xfe80 >>> 6;
  }

  /** The address {@code more} further on; throws {@link IllegalArgumentException} at the end. */
  public IpAddress plus(long more) {
    long sum = low + more;
    if (!v6) {
      return v4(sum);
    }
    boolean wraps =
        more < 0 ? Long.compareUnsigned(sum, low) > 0 : Long.compareUnsigned(sum, low) < 0;
    long carried = wraps ? high + (more < 0 ? -1 : 1) : high;
    if (wraps && carried == (more < 0 ? -1 : 0)) {
      throw new IllegalArgumentException("no address is " + more + " from " + this);
    }
    return new IpAddress(true, carried, sum);
  }

  /** How many addresses there are from this to a later one, both included. */
  BigInteger through(IpAddress last) {
    return last.number().subtract(number()).add(BigInteger.ONE);
  }

  private BigInteger number() {
    return new BigInteger(key(), 16);
  }

  @Override
  public int compareTo(IpAddress other) {
    int family = Boolean.compare(v6, other.v6);
    int upper = family != 0 ? family : Long.compareUnsigned(high, other.high);
    return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
  }

  /** IPv6 in its one canonical form (RFC 5952). */
  @Override
  public String toString() {
    return v6
        ? text6()
        : (low >> 24) + "." + (low >> 16 & 255) + "." + (low >> 8 & 255) + "." + (low & 255);
  }

  private int group(int index) {
    return (int) ((index < 4 ? high : low) >>> (48 - 16 * (index % 4))) & 0xffff;
  }

  /** The longest run of zeros, the first of equals, is a double colon. */
  private String text6() {
    int bestStart = -1;
    int bestLength = 1;
    for (int start = 0; start < 8; start++) {
      int length = 0;
      while (start + length < 8 && group(start + length) == 0) {
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
        text.append(Integer.toHexString(group(i)));
      }
    }
    return text.toString();
  }
}
