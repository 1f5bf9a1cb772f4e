package haneul.drivers.spi;

import haneul.base.host.GuestMetadata;
import haneul.base.host.HostReport;
import haneul.base.host.PathProbe;
import haneul.base.host.PhysicalNetwork;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.base.id.PortId;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Makes the host's networks what they shall be. */
public interface NetworkDriver extends AutoCloseable {
  /**
   * Brings bridges, namespaces, DHCP servers, taps, flows and metadata listeners to exactly what is
   * listed: makes what is missing, mends what differs, removes what is no longer wanted. Safe to
   * repeat; the failure of one network or port does not keep the others from being applied.
   *
   * @param metadata what to answer at 169.254.169.254 to each server that has a port
   * @return how each port and network is now
   */
  Applied apply(
      Collection<WantedNetwork> networks,
      Collection<WantedPort> ports,
      Collection<GuestMetadata> metadata)
      throws IOException;

  /** The outcome, one entry a port and a network. */
  record Applied(List<HostReport.Port> ports, List<HostReport.Network> networks) {}

  /**
   * The tap device of each port this host has, by port id. A tap belongs to the user {@code
   * haneul-guest}, as which QEMU opens it.
   */
  Map<PortId, String> taps() throws IOException;

  /**
   * The physical networks this host reaches now, of those that the driver was told of. Cheap, and
   * waits for no {@link #apply}.
   */
  List<PhysicalNetwork> physicalNetworks();

  /**
   * Answers what other hosts send to the end of this host's tunnels to measure paths, in place of
   * what was answered before.
   *
   * @param local the address that the tunnels end at
   * @throws IOException when no peer can be reached, or another program has the port
   */
  PathProbe.Card answerProbes(String local, PathProbe.Listen listen) throws IOException;

  /**
   * Measures the way to another host; takes up to a minute. A path that carries nothing is no
   * failure.
   *
   * @throws IOException when nothing can be sent
   */
  PathProbe.Measured measure(String local, PathProbe.Way way) throws IOException;

  /**
   * Removes everything this driver ever made on the host. Daemons that the clouds of a host share
   * go with the last of them.
   */
  void removeAll() throws IOException;

  /** Lets go; networks stay and work on, metadata apart. */
  @Override
  void close();
}
