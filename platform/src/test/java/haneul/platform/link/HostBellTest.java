package haneul.platform.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HostBellTest {
  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(30);

  private volatile Instant now = NOW;
  private final HostBell.Pace pace = new HostBell.Pace();
  private final HostBell bell = new HostBell(() -> now, pace);

  @BeforeEach
  void tell() {
    bell.told(7);
  }

  private void hurry() {
    for (int i = 0; i < 1_000; i++) {
      pace.told(now);
    }
  }

  /** One that listens until the bell's sounds are worth it. */
  private Thread listener() {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                bell.listen(7, LATER);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }

  private static void ends(Thread thread) {
    Awaitility.await().until(() -> !thread.isAlive());
  }

  @Test
  void whoKnowsOfSomethingElseThanWasToldLastLooksAtOnce() throws InterruptedException {
    new HostBell(() -> now, pace).listen(7, LATER);
    bell.told(8);
    bell.listen(7, LATER);
  }

  @Test
  void whatAnotherHeardInstead() {
    Thread thread = listener();
    bell.told(8);
    ends(thread);
  }

  @Test
  void whatRangBeforeIsHeard() throws InterruptedException {
    bell.listen(7, NOW);
    bell.ring(false);
    bell.listen(7, LATER);
  }

  @Test
  void othersAreHeardAtOnceWhenThereIsLittleToTell() throws InterruptedException {
    bell.listen(7, NOW);
    Thread thread = listener();
    bell.ring(false);
    ends(thread);
  }

  @Test
  void othersWaitForMoreWhenThereIsMuchToTellAndTheHostItselfDoesNot() throws InterruptedException {
    bell.listen(7, NOW);
    hurry();
    Thread thread = listener();
    bell.ring(false);
    Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    assertThat(thread.isAlive()).isTrue();
    bell.ring(true);
    ends(thread);
  }

  @Test
  void noOneWaitsForMoreForLong() throws InterruptedException {
    bell.listen(7, NOW);
    hurry();
    bell.ring(false);
    now = NOW.plusSeconds(3);
    hurry();
    bell.listen(7, LATER);
  }

  @Test
  void theHurryEnds() {
    hurry();
    assertThat(pace.isFast(NOW)).isTrue();
    assertThat(pace.isFast(NOW.plusSeconds(1))).isTrue();
    assertThat(pace.isFast(NOW.plusSeconds(2))).isFalse();
  }
}
