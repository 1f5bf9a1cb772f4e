package haneul.platform.link;

import haneul.base.host.ImageRef;
import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.base.id.HostName;
import haneul.platform.store.Tx;
import java.util.List;
import java.util.function.Supplier;

/** A service's part of a host's wanted state, computed from its tables. */
public interface HostWantedSource {
  /**
   * Reads what this service's part of the host's wanted state is made of. What it gives makes the
   * part of it, once the transaction is over, which others wait for.
   *
   * @param ownRevision when it is what it was at an earlier call, nothing was said to have changed
   *     about the host itself since
   */
  Supplier<Part> read(Tx tx, HostName host, long ownRevision);

  /**
   * What one service wants of a host.
   *
   * @param guests those the host shall have
   * @param networks those the host takes part in
   * @param ports those bound to the host
   * @param images those it shall have though no guest needs them yet
   */
  record Part(
      List<WantedGuest> guests,
      List<WantedNetwork> networks,
      List<WantedPort> ports,
      List<ImageRef> images) {
    /** Of a service that knows of nothing but guests. */
    public static Part of(List<WantedGuest> guests) {
      return new Part(guests, List.of(), List.of(), List.of());
    }
  }
}
