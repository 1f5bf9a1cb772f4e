package haneul.agent;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one waiting thread. Rung several times before it wakes, it wakes once. */
final class Bell {
  private final Semaphore rung = new Semaphore(0);

  void ring() {
    rung.release();
  }

  /** Waits until it is rung, at most for {@code limit}. */
  void await(Duration limit) throws InterruptedException {
    rung.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
    rung.drainPermits();
  }
}
