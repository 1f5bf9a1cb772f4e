package haneul.services.network.ops;

import haneul.platform.store.Tx;
import haneul.services.network.domain.Quota;
import haneul.services.network.domain.Subnet;
import haneul.services.network.domain.SubnetRules;
import haneul.services.network.store.SubnetRows;

/** Makes a subnet that overlaps no other of its network, and sees that DHCP serves it. */
public final class CreateSubnet {
  private final EnsureDhcp ensureDhcp;
  private final Tell tell;

  public CreateSubnet(EnsureDhcp ensureDhcp, Tell tell) {
    this.ensureDhcp = ensureDhcp;
    this.tell = tell;
  }

  public void create(Tx tx, Subnet subnet) {
    SubnetRules.checkCidr(subnet.cidr(), subnet.dhcp());
    SubnetRules.checkPools(subnet.cidr(), subnet.pools());
    SubnetRules.checkGateway(subnet.cidr(), subnet.gateway(), subnet.pools());
    Quotas.require(tx, subnet.project(), Quota.SUBNET, 1);
    SubnetRules.checkNoOverlap(
        subnet.network(), subnet.cidr(), SubnetRows.of(tx, subnet.network()));
    SubnetRows.insert(tx, subnet);
    ensureDhcp.ensure(tx, subnet.network());
    tell.tell(tx, tell.aboutNetwork(tx, subnet.network()));
  }
}
