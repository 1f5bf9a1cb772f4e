package haneul.platform.link;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Rung when a host's wanted state changed, for the agent that waits for it. An answer may be lost,
 * and who waited may be gone without our knowing: so the bell knows what was last told, and who was
 * told anything else need not wait.
 */
final class HostBell {
  /** When more hosts than this are told something in a second, there is much to tell. */
  private static final int MANY = 100;

  /** Then hosts that have to know of others only wait for more of it, no longer than this. */
  private static final Duration GATHER_AT_MOST = Duration.ofSeconds(3);

  private final InstantSource clock;
  private final Pace pace;

  private @Nullable Instant rungAt;
  private long told = -1;

  /** Something about the host itself changed since it was last told. */
  private boolean urgent;

  HostBell(InstantSource clock, Pace pace) {
    this.clock = clock;
    this.pace = pace;
  }

  /**
   * Something changed.
   *
   * @param itself about the host itself, and not only about others
   */
  synchronized void ring(boolean itself) {
    rungAt = rungAt == null ? clock.instant() : rungAt;
    urgent |= itself;
    notifyAll();
  }

  /**
   * Returns when it was rung and there is no use in waiting for more, or at {@code end}; at once
   * when another revision than {@code after} was told last.
   */
  synchronized void listen(long after, Instant end) throws InterruptedException {
    for (Instant now = clock.instant(); after == told && now.isBefore(end); now = clock.instant()) {
      Instant until = rungAt == null ? end : earlier(end, gatheredAt(rungAt, now));
      if (!now.isBefore(until)) {
        break;
      }
      wait(Math.max(1, Duration.between(now, until).toMillis()));
    }
    rungAt = null;
    urgent = false;
  }

  /**
   * Says what somebody was told. Of two at a time the newer counts, whoever says it first.
   *
   * @param revision 0 of a host that is not known
   */
  synchronized void told(long revision) {
    told = revision == 0 ? 0 : Math.max(told, revision);
    notifyAll();
  }

  private Instant gatheredAt(Instant rung, Instant now) {
    return urgent || !pace.isFast(now) ? now : rung.plus(GATHER_AT_MOST);
  }

  static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /** How many hosts are told something, by the second. */
  static final class Pace {
    private long second;
    private int inIt;
    private int before;

    synchronized void told(Instant now) {
      roll(now);
      inIt++;
    }

    synchronized boolean isFast(Instant now) {
      roll(now);
      return inIt > MANY || before > MANY;
    }

    private void roll(Instant now) {
      long next = now.getEpochSecond();
      if (next != second) {
        before = next == second + 1 ? inIt : 0;
        second = next;
        inIt = 0;
      }
    }
  }
}
