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
import haneul.services.network.store.DisabledDhcpRows;
import haneul.services.network.store.HostRows;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Puts networks' DHCP servers on hosts. A server that moves keeps its port, and so its MAC and
 * addresses: the host that had it drops it when it next hears of control.
 */
public final class PlaceDhcp {
  private static final System.Logger LOG = System.getLogger(PlaceDhcp.class.getName());

  /** In one transaction. */
  private static final int MOST_AT_ONCE = 500;

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

  /** What was said of a host that is no more says nothing of another of its name. */
  public void forgetIfGone(Tx tx, HostName host) {
    if (hosts.find(tx, host).isEmpty()) {
      DisabledDhcpRows.set(tx, host, false);
    }
  }

  /** The host for a network's server; none when there is no host for it now. */
  Optional<HostName> choose(Tx tx, Network network) {
    return places(tx).choose(network.segment().physicalNetwork());
  }

  /**
   * Moves the servers for which there is a better host, save off hosts that are only silent: those
   * are {@code DhcpWatch}'s.
   */
  public void settle(Tx tx) {
    moves(tx, true).forEach(move -> move(tx, move));
  }

  /** Moves them off hosts that are silent, too. */
  public void takeOver(Tx tx) {
    List<Move> moves = takeOvers(tx);
    moves.forEach(move -> {
      LOG.log(
          System.Logger.Level.INFO,
          "the DHCP server of network {0} moves from {1} to {2}",
          move.port().network(),
          move.port().host().map(HostName::value).orElse(""),
          move.to());
      move(tx, move);
    });
  }

  /**
   * A DHCP server that shall be elsewhere.
   *
   * @param port as it is now
   */
  public record Move(Port port, HostName to) {}

  /** What {@link #takeOver} would do. */
  public List<Move> takeOvers(Tx tx) {
    return moves(tx, false);
  }

  private List<Move> moves(Tx tx, boolean patient) {
    DhcpPlaces places = places(tx);
    Map<NetworkId, String> physical = NetworkRows.physicalNetworks(tx);
    List<HostName> wrong =
        HostRows.dhcpServers(tx).keySet().stream()
            .filter(host -> !places.isRight(host, patient))
            .toList();
    Map<NetworkId, Port> servers = new TreeMap<>(Comparator.comparing(NetworkId::value));
    PortRows.dhcpOn(tx, wrong).forEach(port -> servers.put(port.network(), port));
    PortRows.dhcpOf(tx, physical.keySet()).forEach(port -> servers.put(port.network(), port));
    List<Move> moves = new ArrayList<>();
    for (Port port : servers.values()) {
      Optional<String> its = Optional.ofNullable(physical.get(port.network()));
      port.host()
          .flatMap(now -> places.better(now, its, patient))
          .ifPresent(host -> moves.add(new Move(port, host)));
      if (moves.size() == MOST_AT_ONCE) {
        break; // the rest is found the next time
      }
    }
    return moves;
  }

  private void move(Tx tx, Move move) {
    Port port = move.port();
    changePort.change(
        tx,
        port,
        port.with(
            new Port.Dhcp(move.to()),
            Port.Status.BUILD,
            deviceId(move.to(), port.network()),
            Port.OWNED_BY_DHCP));
  }

  private DhcpPlaces places(Tx tx) {
    Instant oldest = clock.instant().minus(hostAlive);
    Set<HostName> disabled = DisabledDhcpRows.all(tx);
    return new DhcpPlaces(
        hosts.all(tx).stream()
            .map(host ->
                new Place(
                    host.name(),
                    !host.seenAt().isBefore(oldest),
                    host.facts().roles().contains(HostRole.NETWORK)
                        && !disabled.contains(host.name()),
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
