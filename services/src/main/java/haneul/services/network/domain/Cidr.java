package haneul.services.network.domain;

import java.util.Optional;

/**
 * An IPv4 network: the first address and the length of the prefix.
 *
 * @param base has no bits set after the prefix
 */
public record Cidr(Ipv4 base, int prefix) {
  public Cidr {
    if (prefix < 0 || prefix > 32 || (base.value() & (size(prefix) - 1)) != 0) {
      throw new IllegalArgumentException("not a network: " + base + "/" + prefix);
    }
  }

  /**
   * {@code address/prefix}; bits after the prefix are dropped, so that a caller who minds them can
   * compare with what was written.
   */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]|[12][0-9]|3[0-2]")) {
      return Optional.empty();
    }
    int prefix = Integer.parseInt(text.substring(slash + 1));
    return Ipv4.parse(text.substring(0, slash)).map(address -> around(address, prefix));
  }

  /** The network of that size which holds the address. */
  public static Cidr around(Ipv4 address, int prefix) {
    return new Cidr(new Ipv4(address.value() & -size(prefix)), prefix);
  }

  public static Cidr of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("not a network: " + text));
  }

  private static long size(int prefix) {
    return 1L << (32 - prefix);
  }

  public Ipv4 first() {
    return base;
  }

  /** The last address, which is the broadcast address but in /31 and /32. */
  public Ipv4 last() {
    return base.plus(size(prefix) - 1);
  }

  public boolean contains(Ipv4 address) {
    return first().compareTo(address) <= 0 && address.compareTo(last()) <= 0;
  }

  public boolean overlaps(Cidr other) {
    return contains(other.base) || other.contains(base);
  }

  /** Whether a host may have the address: not the network's own, not the broadcast address. */
  public boolean usable(Ipv4 address) {
    return contains(address)
        && (prefix >= 31 || (!address.equals(first()) && !address.equals(last())));
  }

  @Override
  public String toString() {
    return base + "/" + prefix;
  }
}
