package haneul.services.network.ops;

import haneul.base.id.SubnetId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.AddressPools;
import haneul.services.network.domain.IpAddress;
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

  /**
   * One address of each family, of the first of its subnets that has one, and those that the MAC
   * makes; none when the network has no subnet.
   */
  public List<FixedIp> anywhere(Tx tx, Network network, List<Subnet> subnets, String mac) {
    List<FixedIp> chosen = new ArrayList<>();
    for (boolean v6 : new boolean[] {false, true}) {
      List<Subnet> family =
          subnets.stream()
              .filter(subnet -> subnet.cidr().v6() == v6 && !subnet.automatic())
              .toList();
      if (!family.isEmpty()) {
        chosen.add(anywhere(tx, network, family));
      }
    }
    return withAutomatic(subnets, chosen, mac);
  }

  private FixedIp anywhere(Tx tx, Network network, List<Subnet> subnets) {
    for (Subnet subnet : subnets) {
      Optional<IpAddress> free = free(tx, subnet, Set.of());
      if (free.isPresent()) {
        return new FixedIp(subnet.id(), free.get());
      }
    }
    throw NetworkErrors.noMoreAddresses(network.id());
  }

  /** The addresses, those that a MAC makes replaced by what this one makes of every such subnet. */
  public static List<FixedIp> withAutomatic(
      List<Subnet> subnets, List<FixedIp> addresses, String mac) {
    List<FixedIp> all = new ArrayList<>(addresses);
    for (Subnet subnet : subnets) {
      if (subnet.automatic()) {
        all.removeIf(address -> address.subnet().equals(subnet.id()));
        all.add(automatic(subnet, mac));
      }
    }
    return all;
  }

  /** What a MAC makes of a subnet. */
  public static FixedIp automatic(Subnet subnet, String mac) {
    return new FixedIp(subnet.id(), IpAddress.eui64(subnet.cidr(), mac));
  }

  /** Refuses an address that no new port could have. */
  public void requireFree(Tx tx, List<Subnet> subnets, IpAddress address) {
    exactly(
        tx, subnets, new AddressRequest.Exactly(address, Optional.empty()), List.of(), Set.of());
  }

  /**
   * The addresses asked for, in that order, and those that the MAC makes whether asked for or not.
   *
   * @param held what the port has already and may keep
   */
  public List<FixedIp> asked(
      Tx tx, List<Subnet> subnets, List<AddressRequest> requests, List<FixedIp> held, String mac) {
    Set<FixedIp> automatic = Set.copyOf(withAutomatic(subnets, List.of(), mac));
    Set<FixedIp> chosen = new HashSet<>();
    List<FixedIp> inOrder = new ArrayList<>();
    // Exact ones first, so that a random one never takes what the same request names.
    List<FixedIp> exact = new ArrayList<>();
    for (AddressRequest request : requests) {
      if (request instanceof AddressRequest.Exactly exactly) {
        FixedIp address = exactly(tx, subnets, exactly, held, automatic);
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
            case AddressRequest.Any any -> any(tx, subnets, any, held, chosen, mac);
          };
      chosen.add(address);
      inOrder.add(address);
    }
    return withAutomatic(subnets, inOrder, mac);
  }

  private FixedIp exactly(
      Tx tx,
      List<Subnet> subnets,
      AddressRequest.Exactly request,
      List<FixedIp> held,
      Set<FixedIp> automatic) {
    IpAddress address = request.address();
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
    if (subnet.automatic()) {
      if (!automatic.contains(wanted)) {
        throw NetworkErrors.automaticAddress(address, subnet.id());
      }
      return wanted;
    }
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
      Set<FixedIp> chosen,
      String mac) {
    Subnet subnet = inNetwork(subnets, request.subnet());
    if (subnet.automatic()) {
      return automatic(subnet, mac);
    }
    for (FixedIp kept : held) {
      if (kept.subnet().equals(subnet.id()) && !chosen.contains(kept)) {
        return kept;
      }
    }
    Set<IpAddress> taken = new HashSet<>();
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
  private Optional<IpAddress> free(Tx tx, Subnet subnet, Set<IpAddress> also) {
    long size = subnet.pools().size();
    if (size == 0) {
      return Optional.empty();
    }
    List<IpAddress> candidates = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      candidates.add(subnet.pools().at(random.nextLong(size)));
    }
    Set<IpAddress> taken = new HashSet<>(AddressRows.taken(tx, subnet.id(), candidates));
    taken.addAll(also);
    for (IpAddress candidate : candidates) {
      if (!taken.contains(candidate)) {
        return Optional.of(candidate);
      }
    }
    return lowest(tx, subnet, also);
  }

  /** The lowest free address of the subnet's pools. */
  public Optional<IpAddress> lowest(Tx tx, Subnet subnet, Set<IpAddress> also) {
    AddressPools pools = subnet.pools();
    if (pools.pools().isEmpty()) {
      return Optional.empty();
    }
    IpAddress end = pools.pools().getLast().last();
    IpAddress from = pools.pools().getFirst().first();
    while (from.compareTo(end) <= 0) {
      List<IpAddress> inTable = AddressRows.takenFrom(tx, subnet.id(), from, SWEEP);
      IpAddress upTo = inTable.size() < SWEEP ? end : inTable.getLast();
      List<IpAddress> taken = new ArrayList<>(inTable);
      taken.addAll(also);
      Optional<IpAddress> free =
          pools.firstFree(from, upTo, taken.stream().sorted().distinct().toList());
      if (free.isPresent() || inTable.size() < SWEEP) {
        return free;
      }
      from = upTo.plus(1);
    }
    return Optional.empty();
  }
}
