package haneul.agent;

import haneul.base.host.ControlLink;
import haneul.base.id.HostName;

/** Keeps one question open at control: what shall this host be? */
final class LinkListener implements AutoCloseable {
  private final Loop loop;

  /**
   * @param changed rung when there is an answer that differs
   */
  LinkListener(
      HostName host, ControlLink link, WantedState wanted, AgentTiming timing, Runnable changed) {
    this.loop =
        Loop.start(
            "agent link " + host.value(),
            timing,
            () -> {
              if (wanted.take(link.await(host, wanted.revision(), timing.linkWait()))) {
                changed.run();
              }
            });
  }

  @Override
  public void close() {
    loop.close();
  }
}
