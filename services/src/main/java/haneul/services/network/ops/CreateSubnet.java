package haneul.services.network.ops;

import haneul.base.id.PortId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Port.FixedIp;
import haneul.services.network.domain.Quota;
import haneul.services.network.domain.Subnet;
import haneul.services.network.domain.SubnetRules;
import haneul.services.network.store.AddressRows;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Makes a subnet that overlaps no other of its network, and sees that DHCP serves it. */
public final class CreateSubnet {
  private final EnsureDhcp ensureDhcp;
  private final Tell tell;

  public CreateSubnet(EnsureDhcp ensureDhcp, Tell tell) {
    this.ensureDhcp = ensureDhcp;
    this.tell = tell;
  }

  public void create(Tx tx, Subnet subnet) {
    SubnetRules.check(subnet);
    NetworkRows.find(tx, subnet.network())
        .ifPresent(network -> SubnetRules.checkMtu(network.mtu(), subnet.cidr()));
    Quotas.require(tx, subnet.project(), Quota.SUBNET, 1);
    SubnetRules.checkNoOverlap(
        subnet.network(), subnet.cidr(), SubnetRows.of(tx, subnet.network()));
    SubnetRows.insert(tx, subnet);
    ensureDhcp.ensure(tx, subnet.network());
    Tell.About about = tell.aboutNetwork(tx, subnet.network());
    tell.tell(tx, subnet.automatic() ? about.and(giveAddresses(tx, subnet)) : about);
  }

  /** Ports that were there before get the addresses that their MACs make, as new ones will. */
  private Tell.About giveAddresses(Tx tx, Subnet subnet) {
    Map<PortId, FixedIp> addresses = new HashMap<>();
    Set<SecurityGroupId> groups = new HashSet<>();
    for (Port port : PortRows.ofNetwork(tx, subnet.network())) {
      if (!(port.use() instanceof Port.Dhcp)) {
        addresses.put(port.id(), ChooseAddresses.automatic(subnet, port.mac()));
        groups.addAll(port.groups());
      }
    }
    AddressRows.insertAll(tx, addresses);
    PortRows.touch(tx, addresses.keySet(), subnet.stamp().createdAt());
    return tell.aboutMembers(tx, groups);
  }
}
