package haneul.drivers.dhcp;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 network.
 *
 * @param first its first address, as a number
 */
record IpNetwork(boolean v6, BigInteger first, int prefix) {
  /** What an address is made of: no name to look up, and no zone of IPv6. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  /** Of {@code 10.0.0.0/24}, or of an address with a prefix length within the network. */
  static IpNetwork parse(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no prefix length: " + cidr);
    }
    int prefix = Integer.parseInt(cidr.substring(slash + 1));
    InetAddress address = parsed(cidr.substring(0, slash));
    int bits = 8 * address.getAddress().length;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("not a prefix length: " + cidr);
    }
    return new IpNetwork(isV6(address), start(number(address), bits - prefix), prefix);
  }

  /** Checks an address, which becomes part of a configuration file. */
  static String address(String text) {
    parsed(text);
    return text;
  }

  /** The same, as dnsmasq wants it where a comma or colon ends it. */
  static String bracketed(String text) {
    return isV6(parsed(text)) ? "[" + text + "]" : text;
  }

  boolean contains(String address) {
    InetAddress one = parsed(address);
    return isV6(one) == v6 && start(number(one), bits() - prefix).equals(first);
  }

  String firstAddress() {
    return text(first);
  }

  /** The mask of an IPv4 network. */
  String mask() {
    return text(start(BigInteger.TWO.pow(bits()).subtract(BigInteger.ONE), bits() - prefix));
  }

  @Override
  public String toString() {
    return firstAddress() + "/" + prefix;
  }

  private int bits() {
    return v6 ? 128 : 32;
  }

  private static boolean isV6(InetAddress address) {
    return address instanceof Inet6Address;
  }

  private static InetAddress parsed(String address) {
    if (!ADDRESS.matcher(address).matches()) {
      throw new IllegalArgumentException("not an IP address: " + address);
    }
    return InetAddress.ofLiteral(address);
  }

  private static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }

  private static BigInteger start(BigInteger number, int rest) {
    return number.shiftRight(rest).shiftLeft(rest);
  }

  private String text(BigInteger number) {
    byte[] bytes = new byte[bits() / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = number.shiftRight(8 * (bytes.length - 1 - i)).byteValue();
    }
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
