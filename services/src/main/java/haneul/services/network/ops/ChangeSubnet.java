package haneul.services.network.ops;

import haneul.platform.store.Tx;
import haneul.services.network.domain.Subnet;
import haneul.services.network.domain.SubnetRules;
import haneul.services.network.store.SubnetRows;
import java.time.InstantSource;

/** Writes what changed of a subnet; addresses given out stay with their ports. */
public final class ChangeSubnet {
  private final InstantSource clock;
  private final EnsureDhcp ensureDhcp;
  private final Tell tell;

  public ChangeSubnet(InstantSource clock, EnsureDhcp ensureDhcp, Tell tell) {
    this.clock = clock;
    this.ensureDhcp = ensureDhcp;
    this.tell = tell;
  }

  /** Writes {@code changed} over {@code old}; nothing happens when they are the same. */
  public void change(Tx tx, Subnet old, Subnet changed) {
    if (old.equals(changed)) {
      return;
    }
    SubnetRules.checkChange(old, changed);
    SubnetRules.check(changed);
    SubnetRows.update(
        tx,
        new Subnet(
            old.id(),
            old.project(),
            old.network(),
            changed.name(),
            changed.description(),
            old.cidr(),
            changed.gateway(),
            changed.dhcp(),
            old.raMode(),
            old.addressMode(),
            changed.pools(),
            changed.dnsServers(),
            changed.hostRoutes(),
            old.stamp().next(clock.instant())));
    Tell.About before = tell.aboutNetwork(tx, old.network());
    ensureDhcp.ensure(tx, old.network());
    tell.tell(tx, before.and(tell.aboutNetwork(tx, old.network())));
  }
}
