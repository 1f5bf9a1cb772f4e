package haneul.drivers.ovs;

import haneul.base.host.WantedPort.Rule;
import java.util.List;

/** What a security group rule says of protocol and ports, as OpenFlow matches. */
final class RuleMatch {
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;
  private static final int SCTP = 132;
  private static final int PORT_MAX = 65535;

  private RuleMatch() {}

  static boolean isIpv6(Rule rule) {
    return switch (rule.etherType()) {
      case IPV4 -> false;
      case IPV6 -> true;
    };
  }

  /**
   * One match for each mask of the port range. Empty when Open vSwitch cannot tell (ports of a
   * protocol it does not know): then nothing is allowed rather than too much.
   */
  static List<String> of(Rule rule) {
    boolean v6 = isIpv6(rule);
    String family = v6 ? "ipv6" : "ip";
    if (rule.protocol().isEmpty()) {
      return List.of(family);
    }
    int protocol = rule.protocol().getAsInt();
    // Neutron takes "icmp" (1) on IPv6 rules, too, and means ICMPv6.
    if (protocol == (v6 ? ICMPV6 : ICMP) || (v6 && protocol == ICMP)) {
      return List.of(icmp(v6 ? "icmp6" : "icmp", rule));
    }
    if (rule.portMin().isEmpty() && rule.portMax().isEmpty()) {
      return List.of(family + ",nw_proto=" + protocol);
    }
    return switch (protocol) {
      case TCP -> ports(v6 ? "tcp6" : "tcp", rule);
      case UDP -> ports(v6 ? "udp6" : "udp", rule);
      case SCTP -> ports(v6 ? "sctp6" : "sctp", rule);
      default -> List.of();
    };
  }

  private static String icmp(String name, Rule rule) {
    String type = rule.portMin().isPresent() ? ",icmp_type=" + rule.portMin().getAsInt() : "";
    String code = rule.portMax().isPresent() ? ",icmp_code=" + rule.portMax().getAsInt() : "";
    return name + type + code;
  }

  private static List<String> ports(String name, Rule rule) {
    int min = rule.portMin().orElse(rule.portMax().orElse(0));
    int max = rule.portMax().orElse(min);
    if (min <= 1 && max == PORT_MAX) {
      return List.of(name);
    }
    return PortMasks.covering(min, max).stream().map(mask -> name + ",tp_dst=" + mask).toList();
  }
}
