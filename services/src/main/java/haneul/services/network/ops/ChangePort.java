package haneul.services.network.ops;

import haneul.platform.store.Tx;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Port.FixedIp;
import haneul.services.network.store.AddressRows;
import haneul.services.network.store.PortRows;
import java.time.InstantSource;
import java.util.Set;

/**
 * Writes what changed of a port, and tells the hosts that knew the old one and those that must know
 * the new one.
 */
public final class ChangePort {
  private final InstantSource clock;
  private final Tell tell;

  public ChangePort(InstantSource clock, Tell tell) {
    this.clock = clock;
    this.tell = tell;
  }

  /** Writes {@code changed} over {@code old}; nothing happens when they are the same. */
  public Port change(Tx tx, Port old, Port changed) {
    if (old.equals(changed)) {
      return old;
    }
    Tell.About before = tell.aboutPort(tx, old);
    Port port = changed.withStamp(old.stamp().next(clock.instant()));
    PortRows.update(tx, port);
    if (!Set.copyOf(old.groups()).equals(Set.copyOf(port.groups()))) {
      PortRows.setGroups(tx, port.id(), port.groups());
    }
    for (FixedIp address : old.fixedIps()) {
      if (!port.fixedIps().contains(address)) {
        AddressRows.release(tx, port.id(), address);
      }
    }
    for (FixedIp address : port.fixedIps()) {
      if (!old.fixedIps().contains(address)) {
        AddressRows.insert(tx, port.id(), address);
      }
    }
    tell.tell(tx, before.and(tell.aboutPort(tx, port)));
    return port;
  }
}
