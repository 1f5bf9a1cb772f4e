package haneul.agent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * A thread that takes one turn after another until it is closed. A turn that fails is logged and
 * tried again after a while that doubles up to a bound.
 */
final class Loop implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Loop.class.getName());
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  /** One turn; it waits by itself for there to be something to do. */
  interface Turn {
    void take() throws Exception;
  }

  private final String name;
  private final AgentTiming timing;
  private final Turn turn;
  private final Thread thread;
  private volatile boolean closed;

  private Loop(String name, AgentTiming timing, Turn turn) {
    this.name = name;
    this.timing = timing;
    this.turn = turn;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  static Loop start(String name, AgentTiming timing, Turn turn) {
    Loop loop = new Loop(name, timing, turn);
    loop.thread.start();
    return loop;
  }

  private void run() {
    Duration pause = timing.firstRetry();
    while (!closed) {
      try {
        turn.take();
        pause = timing.firstRetry();
      } catch (InterruptedException asked) {
        closed = true;
      } catch (Exception failed) {
        LOG.log(
            Level.WARNING, "{0} failed, next try in {1} ms: {2}", name, pause.toMillis(), failed);
        pause = sleep(pause);
      }
    }
  }

  private Duration sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException asked) {
      closed = true;
    }
    return timing.nextRetry(pause);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }
}
