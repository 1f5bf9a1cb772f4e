package haneul.services.network.domain;

import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.base.id.SubnetId;
import java.util.List;
import java.util.Optional;

/**
 * A port: a MAC and addresses on a network, and who uses them.
 *
 * @param deviceId as its owner wrote it; the cloud itself goes by {@code use}
 * @param groups in a stable order
 */
public record Port(
    PortId id,
    ProjectId project,
    NetworkId network,
    String name,
    String description,
    String mac,
    boolean adminStateUp,
    Status status,
    String deviceId,
    String deviceOwner,
    boolean portSecurity,
    String dnsName,
    List<AddressPair> addressPairs,
    List<FixedIp> fixedIps,
    List<SecurityGroupId> groups,
    Use use,
    Stamp stamp) {
  /** The owner of a port that a server uses, as Nova writes it. */
  public static final String OWNED_BY_COMPUTE = "compute:nova";

  /** The owner of a DHCP server's port. */
  public static final String OWNED_BY_DHCP = "network:dhcp";

  public Port {
    addressPairs = List.copyOf(addressPairs);
    fixedIps = List.copyOf(fixedIps);
    groups = List.copyOf(groups);
  }

  /** Whether traffic can pass. */
  public enum Status {
    /** Not bound to a host, or its host says that nothing passes. */
    DOWN,
    /** Bound; its host has not said yet that it is ready. */
    BUILD,
    /** Its host says that traffic can pass. */
    ACTIVE
  }

  /** An address given to a port. */
  public record FixedIp(SubnetId subnet, IpAddress address) {}

  /**
   * Another source address the port's user may use.
   *
   * @param cidr an address or a network, IPv4 or IPv6, as it was written
   */
  public record AddressPair(String mac, String cidr) {}

  /** What the cloud uses the port for. */
  public sealed interface Use {}

  /** Nothing. */
  public record Free() implements Use {}

  /**
   * A server's network card.
   *
   * @param nic its place among the cards
   * @param made whether it was made for the server and goes with it
   */
  public record Server(ServerId id, HostName host, int nic, boolean made, String hostname)
      implements Use {}

  /** The network's DHCP server. */
  public record Dhcp(HostName host) implements Use {}

  /** Where the port is plugged in. */
  public Optional<HostName> host() {
    return switch (use) {
      case Free free -> Optional.empty();
      case Server server -> Optional.of(server.host());
      case Dhcp dhcp -> Optional.of(dhcp.host());
    };
  }

  /** What DHCP calls whoever has the port: the port's DNS name, else the server's host name. */
  public String hostname() {
    return dnsName.isEmpty() && use instanceof Server server ? server.hostname() : dnsName;
  }

  /** {@link #hostname}, or a name made from the address. */
  public String hostname(IpAddress address) {
    String name = hostname();
    return name.isEmpty() ? "host-" + address.toString().replaceAll("[.:]", "-") : name;
  }

  public Port with(Use newUse, Status newStatus, String newDeviceId, String newDeviceOwner) {
    return new Port(
        id,
        project,
        network,
        name,
        description,
        mac,
        adminStateUp,
        newStatus,
        newDeviceId,
        newDeviceOwner,
        portSecurity,
        dnsName,
        addressPairs,
        fixedIps,
        groups,
        newUse,
        stamp);
  }

  public Port withStamp(Stamp newStamp) {
    return new Port(
        id,
        project,
        network,
        name,
        description,
        mac,
        adminStateUp,
        status,
        deviceId,
        deviceOwner,
        portSecurity,
        dnsName,
        addressPairs,
        fixedIps,
        groups,
        use,
        newStamp);
  }

  public Port withGroups(List<SecurityGroupId> newGroups) {
    return new Port(
        id,
        project,
        network,
        name,
        description,
        mac,
        adminStateUp,
        status,
        deviceId,
        deviceOwner,
        portSecurity,
        dnsName,
        addressPairs,
        fixedIps,
        newGroups,
        use,
        stamp);
  }

  public Port withFixedIps(List<FixedIp> newFixedIps) {
    return new Port(
        id,
        project,
        network,
        name,
        description,
        mac,
        adminStateUp,
        status,
        deviceId,
        deviceOwner,
        portSecurity,
        dnsName,
        addressPairs,
        newFixedIps,
        groups,
        use,
        stamp);
  }
}
