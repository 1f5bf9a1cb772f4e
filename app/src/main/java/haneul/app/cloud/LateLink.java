package haneul.app.cloud;

import haneul.base.host.HostQuestions;
import haneul.base.id.HostName;
import haneul.platform.link.AgentLink;
import haneul.platform.saga.Sagas;
import haneul.platform.store.Tx;
import org.jspecify.annotations.Nullable;

/**
 * Compute needs the link and the sagas, which need compute: tied here, before anything is served.
 */
final class LateLink {
  private @Nullable AgentLink link;
  private @Nullable Sagas sagas;

  void connect(AgentLink link, Sagas sagas) {
    this.link = link;
    this.sagas = sagas;
  }

  HostQuestions ask(HostName host) {
    if (link == null) {
      throw new IllegalStateException("asked before the cloud is assembled");
    }
    return link.ask(host);
  }

  void forget(Tx tx, HostName host) {
    if (link == null) {
      throw new IllegalStateException("asked before the cloud is assembled");
    }
    link.forget(tx, host);
  }

  Sagas sagas() {
    if (sagas == null) {
      throw new IllegalStateException("asked before the cloud is assembled");
    }
    return sagas;
  }
}
