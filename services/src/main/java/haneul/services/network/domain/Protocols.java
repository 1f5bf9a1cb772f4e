package haneul.services.network.domain;

import haneul.base.host.WantedPort.EtherType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** IP protocols by name and number, the names Neutron takes. */
public final class Protocols {
  private static final Map<String, Integer> NUMBERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("ah", 51),
              Map.entry("dccp", 33),
              Map.entry("egp", 8),
              Map.entry("esp", 50),
              Map.entry("gre", 47),
              Map.entry("hopopt", 0),
              Map.entry("icmp", 1),
              Map.entry("igmp", 2),
              Map.entry("ip", 0),
              Map.entry("ipip", 4),
              Map.entry("ipv6-encap", 41),
              Map.entry("ipv6-frag", 44),
              Map.entry("ipv6-icmp", 58),
              Map.entry("icmpv6", 58),
              Map.entry("ipv6-nonxt", 59),
              Map.entry("ipv6-opts", 60),
              Map.entry("ipv6-route", 43),
              Map.entry("ospf", 89),
              Map.entry("pgm", 113),
              Map.entry("rsvp", 46),
              Map.entry("sctp", 132),
              Map.entry("tcp", 6),
              Map.entry("udp", 17),
              Map.entry("udplite", 136),
              Map.entry("vrrp", 112)));

  /** Protocols whose ports hosts can tell. */
  private static final List<Integer> WITH_PORTS = List.of(6, 17, 132);

  private static final int ICMP = 1;
  private static final int ICMP_V6 = 58;

  private Protocols() {}

  /** The names, for the message that refuses another. */
  public static List<String> names() {
    return List.copyOf(NUMBERS.keySet());
  }

  /** Whether it is a name above, or a number a protocol can have. */
  public static boolean known(String protocol) {
    return NUMBERS.containsKey(protocol) || byNumber(protocol).isPresent();
  }

  private static OptionalInt byNumber(String protocol) {
    if (!protocol.matches("[0-9]{1,3}")) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(protocol);
    return number <= 255 ? OptionalInt.of(number) : OptionalInt.empty();
  }

  /**
   * The protocol's number; empty means any, which is also what 0 means. {@code icmp} in an IPv6
   * rule is ICMPv6.
   */
  public static OptionalInt number(Optional<String> protocol, EtherType etherType) {
    if (protocol.isEmpty()) {
      return OptionalInt.empty();
    }
    Integer named = NUMBERS.get(protocol.get());
    int number = named != null ? named : byNumber(protocol.get()).orElseThrow();
    if (number == ICMP && etherType == EtherType.IPV6) {
      return OptionalInt.of(ICMP_V6);
    }
    return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  public static boolean hasPorts(int number) {
    return WITH_PORTS.contains(number);
  }

  public static boolean isIcmp(int number) {
    return number == ICMP || number == ICMP_V6;
  }

  /** Whether the protocol's name says IPv6 only. */
  public static boolean onlyIpv6(String protocol) {
    return protocol.startsWith("ipv6-") || protocol.equals("icmpv6");
  }
}
