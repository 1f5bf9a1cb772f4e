package haneul.drivers.fake;

import haneul.base.host.GuestMetadata;
import haneul.base.host.HostReport;
import haneul.base.host.PathProbe;
import haneul.base.host.PhysicalNetwork;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNetwork.PhysicalSegment;
import haneul.base.host.WantedPort;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.drivers.netns.DeviceNames;
import haneul.drivers.spi.NetworkDriver;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Networks that are only remembered: for tests of what stands above, and of scale. */
public final class FakeNetworkDriver implements NetworkDriver {
  private static final PathProbe.Card CARD = new PathProbe.Card("fake0", 1500);
  private static final int MTU_BYTES = 1500;

  private final Map<PortId, String> taps = new HashMap<>();
  private final List<PhysicalNetwork> physicalNetworks;

  /** On a host that reaches no physical network. */
  public FakeNetworkDriver() {
    this(Map.of());
  }

  /**
   * @param physicalNetworks the device to each, all of them there
   */
  public FakeNetworkDriver(Map<String, String> physicalNetworks) {
    this.physicalNetworks =
        physicalNetworks.entrySet().stream()
            .map(it -> new PhysicalNetwork(it.getKey(), it.getValue(), MTU_BYTES))
            .toList();
  }

  @Override
  public synchronized Applied apply(
      Collection<WantedNetwork> networks,
      Collection<WantedPort> ports,
      Collection<GuestMetadata> metadata) {
    Set<NetworkId> known = new HashSet<>();
    networks.forEach(network -> known.add(network.id()));
    taps.clear();
    for (WantedPort port : ports) {
      if (known.contains(port.network())) {
        taps.put(port.id(), DeviceNames.tap(port.id()));
      }
    }
    return new Applied(
        ports.stream().map(this::report).toList(),
        networks.stream()
            .map(n -> new HostReport.Network(n.id(), n.dhcp().isPresent(), unreached(n)))
            .toList());
  }

  private Optional<String> unreached(WantedNetwork network) {
    return network
        .segment()
        .map(PhysicalSegment::physicalNetwork)
        .filter(name -> physicalNetworks.stream().noneMatch(it -> it.name().equals(name)))
        .map(name -> "no device of this host leads to physical network " + name);
  }

  private HostReport.Port report(WantedPort port) {
    boolean made = taps.containsKey(port.id());
    Optional<String> fault =
        made ? Optional.empty() : Optional.of("network " + port.network() + " is not on this host");
    return new HostReport.Port(port.id(), made && port.adminStateUp(), fault);
  }

  @Override
  public synchronized Map<PortId, String> taps() {
    return Map.copyOf(taps);
  }

  @Override
  public List<PhysicalNetwork> physicalNetworks() {
    return physicalNetworks;
  }

  @Override
  public PathProbe.Card answerProbes(String local, PathProbe.Listen listen) {
    return CARD;
  }

  /** Its card is all that limits a path. */
  @Override
  public PathProbe.Measured measure(String local, PathProbe.Way way) {
    return new PathProbe.Measured(
        CARD, Math.min(CARD.mtuBytes(), way.bytes()), List.of(), Optional.empty());
  }

  @Override
  public synchronized void removeAll() {
    taps.clear();
  }

  @Override
  public void close() {}
}
