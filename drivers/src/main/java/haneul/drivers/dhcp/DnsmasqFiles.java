package haneul.drivers.dhcp;

import haneul.base.host.Ipv6Mode;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNetwork.DhcpServer;
import haneul.base.host.WantedNetwork.Lease;
import haneul.base.host.WantedNetwork.Subnet;
import haneul.base.id.SubnetId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What dnsmasq reads to serve one network, computed from the wanted state. See dnsmasq(8); option
 * numbers are those of RFC 2132, 3442 (classless routes) and Microsoft's 249 of the same content.
 *
 * <p>IPv6 subnets are advertised as their mode says, with the network's MTU and a lifetime of 0 as
 * a router: guests learn the prefix and get no way out, as there is none here.
 *
 * @param configuration read at start only
 * @param hosts MAC to address; read again on SIGHUP
 * @param options what guests are told; read again on SIGHUP
 * @param names host names for the DNS; read again on SIGHUP
 */
public record DnsmasqFiles(String configuration, String hosts, String options, String names) {
  /** The domain of guests' names, Neutron's default. */
  public static final String DOMAIN = "openstacklocal";

  static final String METADATA = "169.254.169.254";
  private static final int LEASE_SECONDS = 86_400;
  private static final int LEASES_SPARE = 16;
  private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /**
   * @param device the server's network card within its namespace
   * @param directory where the files will be
   * @throws IllegalArgumentException when an address is none
   */
  static DnsmasqFiles of(WantedNetwork network, DhcpServer dhcp, String device, Path directory) {
    List<Served> served = served(network, dhcp);
    return new DnsmasqFiles(
        configuration(network, dhcp, served, device, directory),
        hosts(dhcp, served),
        options(network, served),
        names(dhcp));
  }

  /** A subnet with its tag in dnsmasq's files and the server's own address on it. */
  private record Served(Subnet subnet, IpNetwork network, String tag, String serverAddress) {}

  private static List<Served> served(WantedNetwork network, DhcpServer dhcp) {
    List<Served> served = new ArrayList<>();
    for (Subnet subnet : network.subnets()) {
      IpNetwork range = IpNetwork.parse(subnet.cidr());
      Optional<String> own =
          dhcp.addresses().stream()
              .map(address -> address.substring(0, address.indexOf('/')))
              .filter(range::contains)
              .findFirst();
      if (subnet.dhcpEnabled() && own.isPresent()) {
        served.add(new Served(subnet, range, "s" + served.size(), own.get()));
      }
    }
    return served;
  }

  private static String configuration(
      WantedNetwork network, DhcpServer dhcp, List<Served> served, String device, Path directory) {
    List<String> lines = new ArrayList<>();
    lines.add("interface=" + device);
    lines.add("except-interface=lo");
    lines.add("bind-interfaces");
    lines.add("no-hosts");
    lines.add("no-resolv");
    lines.add("no-poll");
    lines.add("user=dnsmasq");
    lines.add("pid-file=" + directory.resolve("pid"));
    lines.add("domain=" + DOMAIN);
    lines.add("local=/" + DOMAIN + "/");
    lines.add("expand-hosts");
    lines.add("addn-hosts=" + directory.resolve("names"));
    lines.add("dhcp-authoritative");
    // Strangers on a physical network have a server of their own: not even a refusal for them.
    lines.add("dhcp-ignore=tag:!known");
    lines.add("leasefile-ro");
    lines.add("quiet-dhcp");
    lines.add("dhcp-hostsfile=" + directory.resolve("hosts"));
    lines.add("dhcp-optsfile=" + directory.resolve("options"));
    // In powers of two, so that one more port seldom changes what only a restart can change.
    int leases = Integer.highestOneBit(dhcp.leases().size() + LEASES_SPARE) * 2;
    lines.add("dhcp-lease-max=" + leases);
    for (Served each : served) {
      if (each.network().v6()) {
        range6(each).ifPresent(lines::add);
      } else {
        lines.add(
            "dhcp-range=set:%s,%s,static,%s,%d"
                .formatted(
                    each.tag(),
                    each.network().firstAddress(),
                    each.network().mask(),
                    LEASE_SECONDS));
      }
    }
    if (served.stream().anyMatch(each -> each.subnet().raMode().isPresent())) {
      // The MTU, the usual interval, and no lifetime as a router.
      lines.add("ra-param=%s,mtu:%d,0,0".formatted(device, network.mtu()));
    }
    // For ranges that say nothing of it themselves.
    if (served.stream().anyMatch(each -> advertised(each, Ipv6Mode.DHCPV6_STATEFUL))) {
      lines.add("enable-ra");
    }
    return text(lines);
  }

  private static boolean advertised(Served served, Ipv6Mode mode) {
    return served.subnet().raMode().equals(Optional.of(mode));
  }

  /** Empty when another router advertises the subnet and guests need no more than that. */
  private static Optional<String> range6(Served served) {
    Subnet subnet = served.subnet();
    Optional<Ipv6Mode> mode = subnet.raMode().or(subnet::addressMode);
    String kind =
        switch (mode.orElse(Ipv6Mode.DHCPV6_STATEFUL)) {
          case SLAAC -> "ra-only";
          case DHCPV6_STATELESS -> subnet.raMode().isPresent() ? "ra-stateless" : "static";
          case DHCPV6_STATEFUL -> "static";
        };
    return kind.equals("ra-only") && subnet.raMode().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "dhcp-range=set:%s,%s,%s,%d,%d"
                .formatted(
                    served.tag(),
                    served.network().firstAddress(),
                    kind,
                    served.network().prefix(),
                    LEASE_SECONDS));
  }

  /** Of IPv6 all of a MAC's in one line: the first line with it is the one that counts. */
  private static String hosts(DhcpServer dhcp, List<Served> served) {
    Map<SubnetId, Served> bySubnet = new HashMap<>();
    served.forEach(each -> bySubnet.put(each.subnet().id(), each));
    TreeSet<String> lines = new TreeSet<>();
    Map<String, TreeSet<String>> addresses6 = new TreeMap<>();
    for (Lease lease : dhcp.leases()) {
      Served its = bySubnet.get(lease.subnet());
      String name = LABEL.matcher(lease.hostname()).matches() ? "," + lease.hostname() : "";
      if (its != null && !its.network().v6()) {
        lines.add(mac(lease) + "," + IpNetwork.address(lease.address()) + name);
      } else if (its != null && speaksDhcp6(its.subnet())) {
        addresses6
            .computeIfAbsent(mac(lease), _ -> new TreeSet<>())
            .add(IpNetwork.bracketed(lease.address()));
      }
    }
    addresses6.forEach((mac, its) -> lines.add(mac + "," + String.join(",", its)));
    return text(lines);
  }

  private static boolean speaksDhcp6(Subnet subnet) {
    return !subnet.raMode().or(subnet::addressMode).equals(Optional.of(Ipv6Mode.SLAAC));
  }

  private static String mac(Lease lease) {
    if (!MAC.matcher(lease.mac()).matches()) {
      throw new IllegalArgumentException("not a MAC address: " + lease.mac());
    }
    return lease.mac();
  }

  private static String names(DhcpServer dhcp) {
    TreeSet<String> lines = new TreeSet<>();
    for (Lease lease : dhcp.leases()) {
      if (LABEL.matcher(lease.hostname()).matches()) {
        lines.add(IpNetwork.address(lease.address()) + " " + lease.hostname());
      }
    }
    return text(lines);
  }

  private static String options(WantedNetwork network, List<Served> served) {
    List<String> lines = new ArrayList<>();
    for (Served each : served) {
      String tag = "tag:" + each.tag() + ",";
      List<String> servers = each.subnet().dnsServers().stream().map(IpNetwork::bracketed).toList();
      if (each.network().v6()) {
        if (!servers.isEmpty()) {
          lines.add(tag + "option6:dns-server," + String.join(",", servers));
        }
        continue;
      }
      Optional<String> gateway = each.subnet().gateway().map(IpNetwork::address);
      // Without a value the option is left out, where dnsmasq would name itself the router.
      lines.add(tag + "option:router" + gateway.map(address -> "," + address).orElse(""));
      lines.add(tag + "option:mtu," + network.mtu());
      if (!servers.isEmpty()) {
        lines.add(tag + "option:dns-server," + String.join(",", servers));
      }
      String routes = routes(each, gateway);
      lines.add(tag + "option:classless-static-route," + routes);
      lines.add(tag + "249," + routes);
    }
    return text(lines);
  }

  /** A client that is told classless routes ignores the router option: the default is one, too. */
  private static String routes(Served each, Optional<String> gateway) {
    List<String> routes = new ArrayList<>();
    routes.add(METADATA + "/32," + each.serverAddress());
    each.subnet()
        .hostRoutes()
        .forEach(route ->
            routes.add(
                IpNetwork.parse(route.destination()) + "," + IpNetwork.address(route.nextHop())));
    gateway.ifPresent(address -> routes.add("0.0.0.0/0," + address));
    return String.join(",", routes);
  }

  private static String text(Iterable<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
