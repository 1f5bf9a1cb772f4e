package haneul.lab;

import java.time.Duration;

/** Waits for what takes a guest's time. */
final class Eventually {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private Eventually() {}

  /** What is to hold; a look at it may take long on a busy host. */
  interface Assertion {
    void check() throws Exception;
  }

  /** Fails with what the last look saw. No look is cut off, and the last begins in time. */
  static void holds(Assertion assertion) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean last = System.nanoTime() >= end;
      try {
        assertion.check();
        return;
      } catch (AssertionError e) {
        if (last) {
          throw e;
        }
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
