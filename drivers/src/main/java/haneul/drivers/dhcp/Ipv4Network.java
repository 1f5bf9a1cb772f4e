package haneul.drivers.dhcp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An IPv4 network.
 *
 * @param first its first address, as a number
 */
record Ipv4Network(int first, int prefix) {
  /** Of {@code 10.0.0.0/24}, or of an address with a prefix length within the network. */
  static Ipv4Network parse(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no prefix length: " + cidr);
    }
    int prefix = Integer.parseInt(cidr.substring(slash + 1));
    if (prefix < 0 || prefix > 32) {
      throw new IllegalArgumentException("not a prefix length: " + cidr);
    }
    return new Ipv4Network(number(cidr.substring(0, slash)) & bits(prefix), prefix);
  }

  /** Checks an address, which becomes part of a configuration file. */
  static String address(String text) {
    number(text);
    return text;
  }

  boolean contains(String address) {
    return (number(address) & bits(prefix)) == first;
  }

  String firstAddress() {
    return dotted(first);
  }

  String mask() {
    return dotted(bits(prefix));
  }

  @Override
  public String toString() {
    return firstAddress() + "/" + prefix;
  }

  private static int bits(int prefix) {
    return prefix == 0 ? 0 : -1 << (32 - prefix);
  }

  private static int number(String address) {
    if (InetAddress.ofLiteral(address) instanceof Inet4Address v4) {
      return ByteBuffer.wrap(v4.getAddress()).getInt();
    }
    throw new IllegalArgumentException("not an IPv4 address: " + address);
  }

  private static String dotted(int number) {
    return "%d.%d.%d.%d"
        .formatted(number >>> 24, number >>> 16 & 255, number >>> 8 & 255, number & 255);
  }
}
