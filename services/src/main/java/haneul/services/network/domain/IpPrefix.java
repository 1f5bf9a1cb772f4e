package haneul.services.network.domain;

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
    String full = text.indexOf('/') >= 0 ? text : text + (text.indexOf(':') >= 0 ? "/128" : "/32");
    return Cidr.parse(full)
        .map(cidr -> new IpPrefix(full.toLowerCase(Locale.ROOT), cidr.toString(), cidr.v6()));
  }
}
