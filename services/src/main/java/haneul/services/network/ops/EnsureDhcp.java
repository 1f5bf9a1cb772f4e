package haneul.services.network.ops;

import haneul.base.host.HostRole;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.SubnetId;
import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Ipv4;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Port.FixedIp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.HostRows;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
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
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a network's DHCP server be what its subnets ask for: a port on a host, with an address of
 * every subnet that has DHCP; none when no subnet has. Repeating it changes nothing.
 *
 * <p>The host is the one that is alive, has the role for it and serves the fewest networks; as long
 * as no such host is there, any that is alive. A network that finds none waits for a report.
 */
public final class EnsureDhcp {
  private final InstantSource clock;
  private final Hosts hosts;
  private final Duration hostAlive;
  private final CreatePort createPort;
  private final ChangePort changePort;
  private final DeletePort deletePort;
  private final ChooseAddresses addresses;
  private final Tell tell;

  public EnsureDhcp(
      InstantSource clock,
      Hosts hosts,
      Duration hostAlive,
      CreatePort createPort,
      ChangePort changePort,
      DeletePort deletePort,
      ChooseAddresses addresses,
      Tell tell) {
    this.clock = clock;
    this.hosts = hosts;
    this.hostAlive = hostAlive;
    this.createPort = createPort;
    this.changePort = changePort;
    this.deletePort = deletePort;
    this.addresses = addresses;
    this.tell = tell;
  }

  /** For one network, in the caller's transaction. */
  public void ensure(Tx tx, NetworkId id) {
    Optional<Network> network = NetworkRows.find(tx, id);
    if (network.isEmpty()) {
      return;
    }
    List<Subnet> served = SubnetRows.of(tx, id).stream().filter(Subnet::dhcp).toList();
    List<Port> ports = PortRows.dhcpOf(tx, List.of(id));
    if (served.isEmpty()) {
      ports.forEach(port -> deletePort.delete(tx, port));
    } else if (ports.isEmpty()) {
      leastBusy(tx).ifPresent(host -> create(tx, network.get(), host, served));
    } else {
      Port port = ports.getFirst();
      changePort.change(tx, port, port.withFixedIps(addressesFor(tx, served, port.fixedIps())));
    }
  }

  /** For every network that lacks one, e.g. because no host was alive when it was made. */
  public void ensureAll(Tx tx) {
    NetworkRows.withoutDhcp(tx).forEach(network -> ensure(tx, network));
  }

  /**
   * Takes servers off hosts that are gone or not for it, where there is a better one. For when the
   * hosts are others than before.
   */
  public void settle(Tx tx) {
    Map<HostName, Hosts.Host> known =
        hosts.all(tx).stream().collect(Collectors.toMap(Hosts.Host::name, Function.identity()));
    List<HostName> wrong =
        HostRows.dhcpServers(tx).keySet().stream()
            .filter(name -> !known.containsKey(name) || !isFor(known.get(name)))
            .sorted(Comparator.comparing(HostName::value))
            .toList();
    for (Port port : PortRows.dhcpOn(tx, wrong)) {
      Optional<HostName> better =
          leastBusy(tx)
              .filter(name ->
                  isFor(known.get(name)) || port.host().filter(known::containsKey).isEmpty());
      better.ifPresent(host ->
          changePort.change(
              tx,
              port,
              port.with(
                  new Port.Dhcp(host),
                  Port.Status.BUILD,
                  deviceId(host, port.network()),
                  Port.OWNED_BY_DHCP)));
    }
  }

  private static boolean isFor(Hosts.@Nullable Host host) {
    return host != null && host.facts().roles().contains(HostRole.NETWORK);
  }

  private Optional<HostName> leastBusy(Tx tx) {
    Instant oldest = clock.instant().minus(hostAlive);
    Map<HostName, Integer> serving = HostRows.dhcpServers(tx);
    return hosts.all(tx).stream()
        .filter(host -> !host.seenAt().isBefore(oldest))
        .min(
            Comparator.comparing((Hosts.Host host) -> !isFor(host))
                .thenComparing(host -> serving.getOrDefault(host.name(), 0))
                .thenComparing(host -> host.name().value()))
        .map(Hosts.Host::name);
  }

  private void create(Tx tx, Network network, HostName host, List<Subnet> served) {
    List<FixedIp> fixedIps = addressesFor(tx, served, List.of());
    if (fixedIps.isEmpty()) {
      return;
    }
    CreatePort.Request request =
        new CreatePort.Request(
            network.project(),
            network,
            "",
            "",
            Optional.empty(),
            true,
            Optional.empty(),
            deviceId(host, network.id()),
            Port.OWNED_BY_DHCP,
            false,
            Optional.of(List.of()),
            mac -> List.of(),
            "",
            new Port.Dhcp(host));
    Port port = createPort.insert(tx, request, createPort.mac(tx, request), fixedIps, List.of());
    tell.tell(tx, tell.aboutPort(tx, port));
  }

  /** As Neutron's agents name theirs: the host, as a UUID, and the network. */
  static String deviceId(HostName host, NetworkId network) {
    byte[] name = host.value().getBytes(StandardCharsets.UTF_8);
    return "dhcp" + UUID.nameUUIDFromBytes(name) + "-" + network;
  }

  /** Keeps what it has and takes the lowest free one of the rest; a full subnet goes without. */
  private List<FixedIp> addressesFor(Tx tx, List<Subnet> served, List<FixedIp> held) {
    List<FixedIp> wanted = new ArrayList<>();
    for (Subnet subnet : served) {
      SubnetId id = subnet.id();
      Optional<FixedIp> kept =
          held.stream().filter(address -> address.subnet().equals(id)).findFirst();
      if (kept.isPresent()) {
        wanted.add(kept.get());
      } else {
        Optional<Ipv4> free = addresses.lowest(tx, subnet, Set.of());
        free.ifPresent(address -> wanted.add(new FixedIp(id, address)));
      }
    }
    return wanted;
  }
}
