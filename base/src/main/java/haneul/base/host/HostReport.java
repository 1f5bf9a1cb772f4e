package haneul.base.host;

import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ServerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a host is. Sent whole whenever something changed, and as a sign of life every few seconds.
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

  /** What the host has to give. */
  public record HostFacts(
      int vcpus,
      int memoryMebibytes,
      int diskGibibytes,
      String address,
      String hypervisorType,
      String hypervisorVersion,
      String cpuModel) {}

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
