package haneul.services.network.ops;

import haneul.base.id.HostName;
import haneul.platform.store.Store;
import haneul.services.network.store.DisabledDhcpRows;

/**
 * Takes a host's DHCP agent out of use, and back into it. Its servers go to other hosts, as far as
 * there are any that can have them.
 */
public final class UseDhcpAgent {
  private final Store store;
  private final PlaceDhcp places;

  public UseDhcpAgent(Store store, PlaceDhcp places) {
    this.store = store;
    this.places = places;
  }

  public void use(HostName host, boolean enabled) {
    store.run(tx -> {
      DisabledDhcpRows.set(tx, host, !enabled);
      places.settle(tx);
    });
  }
}
