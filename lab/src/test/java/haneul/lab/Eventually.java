package haneul.lab;

import java.time.Duration;
import org.awaitility.Awaitility;

/** Waits for what takes a guest's time. */
final class Eventually {
  private Eventually() {}

  static void holds(org.awaitility.core.ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(assertion);
  }
}
