package haneul.services.network.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 network: the first address and the length of the prefix.
 *
 * @param base has no bits set after the prefix
 */
public record Cidr(IpAddress base, int prefix) {
  private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

  public Cidr {
    if (prefix < 0 || prefix > base.bits() || !masked(base, prefix).equals(base)) {
      throw new IllegalArgumentException("not a network: " + base + "/" + prefix);
    }
  }

  /**
   * {@code address/prefix}; bits after the prefix are dropped, so that a caller who minds them can
   * compare with what was written.
   */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !PREFIX.matcher(text.substring(slash + 1)).matches()) {
      return Optional.empty();
    }
    int prefix = Integer.parseInt(text.substring(slash + 1));
    return IpAddress.parse(text.substring(0, slash))
        .filter(address -> prefix <= address.bits())
        .map(address -> around(address, prefix));
  }

  /** The network of that size which holds the address. */
  public static Cidr around(IpAddress address, int prefix) {
    return new Cidr(masked(address, prefix), prefix);
  }

  public static Cidr of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("not a network: " + text));
  }

  private static IpAddress masked(IpAddress address, int prefix) {
    int rest = address.bits() - prefix;
    return new IpAddress(
        address.v6(), address.high() & ~ones(rest - 64), address.low() & ~ones(rest));
  }

  /** So many ones at the lower end; none when negative, all when 64 or more. */
  private static long ones(int count) {
    return count <= 0 ? 0 : -1L >>> Math.max(0, 64 - count);
  }

  public boolean v6() {
    return base.v6();
  }

  public IpAddress first() {
    return base;
  }

  /** The last address, which is IPv4's broadcast address but in /31 and /32. */
  public IpAddress last() {
    int rest = base.bits() - prefix;
    return new IpAddress(base.v6(), base.high() | ones(rest - 64), base.low() | ones(rest));
  }

  public boolean contains(IpAddress address) {
    return first().compareTo(address) <= 0 && address.compareTo(last()) <= 0;
  }

  public boolean overlaps(Cidr other) {
    return contains(other.base) || other.contains(base);
  }

  /**
   * Whether a host may have the address: not the network's own, which is any router's in IPv6, and
   * not IPv4's broadcast address.
   */
  public boolean usable(IpAddress address) {
    return contains(address)
        && (prefix >= base.bits() - 1
            || (!address.equals(first()) && (v6() || !address.equals(last()))));
  }

  @Override
  public String toString() {
    return base + "/" + prefix;
  }
}
