package haneul.services.network.ops;

import haneul.base.id.Id;
import haneul.base.id.NetworkId;
import haneul.base.id.ProjectId;
import haneul.base.id.SubnetId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.AddressPools;
import haneul.services.network.domain.Cidr;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.Segment;
import haneul.services.network.domain.Stamp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.domain.SubnetRules;
import haneul.services.network.store.NetworkRows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Gives a project its first network, {@code private}, and its default group, once: what its owner
 * deletes later does not come back.
 */
public final class FirstNetwork {
  private static final Cidr ADDRESSES = Cidr.of("10.250.0.0/24");

  private final CreateNetwork createNetwork;
  private final CreateSubnet createSubnet;
  private final DefaultGroup defaultGroup;

  public FirstNetwork(
      CreateNetwork createNetwork, CreateSubnet createSubnet, DefaultGroup defaultGroup) {
    this.createNetwork = createNetwork;
    this.createSubnet = createSubnet;
    this.defaultGroup = defaultGroup;
  }

  public void ensure(Tx tx, ProjectId project, Instant now) {
    if (!NetworkRows.bootstrap(tx, project, now)) {
      return;
    }
    defaultGroup.of(tx, project);
    NetworkId id = new NetworkId(Id.newUuid());
    Stamp stamp = Stamp.first(now).next(now);
    createNetwork.create(
        tx,
        new CreateNetwork.Request(
            new Network(
                id, project, "private", "", true, false, false, true, 0, Segment.LOCAL, stamp),
            ChooseSegment.Asked.NOTHING));
    Optional<IpAddress> gateway = SubnetRules.defaultGateway(ADDRESSES);
    createSubnet.create(
        tx,
        new Subnet(
            new SubnetId(Id.newUuid()),
            project,
            id,
            "private-subnet",
            "",
            ADDRESSES,
            gateway,
            true,
            Optional.empty(),
            Optional.empty(),
            AddressPools.around(ADDRESSES, gateway),
            List.of(),
            List.of(),
            Stamp.first(now)));
  }
}
