package haneul.services.network.domain;

import haneul.base.error.CloudException;
import haneul.base.host.WantedPort.EtherType;
import java.util.Optional;
import java.util.OptionalInt;

/** What a security group rule may say. Refusals are in Neutron's names and words. */
public final class CheckRule {
  private static final int PORT_MAX = 65535;
  private static final int ICMP_MAX = 255;

  private CheckRule() {}

  /** Refuses a rule whose parts do not go together. */
  public static void check(
      EtherType etherType,
      Optional<String> protocol,
      OptionalInt min,
      OptionalInt max,
      Optional<IpPrefix> remote) {
    if (protocol.isPresent()) {
      protocol(etherType, protocol.get());
    }
    ports(Protocols.number(protocol, etherType), protocol, min, max);
    if (remote.isPresent() && remote.get().v6() != (etherType == EtherType.IPV6)) {
      throw NetworkErrors.bad(
          "SecurityGroupRuleParameterConflict",
          "Conflicting value ethertype " + name(etherType) + " for CIDR " + remote.get().written());
    }
  }

  private static void protocol(EtherType etherType, String protocol) {
    if (!Protocols.known(protocol)) {
      throw NetworkErrors.bad(
          "SecurityGroupRuleInvalidProtocol",
          "Security group rule protocol "
              + protocol
              + " not supported. Only protocol values "
              + Protocols.names()
              + " and integer representations [0 to 255] are supported.");
    }
    if (etherType == EtherType.IPV4 && Protocols.onlyIpv6(protocol)) {
      throw NetworkErrors.bad(
          "SecurityGroupEthertypeProtocolMismatch",
          "Invalid ethertype " + name(etherType) + " for protocol " + protocol + ".");
    }
  }

  private static void ports(
      OptionalInt number, Optional<String> protocol, OptionalInt min, OptionalInt max) {
    if (min.isEmpty() && max.isEmpty()) {
      return;
    }
    if (number.isEmpty()) {
      throw NetworkErrors.bad(
          "SecurityGroupProtocolRequiredWithPorts",
          "Must also specify protocol if port range is given.");
    }
    if (Protocols.isIcmp(number.getAsInt())) {
      icmp(min, max);
    } else if (Protocols.hasPorts(number.getAsInt())) {
      range(min, max);
    } else {
      throw NetworkErrors.bad(
          "SecurityGroupInvalidProtocolForPort",
          "Invalid protocol "
              + protocol.orElse("")
              + " for port range, only supported for TCP, UDP and SCTP.");
    }
  }

  private static void icmp(OptionalInt type, OptionalInt code) {
    if (type.isEmpty()) {
      throw NetworkErrors.bad(
          "SecurityGroupMissingIcmpType",
          "ICMP code (port-range-max) "
              + code.getAsInt()
              + " is provided but ICMP type (port-range-min) is missing.");
    }
    icmpField("port_range_min", "type", type);
    icmpField("port_range_max", "code", code);
  }

  private static void icmpField(String attribute, String field, OptionalInt value) {
    if (value.isPresent() && (value.getAsInt() < 0 || value.getAsInt() > ICMP_MAX)) {
      throw NetworkErrors.bad(
          "SecurityGroupInvalidIcmpValue",
          "Invalid value for ICMP "
              + field
              + " ("
              + attribute
              + ") "
              + value.getAsInt()
              + ". It must be 0 to 255.");
    }
  }

  private static void range(OptionalInt min, OptionalInt max) {
    for (OptionalInt port : java.util.List.of(min, max)) {
      if (port.isPresent() && (port.getAsInt() < 0 || port.getAsInt() > PORT_MAX)) {
        throw NetworkErrors.bad(
            "SecurityGroupInvalidPortValue", "Invalid value for port " + port.getAsInt());
      }
    }
    if (min.isEmpty() || max.isEmpty() || min.getAsInt() > max.getAsInt()) {
      throw NetworkErrors.bad(
          "SecurityGroupInvalidPortRange",
          "For TCP/UDP protocols, port_range_min must be <= port_range_max");
    }
  }

  /** The ether type of a name in any case. */
  public static EtherType etherType(String name) {
    if (name.equalsIgnoreCase("IPv4")) {
      return EtherType.IPV4;
    }
    if (name.equalsIgnoreCase("IPv6")) {
      return EtherType.IPV6;
    }
    throw NetworkErrors.bad(
        "SecurityGroupRuleInvalidEtherType",
        "Security group rule for ethertype '"
            + name
            + "' not supported. Allowed values are ['IPv4', 'IPv6'].");
  }

  /** As the API writes it. */
  public static String name(EtherType etherType) {
    return etherType == EtherType.IPV4 ? "IPv4" : "IPv6";
  }

  /** Where traffic of a rule comes from or goes to. */
  public static IpPrefix remote(String text) {
    return IpPrefix.parse(text)
        .orElseThrow(() ->
            CloudException.badField(
                "remote_ip_prefix", text, "'" + text + "' is not a valid IP address or network"));
  }
}
