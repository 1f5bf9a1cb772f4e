package haneul.platform.link;

import haneul.base.host.HostReport;
import haneul.base.id.HostName;
import haneul.platform.store.Tx;
import java.util.Optional;

/** A service that learns from what hosts report. */
public interface HostReportSink {
  /**
   * Takes in a report that differs from the host's last one, in the transaction that records it.
   * Works on a whole report, so that one that was lost does not matter. A report of a host whose
   * {@code revision} is older than a change says nothing about that change.
   *
   * @param last the one before it; empty when all of this one is to be compared with the tables:
   *     the first, one of a host that is back, and one a minute
   */
  void accept(Tx tx, Optional<HostReport> last, HostReport report);

  /**
   * A host is new or gone, or where its tunnels end, what it does or which physical networks it
   * reaches is another than before. In the transaction of that.
   */
  default void changed(Tx tx, HostName host) {}
}
