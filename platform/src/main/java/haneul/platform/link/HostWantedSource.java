package haneul.platform.link;

import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.base.id.HostName;
import haneul.platform.store.Tx;
import java.util.List;

/** A service's part of a host's wanted state, computed from its tables. */
public interface HostWantedSource {
  /** The guests the host shall have. */
  default List<WantedGuest> guests(Tx tx, HostName host) {
    return List.of();
  }

  /** The networks the host takes part in. */
  default List<WantedNetwork> networks(Tx tx, HostName host) {
    return List.of();
  }

  /** The ports bound to the host. */
  default List<WantedPort> ports(Tx tx, HostName host) {
    return List.of();
  }
}
