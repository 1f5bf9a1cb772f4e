package haneul.services.network.domain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A subnet's pools as one row of numbered addresses, in the order of the addresses. */
public record AddressPools(List<AddressPool> pools) {
  public AddressPools {
    pools = pools.stream().sorted((a, b) -> a.first().compareTo(b.first())).toList();
  }

  /** All addresses hosts can have, but the gateway's. */
  public static AddressPools around(Cidr cidr, Optional<IpAddress> gateway) {
    int rest = cidr.first().bits() - cidr.prefix();
    if (rest == 0) {
      return new AddressPools(List.of(new AddressPool(cidr.first(), cidr.last())));
    }
    if (rest == 1) {
      return new AddressPools(List.of());
    }
    IpAddress first = cidr.first().plus(1);
    IpAddress last = cidr.v6() ? cidr.last() : cidr.last().plus(-1);
    List<AddressPool> pools = new ArrayList<>();
    if (gateway.isEmpty() || !new AddressPool(first, last).contains(gateway.get())) {
      pools.add(new AddressPool(first, last));
    } else {
      IpAddress hole = gateway.get();
      if (first.compareTo(hole) < 0) {
        pools.add(new AddressPool(first, hole.plus(-1)));
      }
      if (hole.compareTo(last) < 0) {
        pools.add(new AddressPool(hole.plus(1), last));
      }
    }
    return new AddressPools(pools);
  }

  /** All their addresses. */
  public BigInteger count() {
    return pools.stream().map(AddressPool::count).reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** As many of their addresses as a number of 64 bits can count. */
  public long size() {
    long size = 0;
    for (AddressPool pool : pools) {
      size = pool.size() > Long.MAX_VALUE - size ? Long.MAX_VALUE : size + pool.size();
    }
    return size;
  }

  /** The address of that number, from 0 to {@link #size}. */
  public IpAddress at(long index) {
    long left = index;
    for (AddressPool pool : pools) {
      if (left < pool.size()) {
        return pool.first().plus(left);
      }
      left -= pool.size();
    }
    throw new IndexOutOfBoundsException("address " + index + " of " + size());
  }

  public boolean contains(IpAddress address) {
    return pools.stream().anyMatch(pool -> pool.contains(address));
  }

  /**
   * The lowest address of the pools that is at or after {@code from} and not in {@code taken}.
   *
   * @param taken ascending; holds every taken address from {@code from} to {@code upTo}
   * @param upTo how far {@code taken} is complete
   */
  public Optional<IpAddress> firstFree(IpAddress from, IpAddress upTo, List<IpAddress> taken) {
    int next = 0;
    for (AddressPool pool : pools) {
      IpAddress candidate = pool.contains(from) ? from : pool.first();
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
