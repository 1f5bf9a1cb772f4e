package haneul.services.network.ops;

import haneul.platform.store.Tx;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.Quota;
import haneul.services.network.store.NetworkRows;

/** Makes a network. No host takes part in it until there is a port. */
public final class CreateNetwork {
  private CreateNetwork() {}

  public static void create(Tx tx, Network network) {
    Quotas.require(tx, network.project(), Quota.NETWORK, 1);
    NetworkRows.insert(tx, network);
  }
}
