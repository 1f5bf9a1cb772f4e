package haneul.services.network.ops;

import haneul.base.id.HostName;
import haneul.platform.store.Tx;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Port.FixedIp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.AddressRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.util.List;
import java.util.Set;

/** Deletes a subnet that no port has an address of, but the DHCP server's. */
public final class DeleteSubnet {
  private final ChangePort changePort;
  private final EnsureDhcp ensureDhcp;
  private final Tell tell;

  public DeleteSubnet(ChangePort changePort, EnsureDhcp ensureDhcp, Tell tell) {
    this.changePort = changePort;
    this.ensureDhcp = ensureDhcp;
    this.tell = tell;
  }

  public void delete(Tx tx, Subnet subnet) {
    if (AddressRows.usedByOthers(tx, subnet.id())) {
      throw NetworkErrors.subnetInUse(subnet.id());
    }
    Set<HostName> about = tell.aboutNetwork(tx, subnet.network());
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
}
