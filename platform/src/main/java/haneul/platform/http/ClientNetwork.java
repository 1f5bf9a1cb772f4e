package haneul.platform.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * To whom what a client does is reckoned: his address, of IPv6 its first 64 bits, since a customer
 * has as many addresses as he likes within those.
 */
public final class ClientNetwork {
  private static final int IPV6_NETWORK_BYTES = 8;

  private ClientNetwork() {}

  /**
   * @param address as {@link Request#remoteAddress} has it
   */
  public static String of(String address) {
    try {
      InetAddress parsed = InetAddress.ofLiteral(address.replaceFirst("%.*", ""));
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(parsed.getAddress(), 0, IPV6_NETWORK_BYTES)
          : address;
    } catch (IllegalArgumentException e) {
      return address; // of a kind that has no networks
    }
  }
}
