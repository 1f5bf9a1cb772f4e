package haneul.services.network.ops;

import haneul.platform.store.Tx;
import haneul.services.network.domain.Port;
import haneul.services.network.store.PortRows;

/** Deletes a port and frees its addresses. */
public final class DeletePort {
  private final Tell tell;

  public DeletePort(Tell tell) {
    this.tell = tell;
  }

  public void delete(Tx tx, Port port) {
    Tell.About about = tell.aboutPort(tx, port);
    PortRows.delete(tx, port.id());
    tell.tell(tx, about);
  }
}
