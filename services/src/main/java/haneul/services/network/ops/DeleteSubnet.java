package haneul.services.network.ops;

import haneul.base.id.PortId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Port.FixedIp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.AddressRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.time.InstantSource;
import java.util.List;

/**
 * Deletes a subnet that no port has an address of, but the DHCP server's and those that ports made
 * of their MACs.
 */
public final class DeleteSubnet {
  private final InstantSource clock;
  private final ChangePort changePort;
  private final EnsureDhcp ensureDhcp;
  private final Tell tell;

  public DeleteSubnet(
      InstantSource clock, ChangePort changePort, EnsureDhcp ensureDhcp, Tell tell) {
    this.clock = clock;
    this.changePort = changePort;
    this.ensureDhcp = ensureDhcp;
    this.tell = tell;
  }

  public void delete(Tx tx, Subnet subnet) {
    Tell.About about = tell.aboutNetwork(tx, subnet.network());
    if (subnet.automatic()) {
      about = about.and(takeAddresses(tx, subnet));
    } else if (AddressRows.usedByOthers(tx, subnet.id())) {
      throw NetworkErrors.subnetInUse(subnet.id());
    }
    for (Port port : PortRows.dhcpOf(tx, List.of(subnet.network()))) {
      List<FixedIp> left =
          port.fixedIps().stream()
              .filter(address -> !address.subnet().equals(subnet.id()))
              .toList();
      changePort.change(tx, port, port.withFixedIps(left));
    }
    SubnetRows.delete(tx, subnet.id());
    ensureDhcp.ensure(tx, subnet.network());
    tell.tell(tx, about);
  }

  private Tell.About takeAddresses(Tx tx, Subnet subnet) {
    List<Port> ports =
        PortRows.ofNetwork(tx, subnet.network()).stream()
            .filter(port -> !(port.use() instanceof Port.Dhcp))
            .toList();
    List<PortId> ids = ports.stream().map(Port::id).toList();
    AddressRows.release(tx, subnet.id(), ids);
    PortRows.touch(tx, ids, clock.instant());
    return tell.aboutMembers(
        tx, ports.stream().flatMap(port -> port.groups().stream()).distinct().toList());
  }
}
