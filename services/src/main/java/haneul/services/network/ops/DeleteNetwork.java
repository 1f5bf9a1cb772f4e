package haneul.services.network.ops;

import haneul.base.id.PortId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.util.List;

/** Deletes a network that nobody uses, with its DHCP server's port and its subnets. */
public final class DeleteNetwork {
  private final Tell tell;

  public DeleteNetwork(Tell tell) {
    this.tell = tell;
  }

  public void delete(Tx tx, Network network) {
    List<Port> ports = PortRows.ofNetwork(tx, network.id());
    List<PortId> others =
        ports.stream().filter(port -> !(port.use() instanceof Port.Dhcp)).map(Port::id).toList();
    if (!others.isEmpty()) {
      throw NetworkErrors.networkInUse(network.id(), others);
    }
    Tell.About about = tell.aboutNetwork(tx, network.id());
    ports.forEach(port -> PortRows.delete(tx, port.id()));
    for (Subnet subnet : SubnetRows.of(tx, network.id())) {
      SubnetRows.delete(tx, subnet.id());
    }
    NetworkRows.delete(tx, network.id());
    tell.tell(tx, about);
  }
}
