package haneul.services.network.ops;

import haneul.base.id.SubnetId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.AddressPools;
import haneul.services.network.domain.Ipv4;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Port.FixedIp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.AddressRows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Chooses free addresses for a port; writing them is the caller's, in the same transaction. The
 * table's primary key is what keeps an address with one port, whoever races.
 *
 * <p>A few random addresses are tried first, which a pool that is not nearly full answers with one
 * query, and which keeps concurrent transactions apart. Then the pool is swept in bounded pieces.
 */
public final class ChooseAddresses {
  private static final int TRIES = 8;
  private static final int SWEEP = 512;

  private final RandomGenerator random;

  public ChooseAddresses(RandomGenerator random) {
    this.random = random;
  }

  /** One address of the first subnet that has one; none when the network has no subnet. */
  public List<FixedIp> anywhere(Tx tx, Network network, List<Subnet> subnets) {
    if (subnets.isEmpty()) {
      return List.of();
    }
    for (Subnet subnet : subnets) {
      Optional<Ipv4> free = free(tx, subnet, Set.of());
      if (free.isPresent()) {
        return List.of(new FixedIp(subnet.id(), free.get()));
      }
    }
    throw NetworkErrors.noMoreAddresses(network.id());
  }

  /**
   * The addresses asked for, in that order.
   *
   * @param held what the port has already and may keep
   */
  public List<FixedIp> asked(
      Tx tx, List<Subnet> subnets, List<AddressRequest> requests, List<FixedIp> held) {
    Set<FixedIp> chosen = new HashSet<>();
    List<FixedIp> inOrder = new ArrayList<>();
    // Exact ones first, so that a random one never takes what the same request names.
    List<FixedIp> exact = new ArrayList<>();
    for (AddressRequest request : requests) {
      if (request instanceof AddressRequest.Exactly exactly) {
        FixedIp address = exactly(tx, subnets, exactly, held);
        if (!chosen.add(address)) {
          throw NetworkErrors.invalid(
              "Duplicate IP address '" + address.address() + "' in fixed_ips");
        }
        exact.add(address);
      }
    }
    int next = 0;
    for (AddressRequest request : requests) {
      FixedIp address =
          switch (request) {
            case AddressRequest.Exactly exactly -> exact.get(next++);
            case AddressRequest.Any any -> any(tx, subnets, any, held, chosen);
          };
      chosen.add(address);
      inOrder.add(address);
    }
    return inOrder;
  }

  private FixedIp exactly(
      Tx tx, List<Subnet> subnets, AddressRequest.Exactly request, List<FixedIp> held) {
    Ipv4 address = request.address();
    Subnet subnet =
        request.subnet().isPresent()
            ? inNetwork(subnets, request.subnet().get())
            : subnets.stream()
                .filter(candidate -> candidate.cidr().contains(address))
                .findFirst()
                .orElseThrow(() -> NetworkErrors.notInNetwork(address));
    if (!subnet.cidr().usable(address)) {
      throw NetworkErrors.notInSubnet(address);
    }
    FixedIp wanted = new FixedIp(subnet.id(), address);
    if (!held.contains(wanted) && !AddressRows.taken(tx, subnet.id(), List.of(address)).isEmpty()) {
      throw NetworkErrors.addressInUse(address, subnet.id());
    }
    return wanted;
  }

  private FixedIp any(
      Tx tx,
      List<Subnet> subnets,
      AddressRequest.Any request,
      List<FixedIp> held,
      Set<FixedIp> chosen) {
    Subnet subnet = inNetwork(subnets, request.subnet());
    for (FixedIp kept : held) {
      if (kept.subnet().equals(subnet.id()) && !chosen.contains(kept)) {
        return kept;
      }
    }
    Set<Ipv4> taken = new HashSet<>();
    chosen.stream()
        .filter(address -> address.subnet().equals(subnet.id()))
        .forEach(address -> taken.add(address.address()));
    return new FixedIp(
        subnet.id(),
        free(tx, subnet, taken).orElseThrow(() -> NetworkErrors.noMoreAddresses(subnet.id())));
  }

  private static Subnet inNetwork(List<Subnet> subnets, SubnetId id) {
    return subnets.stream()
        .filter(subnet -> subnet.id().equals(id))
        .findFirst()
        .orElseThrow(() ->
            NetworkErrors.invalid(
                "Failed to use the addresses in fixed_ips, because the network has no subnet "
                    + id));
  }

  /** A free address of the subnet's pools; {@code also} are taken besides those in the table. */
  private Optional<Ipv4> free(Tx tx, Subnet subnet, Set<Ipv4> also) {
    long size = subnet.pools().size();
    if (size == 0) {
      return Optional.empty();
    }
    List<Ipv4> candidates = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      candidates.add(subnet.pools().at(random.nextLong(size)));
    }
    Set<Ipv4> taken = new HashSet<>(AddressRows.taken(tx, subnet.id(), candidates));
    taken.addAll(also);
    for (Ipv4 candidate : candidates) {
      if (!taken.contains(candidate)) {
        return Optional.of(candidate);
      }
    }
    return lowest(tx, subnet, also);
  }

  /** The lowest free address of the subnet's pools. */
  public Optional<Ipv4> lowest(Tx tx, Subnet subnet, Set<Ipv4> also) {
    AddressPools pools = subnet.pools();
    if (pools.size() == 0) {
      return Optional.empty();
    }
    Ipv4 end = pools.at(pools.size() - 1);
    Ipv4 from = pools.at(0);
    while (from.compareTo(end) <= 0) {
      List<Ipv4> inTable = AddressRows.takenFrom(tx, subnet.id(), from, SWEEP);
      Ipv4 upTo = inTable.size() < SWEEP ? end : inTable.getLast();
      List<Ipv4> taken = new ArrayList<>(inTable);
      taken.addAll(also);
      Optional<Ipv4> free =
          pools.firstFree(from, upTo, taken.stream().sorted().distinct().toList());
      if (free.isPresent() || inTable.size() < SWEEP) {
        return free;
      }
      from = upTo.plus(1);
    }
    return Optional.empty();
  }
}
