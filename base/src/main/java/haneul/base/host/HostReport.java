package haneul.base.host;

import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ServerId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a host is. Sent whole whenever something changed; while nothing does, the host says every
 * few seconds that the last one still holds, as a sign of life.
 *
 * @param revision the wanted state this host has taken in (applied, or reported why not)
 */
public record HostReport(
    HostName host,
    long revision,
    Instant at,
    HostFacts facts,
    List<Guest> guests,
    List<Port> ports,
    List<Network> networks) {
  public HostReport {
    guests = List.copyOf(guests);
    ports = List.copyOf(ports);
    networks = List.copyOf(networks);
  }

  /** Whether it says what another one of the host said, but for the time. */
  public boolean saysTheSame(HostReport other) {
    return revision == other.revision && showsTheSame(other);
  }

  /** Whether the host is as another one says, whatever it has heard of meanwhile. */
  public boolean showsTheSame(HostReport other) {
    return facts.equals(other.facts)
        && guests.equals(other.guests)
        && ports.equals(other.ports)
        && networks.equals(other.networks);
  }

  /**
   * What the host has to give.
   *
   * @param diskGibibytes of the file system that guests' disks are on
   * @param diskFreeGibibytes what of it nobody has filled yet
   * @param underlay where its tunnels end; empty when it has none, as a cloud of one host needs
   *     none
   * @param physicalNetworks those it reaches, by name
   */
  public record HostFacts(
      int vcpus,
      int memoryMebibytes,
      int diskGibibytes,
      int diskFreeGibibytes,
      String address,
      String hypervisorType,
      String hypervisorVersion,
      String cpuModel,
      Optional<Underlay> underlay,
      Set<HostRole> roles,
      List<PhysicalNetwork> physicalNetworks) {
    public HostFacts {
      if (roles.isEmpty()) {
        throw new IllegalArgumentException("a host without a role");
      }
      roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
      physicalNetworks = PhysicalNetwork.each(physicalNetworks);
    }

    /** The same host with another end of its tunnels and other roles. */
    public HostFacts with(Optional<Underlay> newUnderlay, Set<HostRole> newRoles) {
      return with(diskFreeGibibytes, newUnderlay, newRoles, physicalNetworks);
    }

    /** The same host when another part of its disk is free. */
    public HostFacts withDiskFree(int newDiskFreeGibibytes) {
      return with(newDiskFreeGibibytes, underlay, roles, physicalNetworks);
    }

    /** The same host when it reaches other physical networks. */
    public HostFacts reaching(List<PhysicalNetwork> newPhysicalNetworks) {
      return with(diskFreeGibibytes, underlay, roles, newPhysicalNetworks);
    }

    private HostFacts with(
        int newDiskFreeGibibytes,
        Optional<Underlay> newUnderlay,
        Set<HostRole> newRoles,
        List<PhysicalNetwork> newPhysicalNetworks) {
      return new HostFacts(
          vcpus,
          memoryMebibytes,
          diskGibibytes,
          newDiskFreeGibibytes,
          address,
          hypervisorType,
          hypervisorVersion,
          cpuModel,
          newUnderlay,
          newRoles,
          newPhysicalNetworks);
    }

    /** A host of the usual roles that no tunnel leads to, its disk empty. */
    public HostFacts(
        int vcpus,
        int memoryMebibytes,
        int diskGibibytes,
        String address,
        String hypervisorType,
        String hypervisorVersion,
        String cpuModel) {
      this(
          vcpus,
          memoryMebibytes,
          diskGibibytes,
          diskGibibytes,
          address,
          hypervisorType,
          hypervisorVersion,
          cpuModel,
          Optional.empty(),
          HostRole.USUAL,
          List.of());
    }
  }

  /**
   * The host's end of its tunnels.
   *
   * @param address IPv4
   * @param mtuBytes of the device that has the address
   */
  public record Underlay(String address, int mtuBytes) {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final int MAX_MTU_BYTES = 65_536;

    public Underlay {
      if (!IPV4.matcher(address).matches()
          || !(InetAddress.ofLiteral(address) instanceof Inet4Address)) {
        throw new IllegalArgumentException("not an IPv4 address: " + address);
      }
      if (mtuBytes < 1 || mtuBytes > MAX_MTU_BYTES) {
        throw new IllegalArgumentException("not an MTU: " + mtuBytes);
      }
    }
  }

  /** How a guest is. */
  public enum GuestState {
    /** Its disk is being made; QEMU does not run yet. */
    PREPARING,
    RUNNING,
    PAUSED,
    /** Shut down, by itself or as asked. */
    STOPPED,
    /** QEMU ended by itself, or the guest panicked. */
    CRASHED
  }

  /**
   * @param powerEpoch the last wish performed, 0 when none
   * @param fault why the last wish could not be performed; a whole sentence
   */
  public record Guest(ServerId id, GuestState state, long powerEpoch, Optional<String> fault) {}

  /** A port and whether traffic can pass. */
  public record Port(PortId id, boolean up, Optional<String> fault) {}

  /** A network and whether DHCP answers on it. */
  public record Network(NetworkId id, boolean dhcpReady, Optional<String> fault) {}
}
