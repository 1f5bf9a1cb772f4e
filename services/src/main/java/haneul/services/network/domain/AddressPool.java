package haneul.services.network.domain;

import java.math.BigInteger;

/** Addresses of one family that may be given out, both ends included. */
public record AddressPool(IpAddress first, IpAddress last) {
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  public AddressPool {
    if (last.compareTo(first) < 0 || first.v6() != last.v6()) {
      throw new IllegalArgumentException("a pool that ends before it begins");
    }
  }

  /** All its addresses. */
  public BigInteger count() {
    return first.through(last);
  }

  /** As many of its addresses as a number of 64 bits can count. */
  public long size() {
    return count().min(MAX).longValueExact();
  }

  public boolean contains(IpAddress address) {
    return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
  }

  public boolean overlaps(AddressPool other) {
    return contains(other.first) || other.contains(first);
  }

  /** As Neutron's messages show it. */
  @Override
  public String toString() {
    return first + "-" + last;
  }
}
