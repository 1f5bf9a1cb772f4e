package haneul.services.network.domain;

import haneul.base.id.NetworkId;
import java.util.List;
import java.util.Optional;

/** What makes a subnet a sound one. Refusals are in Neutron's words. */
public final class SubnetRules {
  private static final Cidr LOOPBACK = Cidr.of("127.0.0.0/8");
  private static final Cidr MULTICAST = Cidr.of("224.0.0.0/4");
  private static final Cidr THIS_NETWORK = Cidr.of("0.0.0.0/8");

  private SubnetRules() {}

  /** The first address a host could have; none in a subnet too small for a gateway. */
  public static Optional<Ipv4> defaultGateway(Cidr cidr) {
    return cidr.prefix() == 32 ? Optional.empty() : Optional.of(cidr.first().plus(1));
  }

  /** Refuses networks that no guest can use. */
  public static void checkCidr(Cidr cidr, boolean dhcp) {
    if (cidr.prefix() == 0) {
      throw NetworkErrors.invalid("0 is not allowed as CIDR prefix length");
    }
    for (Cidr special : List.of(LOOPBACK, MULTICAST, THIS_NETWORK)) {
      if (special.overlaps(cidr)) {
        throw NetworkErrors.invalid(
            "Subnet " + cidr + " holds addresses of " + special + ", which no host can have");
      }
    }
    if (dhcp && cidr.prefix() >= 31) {
      throw NetworkErrors.invalid(
          "Subnet has a prefix length that is incompatible with DHCP service enabled");
    }
  }

  /** Refuses a subnet that shares addresses with one there is on the same network. */
  public static void checkNoOverlap(NetworkId network, Cidr cidr, List<Subnet> others) {
    for (Subnet other : others) {
      if (other.cidr().overlaps(cidr)) {
        throw NetworkErrors.invalid(
            "Requested subnet with cidr: "
                + cidr
                + " for network: "
                + network
                + " overlaps with another subnet");
      }
    }
  }

  /** Refuses a gateway that is not a host's address within the subnet, or that a pool holds. */
  public static void checkGateway(Cidr cidr, Optional<Ipv4> gateway, AddressPools pools) {
    if (gateway.isEmpty()) {
      return;
    }
    if (!cidr.usable(gateway.get())) {
      throw NetworkErrors.invalid("Gateway is not valid on subnet");
    }
    for (AddressPool pool : pools.pools()) {
      if (pool.contains(gateway.get())) {
        throw NetworkErrors.conflict(
            "GatewayConflictWithAllocationPools",
            "Gateway ip " + gateway.get() + " conflicts with allocation pool " + pool + ".");
      }
    }
  }

  /** Refuses pools that leave the subnet or overlap. */
  public static void checkPools(Cidr cidr, AddressPools pools) {
    for (AddressPool pool : pools.pools()) {
      if (!cidr.usable(pool.first()) || !cidr.usable(pool.last())) {
        throw NetworkErrors.bad(
            "OutOfBoundsAllocationPool",
            "The allocation pool " + pool + " spans beyond the subnet cidr " + cidr + ".");
      }
    }
    for (int i = 1; i < pools.pools().size(); i++) {
      AddressPool before = pools.pools().get(i - 1);
      AddressPool pool = pools.pools().get(i);
      if (before.overlaps(pool)) {
        throw NetworkErrors.conflict(
            "OverlappingAllocationPools",
            "Found overlapping allocation pools: "
                + before
                + " "
                + pool
                + " for subnet "
                + cidr
                + ".");
      }
    }
  }
}
