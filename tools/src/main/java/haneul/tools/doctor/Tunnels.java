package haneul.tools.doctor;

/** What tunnels put around a packet over IPv4. */
final class Tunnels {
  private static final int ETHERNET_HEADER = 14;
  private static final int IPV4_HEADER = 20;

  /** How much longer IPv6's header is. */
  static final int MORE_FOR_IPV6 = 20;

  private Tunnels() {}

  /** In bytes, with the key or number that a cloud needs; 0 for what is no tunnel. */
  static int overhead(String type) {
    return switch (type) {
      case "gre" -> ETHERNET_HEADER + IPV4_HEADER + 8;
      case "vxlan", "geneve" -> ETHERNET_HEADER + IPV4_HEADER + 16;
      default -> 0;
    };
  }
}
