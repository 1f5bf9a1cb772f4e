package haneul.tools.guard.address;

import haneul.tools.console.UserError;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin with the same bits; one address is a network of 128.
 *
 * @param first with all other bits zero
 * @param bits 0 to 128; of IPv4 too, so that /24 is 120
 */
public record Network(Address first, int bits) {
  private static final int FOUR_BITS = 96;

  public Network {
    first = masked(first, bits);
  }

  public static Network of(Address address) {
    return new Network(address, 128);
  }

  /** {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or an address alone; else null. */
  public static @Nullable Network parse(String text) {
    int slash = text.indexOf('/');
    Address address = Address.parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    if (slash < 0) {
      return of(address);
    }
    String bits = text.substring(slash + 1);
    int most = address.isFour() ? 32 : 128;
    if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > most) {
      return null;
    }
    return new Network(address, Integer.parseInt(bits) + 128 - most);
  }

  /** As {@link #parse}; what is none is the user's mistake. */
  public static Network require(String what, String text) {
    Network network = parse(text);
    if (network == null) {
      throw new UserError(
          what + " takes an address or a network, such as 192.0.2.7 or 2001:db8::/48, not " + text);
    }
    return network;
  }

  public boolean isFour() {
    return bits >= FOUR_BITS && first.isFour();
  }

  public boolean contains(Address address) {
    return (address.high() & high(bits)) == first.high()
        && (address.low() & low(bits)) == first.low();
  }

  public boolean overlaps(Network other) {
    return bits <= other.bits ? contains(other.first) : other.contains(first);
  }

  private static Address masked(Address address, int bits) {
    return new Address(address.high() & high(bits), address.low() & low(bits));
  }

  private static long high(int bits) {
    return bits >= 64 ? -1 : bits == 0 ? 0 : -1L << (64 - bits);
  }

  private static long low(int bits) {
    return bits >= 128 ? -1 : bits <= 64 ? 0 : -1L << (128 - bits);
  }

  @Override
  public String toString() {
    if (bits == 128) {
      return first.toString();
    }
    return first + "/" + (isFour() ? bits - FOUR_BITS : bits);
  }
}
