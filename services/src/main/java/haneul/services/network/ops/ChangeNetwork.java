package haneul.services.network.ops;

import haneul.platform.store.Tx;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.SubnetRules;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.time.InstantSource;

/** Writes what changed of a network; the hosts that take part know. */
public final class ChangeNetwork {
  private final InstantSource clock;
  private final ChooseMtu mtus;
  private final Tell tell;

  public ChangeNetwork(InstantSource clock, ChooseMtu mtus, Tell tell) {
    this.clock = clock;
    this.mtus = mtus;
    this.tell = tell;
  }

  /**
   * Writes {@code changed} over {@code old}; nothing happens when they are the same. An MTU of 0
   * asks for the largest.
   */
  public void change(Tx tx, Network old, Network changed) {
    if (old.equals(changed)) {
      return;
    }
    if (old.shared() && !changed.shared()) {
      requireNoStrangers(tx, old);
    }
    int mtu =
        changed.mtu() == old.mtu() ? old.mtu() : mtus.choose(tx, old.segment(), changed.mtu());
    SubnetRows.of(tx, old.id()).forEach(subnet -> SubnetRules.checkMtu(mtu, subnet.cidr()));
    NetworkRows.update(
        tx,
        new Network(
            old.id(),
            old.project(),
            changed.name(),
            changed.description(),
            changed.adminStateUp(),
            changed.shared(),
            changed.external(),
            changed.portSecurity(),
            mtu,
            old.segment(),
            old.stamp().next(clock.instant())));
    tell.tell(tx, tell.aboutNetwork(tx, old.id()));
  }

  /** Somebody else's port would be on a network its owner cannot see. */
  private static void requireNoStrangers(Tx tx, Network network) {
    for (Port port : PortRows.ofNetwork(tx, network.id())) {
      if (!port.project().equals(network.project())) {
        throw NetworkErrors.conflict(
            "InvalidSharedSetting",
            "Unable to reconfigure sharing settings for network "
                + network.name()
                + ". Multiple tenants are using it.");
      }
    }
  }
}
