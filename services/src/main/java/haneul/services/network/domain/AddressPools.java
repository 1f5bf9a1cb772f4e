package haneul.services.network.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A subnet's pools as one row of numbered addresses, in the order of the addresses. */
public record AddressPools(List<AddressPool> pools) {
  public AddressPools {
    pools = pools.stream().sorted((a, b) -> a.first().compareTo(b.first())).toList();
  }

  /** All addresses hosts can have, but the gateway's. */
  public static AddressPools around(Cidr cidr, Optional<Ipv4> gateway) {
    if (cidr.prefix() == 32) {
      return new AddressPools(List.of(new AddressPool(cidr.first(), cidr.last())));
    }
    if (cidr.prefix() == 31) {
      return new AddressPools(List.of());
    }
    Ipv4 first = cidr.first().plus(1);
    Ipv4 last = cidr.last().plus(-1);
    List<AddressPool> pools = new ArrayList<>();
    if (gateway.isEmpty() || !new AddressPool(first, last).contains(gateway.get())) {
      pools.add(new AddressPool(first, last));
    } else {
      Ipv4 hole = gateway.get();
      if (first.compareTo(hole) < 0) {
        pools.add(new AddressPool(first, hole.plus(-1)));
      }
      if (hole.compareTo(last) < 0) {
        pools.add(new AddressPool(hole.plus(1), last));
      }
    }
    return new AddressPools(pools);
  }

  public long size() {
    return pools.stream().mapToLong(AddressPool::size).sum();
  }

  /** The address of that number, from 0. */
  public Ipv4 at(long index) {
    long left = index;
    for (AddressPool pool : pools) {
      if (left < pool.size()) {
        return pool.first().plus(left);
      }
      left -= pool.size();
    }
    throw new IndexOutOfBoundsException("address " + index + " of " + size());
  }

  public boolean contains(Ipv4 address) {
    return pools.stream().anyMatch(pool -> pool.contains(address));
  }

  /**
   * The lowest address of the pools that is at or after {@code from} and not in {@code taken}.
   *
   * @param taken ascending; holds every taken address from {@code from} to {@code upTo}
   * @param upTo how far {@code taken} is complete
   */
  public Optional<Ipv4> firstFree(Ipv4 from, Ipv4 upTo, List<Ipv4> taken) {
    int next = 0;
    for (AddressPool pool : pools) {
      Ipv4 candidate = pool.contains(from) ? from : pool.first();
      if (pool.last().compareTo(from) < 0) {
        continue;
      }
      while (candidate.compareTo(pool.last()) <= 0 && candidate.compareTo(upTo) <= 0) {
        while (next < taken.size() && taken.get(next).compareTo(candidate) < 0) {
          next++;
        }
        if (next == taken.size() || !taken.get(next).equals(candidate)) {
          return Optional.of(candidate);
        }
        candidate = candidate.plus(1);
      }
    }
    return Optional.empty();
  }
}
