package haneul.tools.guard.address;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An internet address as 128 bits. IPv4 is kept as IPv6 keeps it ({@code ::ffff:0:0/96}), so that a
 * client is the same client whichever way the log writes it.
 */
public record Address(long high, long low) implements Comparable<Address> {
  private static final long MAPPED = 0xffff_0000_0000L;
  private static final int LONGEST_TEXT = 45;

  public static Address ofFour(int bits) {
    return new Address(0, MAPPED | (bits & 0xffff_ffffL));
  }

  public boolean isFour() {
    return high == 0 && low >>> 32 == 0xffff;
  }

  /** Nobody's name is looked up: what is not written as an address is null. */
  public static @Nullable Address parse(String text) {
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    return plain.indexOf(':') < 0 ? parseFour(plain) : parseSix(plain);
  }

  /** As {@link #parse}, and takes {@code 192.0.2.1:80} and {@code [2001:db8::1]:80} too. */
  public static @Nullable Address parseWithPort(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0 ? null : parse(text.substring(1, end));
    }
    int colon = text.indexOf(':');
    boolean port = colon > 0 && colon == text.lastIndexOf(':');
    return parse(port ? text.substring(0, colon) : text);
  }

  /** Four decimal numbers; no zeros before them, which some programs would read as octal. */
  private static @Nullable Address parseFour(String text) {
    int bits = 0;
    int number = -1;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (number < 0 || ++dots > 3) {
          return null;
        }
        bits = bits << 8 | number;
        number = -1;
      } else if (c >= '0' && c <= '9' && number != 0) {
        number = Math.max(number, 0) * 10 + (c - '0');
        if (number > 255) {
          return null;
        }
      } else {
        return null;
      }
    }
    return dots == 3 && number >= 0 ? ofFour(bits << 8 | number) : null;
  }

  private static @Nullable Address parseSix(String text) {
    if (text.length() > LONGEST_TEXT) {
      return null;
    }
    try {
      return of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  public static Address of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return ofFour((int) number(bytes, 0, 4));
    }
    return new Address(number(bytes, 0, 8), number(bytes, 8, 8));
  }

  private static long number(byte[] bytes, int from, int length) {
    long number = 0;
    for (int i = from; i < from + length; i++) {
      number = number << 8 | (bytes[i] & 0xff);
    }
    return number;
  }

  @Override
  public int compareTo(Address other) {
    int highs = Long.compareUnsigned(high, other.high);
    return highs != 0 ? highs : Long.compareUnsigned(low, other.low);
  }

  /** IPv6 as RFC 5952 writes it: the longest run of zeros left out. */
  @Override
  public String toString() {
    if (isFour()) {
      int bits = (int) low;
      return (bits >>> 24)
          + "."
          + (bits >>> 16 & 255)
          + "."
          + (bits >>> 8 & 255)
          + "."
          + (bits & 255);
    }
    int zerosAt = -1;
    int zeros = 1; // a single group of zeros is written
    for (int at = 0; at < 8; at++) {
      int end = at;
      while (end < 8 && group(end) == 0) {
        end++;
      }
      if (end - at > zeros) {
        zerosAt = at;
        zeros = end - at;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < 8; at++) {
      if (at == zerosAt) {
        text.append("::");
        at += zeros - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
            .append(Integer.toHexString(group(at)).toLowerCase(Locale.ROOT));
      }
    }
    return text.toString();
  }

  private int group(int at) {
    long half = at < 4 ? high : low;
    return (int) (half >>> (48 - 16 * (at % 4))) & 0xffff;
  }
}
