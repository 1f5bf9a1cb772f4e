package haneul.base.host;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How guests of an IPv6 subnet come by their addresses, and by what else they must know. */
public enum Ipv6Mode {
  /** They make addresses of the prefix that routers advertise. */
  SLAAC,
  /** DHCPv6 gives them addresses. */
  DHCPV6_STATEFUL,
  /** As with SLAAC, and DHCPv6 tells the rest. */
  DHCPV6_STATELESS;

  /** As the API writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether guests make their addresses themselves. */
  public boolean automatic() {
    return switch (this) {
      case SLAAC, DHCPV6_STATELESS -> true;
      case DHCPV6_STATEFUL -> false;
    };
  }

  public static List<String> texts() {
    return Arrays.stream(values()).map(Ipv6Mode::text).toList();
  }

  public static Optional<Ipv6Mode> parse(String text) {
    return Arrays.stream(values()).filter(mode -> mode.text().equals(text)).findFirst();
  }
}
