package haneul.base.host;

import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ServerId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A guest's port bound to this host.
 *
 * @param addresses fixed IPv4 addresses, without prefix length
 * @param allowedPairs more source addresses the guest may use
 * @param portSecurity false: nothing is filtered
 * @param rules what the port's security groups allow, remote groups resolved to addresses
 */
public record WantedPort(
    PortId id,
    NetworkId network,
    ServerId server,
    String mac,
    List<String> addresses,
    List<AddressPair> allowedPairs,
    boolean adminStateUp,
    boolean portSecurity,
    List<Rule> rules) {
  public WantedPort {
    addresses = List.copyOf(addresses);
    allowedPairs = List.copyOf(allowedPairs);
    rules = List.copyOf(rules);
  }

  /** An address (or CIDR) and MAC the guest may also send from. */
  public record AddressPair(String mac, String cidr) {}

  /** Seen from the guest. */
  public enum Direction {
    INGRESS,
    EGRESS
  }

  /**
   * One thing allowed.
   *
   * @param protocol IP protocol number; empty means any
   * @param portMin lowest destination port, or ICMP type
   * @param portMax highest destination port, or ICMP code
   * @param remoteCidrs the other side; empty means any
   */
  public record Rule(
      Direction direction,
      EtherType etherType,
      OptionalInt protocol,
      OptionalInt portMin,
      OptionalInt portMax,
      Optional<List<String>> remoteCidrs) {}

  /** The rule's address family. */
  public enum EtherType {
    IPV4,
    IPV6
  }
}
