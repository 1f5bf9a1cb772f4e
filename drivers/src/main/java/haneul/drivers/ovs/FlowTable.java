package haneul.drivers.ovs;

/**
 * The bridge's OpenFlow tables, in the order a packet meets them. A packet that no flow of a table
 * takes is dropped.
 *
 * <p>Registers: {@code metadata} the network; {@code reg5=1} it may not leave the host, as it came
 * by a tunnel or concerns this host's guests alone; {@code reg6} the number of the port the packet
 * came from; {@code reg7} of the one it goes to. A port's number is its OpenFlow port and its
 * conntrack zone. {@code ct_mark=1} is a connection that the rules no longer allow.
 */
enum FlowTable {
  /** Which port and network is it from. */
  CLASSIFY(0),
  /** A guest sends only from its own addresses, and is no DHCP server or IPv6 router. */
  SPOOF_GUARD(10),
  /** What the port's groups let out. */
  EGRESS_RULES(30),
  /** Allowed out: remember the connection. */
  EGRESS_ACCEPT(35),
  /** Which ports of the same network it goes to. */
  FORWARD(40),
  /** Is the destination port filtered; ARP and DHCP answers pass. */
  INGRESS(50),
  /** What the port's groups let in. */
  INGRESS_RULES(60),
  /** Allowed in: remember the connection and deliver. */
  INGRESS_ACCEPT(70);

  private final int number;

  FlowTable(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
