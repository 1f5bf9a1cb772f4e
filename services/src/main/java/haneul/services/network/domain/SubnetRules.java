package haneul.services.network.domain;

import haneul.base.host.Ipv6Mode;
import haneul.base.id.NetworkId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What makes a subnet a sound one. Refusals are in Neutron's words. */
public final class SubnetRules {
  /** Loopback, multicast, no address at all, and what every IPv6 card has by itself. */
  private static final List<Cidr> SPECIAL =
      Stream.of("127.0.0.0/8", "224.0.0.0/4", "0.0.0.0/8", "::/8", "ff00::/8", "fe80::/10")
          .map(Cidr::of)
          .toList();

  private static final int EUI64_PREFIX = 64;
  private static final int MIN_MTU_V6 = 1280;

  private SubnetRules() {}

  /** The first address a host could have; none in a subnet too small for a gateway. */
  public static Optional<IpAddress> defaultGateway(Cidr cidr) {
    return cidr.prefix() == cidr.first().bits()
        ? Optional.empty()
        : Optional.of(cidr.first().plus(1));
  }

  /** Refuses a subnet that is not sound in itself. */
  public static void check(Subnet subnet) {
    checkFamily(subnet);
    checkCidr(subnet.cidr(), subnet.dhcp());
    checkModes(subnet);
    checkPools(subnet.cidr(), subnet.pools());
    checkGateway(subnet.cidr(), subnet.gateway(), subnet.pools());
  }

  /** Refuses to leave guests that get addresses from the cloud without. */
  public static void checkChange(Subnet old, Subnet changed) {
    if (old.dhcp()
        && !changed.dhcp()
        && (old.raMode().isPresent() || old.addressMode().isPresent())) {
      throw NetworkErrors.invalid("Cannot disable enable_dhcp with ipv6 attributes set");
    }
  }

  /** Refuses IPv6 where its smallest packet does not pass (RFC 8200). */
  public static void checkMtu(int mtu, Cidr cidr) {
    if (cidr.v6() && mtu < MIN_MTU_V6) {
      throw NetworkErrors.invalid(
          "Requested MTU is too small for the IPv6 subnet "
              + cidr
              + ": it is "
              + mtu
              + ", and must be "
              + MIN_MTU_V6
              + " or more");
    }
  }

  /** Refuses an address that is not of the version; {@code name} is how Neutron calls it. */
  public static void checkVersion(String name, Object text, boolean v6, int version) {
    if (v6 != (version == 6)) {
      throw NetworkErrors.invalid(
          name + " '" + text + "' does not match the ip_version '" + version + "'");
    }
  }

  private static void checkFamily(Subnet subnet) {
    int version = subnet.cidr().first().version();
    subnet.gateway().ifPresent(at -> checkVersion("gateway_ip", at, at.v6(), version));
    for (AddressPool pool : subnet.pools().pools()) {
      checkVersion("allocation_pools", pool, pool.first().v6(), version);
    }
    subnet.dnsServers().forEach(at -> checkVersion("dns_nameserver", at, at.v6(), version));
    for (Subnet.HostRoute route : subnet.hostRoutes()) {
      checkVersion("destination", route.destination(), route.destination().v6(), version);
      checkVersion("nexthop", route.nextHop(), route.nextHop().v6(), version);
    }
  }

  private static void checkModes(Subnet subnet) {
    Optional<Ipv6Mode> raMode = subnet.raMode();
    Optional<Ipv6Mode> addressMode = subnet.addressMode();
    if (raMode.isEmpty() && addressMode.isEmpty()) {
      return;
    }
    if (!subnet.cidr().v6()) {
      String set = raMode.isPresent() ? "ipv6_ra_mode" : "ipv6_address_mode";
      throw NetworkErrors.invalid(set + " is not valid when ip_version is 4");
    }
    if (!subnet.dhcp()) {
      throw NetworkErrors.invalid(
          "ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False");
    }
    if (raMode.isPresent() && addressMode.isPresent() && !raMode.equals(addressMode)) {
      throw NetworkErrors.invalid(
          "ipv6_ra_mode set to '"
              + raMode.get().text()
              + "' with ipv6_address_mode set to '"
              + addressMode.get().text()
              + "' is not valid. If both attributes are set, they must be the same value");
    }
    if (subnet.automatic() && subnet.cidr().prefix() != EUI64_PREFIX) {
      throw NetworkErrors.invalid(
          "Invalid CIDR "
              + subnet.cidr()
              + " for IPv6 address mode. OpenStack uses the EUI-64 address format, which requires"
              + " the prefix to be /64");
    }
  }

  /** Refuses networks that no guest can use. */
  private static void checkCidr(Cidr cidr, boolean dhcp) {
    if (cidr.prefix() == 0) {
      throw NetworkErrors.invalid("0 is not allowed as CIDR prefix length");
    }
    for (Cidr special : SPECIAL) {
      if (special.overlaps(cidr)) {
        throw NetworkErrors.invalid(
            "Subnet " + cidr + " holds addresses of " + special + ", which no host can have");
      }
    }
    if (dhcp && cidr.prefix() >= cidr.first().bits() - 1) {
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

  /**
   * Refuses a gateway that is not a host's address within the subnet, or that a pool holds. One of
   * IPv6 may be link-local, as routers advertise themselves.
   */
  private static void checkGateway(Cidr cidr, Optional<IpAddress> gateway, AddressPools pools) {
    if (gateway.isEmpty() || gateway.get().isLinkLocal()) {
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
  private static void checkPools(Cidr cidr, AddressPools pools) {
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
