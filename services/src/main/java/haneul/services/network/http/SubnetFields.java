package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.base.host.Ipv6Mode;
import haneul.platform.http.Fields;
import haneul.services.network.domain.AddressPool;
import haneul.services.network.domain.AddressPools;
import haneul.services.network.domain.Cidr;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Subnet.HostRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The parts of a subnet in a request. Absent is empty; what is null means none. */
final class SubnetFields {
  private static final int MAX_POOLS = 50;
  private static final int MAX_DNS_SERVERS = 5;
  private static final int MAX_HOST_ROUTES = 20;

  private SubnetFields() {}

  static Optional<Ipv6Mode> mode(Fields fields, String name) {
    return fields.oneOf(name, Ipv6Mode.texts()).flatMap(Ipv6Mode::parse);
  }

  static Cidr cidr(String text) {
    Optional<Cidr> cidr = Cidr.parse(text);
    if (cidr.isEmpty()) {
      throw CloudException.badField("cidr", text, "'" + text + "' is not a valid IP subnet");
    }
    boolean same =
        cidr.get().v6()
            ? IpAddress.parse(text.substring(0, text.indexOf('/')))
                .equals(Optional.of(cidr.get().first()))
            : cidr.get().toString().equals(text);
    if (!same) {
      throw CloudException.badField(
          "cidr",
          text,
          "'" + text + "' isn't a recognized IP subnet cidr, '" + cidr.get() + "' is recommended");
    }
    return cidr.get();
  }

  private static IpAddress address(String field, String text) {
    return IpAddress.parse(text)
        .orElseThrow(
            () -> CloudException.badField(field, text, "'" + text + "' is not a valid IP address"));
  }

  /** Null means no gateway. */
  static Optional<IpAddress> gateway(Fields fields, Supplier<Optional<IpAddress>> unsaid) {
    if (fields.isNull("gateway_ip")) {
      return Optional.empty();
    }
    Optional<String> text = fields.string("gateway_ip", 0, 64);
    return text.isPresent() ? Optional.of(address("gateway_ip", text.get())) : unsaid.get();
  }

  static Optional<AddressPools> pools(Fields fields) {
    return fields
        .objects("allocation_pools", MAX_POOLS)
        .map(items -> {
          List<AddressPool> pools = new ArrayList<>();
          for (Fields item : items) {
            IpAddress start = address("allocation_pools", item.requiredString("start", 1, 64));
            IpAddress end = address("allocation_pools", item.requiredString("end", 1, 64));
            item.rejectOthers();
            if (end.compareTo(start) < 0 || end.v6() != start.v6()) {
              throw NetworkErrors.bad(
                  "InvalidAllocationPool",
                  "The allocation pool " + start + "-" + end + " is not valid.");
            }
            pools.add(new AddressPool(start, end));
          }
          return new AddressPools(pools);
        });
  }

  static Optional<List<IpAddress>> dnsServers(Fields fields) {
    if (fields.isNull("dns_nameservers")) {
      return Optional.of(List.of());
    }
    return fields
        .strings("dns_nameservers", 100, 64)
        .map(texts -> {
          if (texts.size() > MAX_DNS_SERVERS) {
            throw NetworkErrors.conflict(
                "DNSNameServersExhausted",
                "Unable to complete operation: the number of DNS nameservers exceeds the limit "
                    + MAX_DNS_SERVERS
                    + ".");
          }
          List<IpAddress> servers =
              texts.stream().map(text -> address("dns_nameservers", text)).toList();
          if (servers.stream().distinct().count() != servers.size()) {
            throw CloudException.badField(
                "dns_nameservers", texts, "duplicate nameservers are not allowed");
          }
          return servers;
        });
  }

  static Optional<List<HostRoute>> hostRoutes(Fields fields) {
    if (fields.isNull("host_routes")) {
      return Optional.of(List.of());
    }
    return fields
        .objects("host_routes", 100)
        .map(items -> {
          if (items.size() > MAX_HOST_ROUTES) {
            throw NetworkErrors.conflict(
                "HostRoutesExhausted",
                "Unable to complete operation: the number of host routes exceeds the limit "
                    + MAX_HOST_ROUTES
                    + ".");
          }
          List<HostRoute> routes = new ArrayList<>();
          for (Fields item : items) {
            String destination = item.requiredString("destination", 1, 64);
            Cidr cidr =
                Cidr.parse(destination)
                    .orElseThrow(() ->
                        CloudException.badField(
                            "host_routes",
                            destination,
                            "'" + destination + "' is not a valid IP subnet"));
            routes.add(
                new HostRoute(cidr, address("host_routes", item.requiredString("nexthop", 1, 64))));
            item.rejectOthers();
          }
          return routes;
        });
  }
}
