package haneul.services.network.ops;

import haneul.base.host.HostRole;
import haneul.base.host.PhysicalNetwork;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.network.domain.DhcpPlaces;
import haneul.services.network.domain.DhcpPlaces.Place;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.Port;
import haneul.services.network.store.HostRows;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Puts networks' DHCP servers on hosts. A server that moves keeps its port, and so its MAC and
 * addresses: the host that had it drops it when it next hears of control.
 */
public final class PlaceDhcp {
  private final InstantSource clock;
  private final Hosts hosts;
  private final Duration hostAlive;
  private final ChangePort changePort;

  public PlaceDhcp(InstantSource clock, Hosts hosts, Duration hostAlive, ChangePort changePort) {
    this.clock = clock;
    this.hosts = hosts;
    this.hostAlive = hostAlive;
    this.changePort = changePort;
  }

  /** The host for a network's server; none when there is no host for it now. */
  Optional<HostName> choose(Tx tx, Network network) {
    return places(tx).choose(network.segment().physicalNetwork());
  }

  /** Moves the servers for which there is a better host, save off hosts that are only silent. */
  public void settle(Tx tx) {
    settle(tx, places(tx), true);
  }

  private void settle(Tx tx, DhcpPlaces places, boolean patient) {
    Map<NetworkId, String> physical = NetworkRows.physicalNetworks(tx);
    List<HostName> wrong =
        HostRows.dhcpServers(tx).keySet().stream()
            .filter(host -> !places.isRight(host, patient))
            .toList();
    Map<NetworkId, Port> servers = new LinkedHashMap<>();
    List<Port> doubtful = new ArrayList<>(PortRows.dhcpOn(tx, wrong));
    doubtful.addAll(PortRows.dhcpOf(tx, physical.keySet()));
    doubtful.forEach(port -> servers.put(port.network(), port));
    for (Port port : servers.values()) {
      port.host()
          .flatMap(
              now -> places.better(now, Optional.ofNullable(physical.get(port.network())), patient))
          .ifPresent(host -> move(tx, port, host));
    }
  }

  private void move(Tx tx, Port port, HostName host) {
    changePort.change(
        tx,
        port,
        port.with(
            new Port.Dhcp(host),
            Port.Status.BUILD,
            deviceId(host, port.network()),
            Port.OWNED_BY_DHCP));
  }

  private DhcpPlaces places(Tx tx) {
    Instant oldest = clock.instant().minus(hostAlive);
    return new DhcpPlaces(
        hosts.all(tx).stream()
            .map(host ->
                new Place(
                    host.name(),
                    !host.seenAt().isBefore(oldest),
                    host.facts().roles().contains(HostRole.NETWORK),
                    host.facts().physicalNetworks().stream()
                        .map(PhysicalNetwork::name)
                        .collect(Collectors.toSet())))
            .toList(),
        HostRows.dhcpServers(tx));
  }

  /** As Neutron's agents name theirs: the host, as a UUID, and the network. */
  static String deviceId(HostName host, NetworkId network) {
    byte[] name = host.value().getBytes(StandardCharsets.UTF_8);
    return "dhcp" + UUID.nameUUIDFromBytes(name) + "-" + network;
  }
}
