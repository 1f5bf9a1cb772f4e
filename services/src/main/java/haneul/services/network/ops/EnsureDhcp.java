package haneul.services.network.ops;

import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.SubnetId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Port.FixedIp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a network's DHCP server be what its subnets ask for: a port on a host, with an address of
 * every subnet that has DHCP; none when no subnet has. Repeating it changes nothing.
 *
 * <p>A network for which no host is there yet ({@link PlaceDhcp}) waits for a report.
 */
public final class EnsureDhcp {
  private final PlaceDhcp places;
  private final CreatePort createPort;
  private final ChangePort changePort;
  private final DeletePort deletePort;
  private final ChooseAddresses addresses;
  private final Tell tell;

  public EnsureDhcp(
      PlaceDhcp places,
      CreatePort createPort,
      ChangePort changePort,
      DeletePort deletePort,
      ChooseAddresses addresses,
      Tell tell) {
    this.places = places;
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
      places.choose(tx, network.get()).ifPresent(host -> create(tx, network.get(), host, served));
    } else {
      Port port = ports.getFirst();
      changePort.change(
          tx, port, port.withFixedIps(addressesFor(tx, served, port.fixedIps(), port.mac())));
    }
  }

  /** For every network that lacks one, e.g. because no host was alive when it was made. */
  public void ensureAll(Tx tx) {
    NetworkRows.withoutDhcp(tx).forEach(network -> ensure(tx, network));
  }

  private void create(Tx tx, Network network, HostName host, List<Subnet> served) {
    CreatePort.Request request =
        new CreatePort.Request(
            network.project(),
            network,
            "",
            "",
            Optional.empty(),
            true,
            Optional.empty(),
            PlaceDhcp.deviceId(host, network.id()),
            Port.OWNED_BY_DHCP,
            false,
            Optional.of(List.of()),
            mac -> List.of(),
            "",
            new Port.Dhcp(host));
    String mac = createPort.mac(tx, request);
    List<FixedIp> fixedIps = addressesFor(tx, served, List.of(), mac);
    if (fixedIps.isEmpty()) {
      return;
    }
    Port port = createPort.insert(tx, request, mac, fixedIps, List.of());
    tell.tell(tx, tell.aboutPort(tx, port));
  }

  /** Keeps what it has and takes the lowest free one of the rest; a full subnet goes without. */
  private List<FixedIp> addressesFor(Tx tx, List<Subnet> served, List<FixedIp> held, String mac) {
    List<FixedIp> wanted = new ArrayList<>();
    for (Subnet subnet : served) {
      SubnetId id = subnet.id();
      Optional<FixedIp> kept =
          held.stream().filter(address -> address.subnet().equals(id)).findFirst();
      if (subnet.automatic()) {
        wanted.add(ChooseAddresses.automatic(subnet, mac));
      } else if (kept.isPresent()) {
        wanted.add(kept.get());
      } else {
        Optional<IpAddress> free = addresses.lowest(tx, subnet, Set.of());
        free.ifPresent(address -> wanted.add(new FixedIp(id, address)));
      }
    }
    return wanted;
  }
}
