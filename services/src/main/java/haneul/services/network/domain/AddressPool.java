package haneul.services.network.domain;

/** Addresses that may be given out, both ends included. */
public record AddressPool(Ipv4 first, Ipv4 last) {
  public AddressPool {
    if (last.compareTo(first) < 0) {
      throw new IllegalArgumentException("a pool that ends before it begins");
    }
  }

  public long size() {
    return last.value() - first.value() + 1;
  }

  public boolean contains(Ipv4 address) {
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
