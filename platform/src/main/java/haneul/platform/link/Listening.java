package haneul.platform.link;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Since when hosts could be heard. A silence counts only while this program listened: after a
 * start, a pause or a jump of the clock, hosts have as long to say that they live as they always
 * have, and until then nobody is judged. Thread-safe.
 */
public final class Listening implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final Duration silence;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("listening").unstarted(this::run);

  private Instant since;
  private @Nullable Instant last;

  /**
   * From now on; notices pauses only once it is started, or whenever it is asked to look.
   *
   * @param silence how long a host that lives may say nothing
   */
  public Listening(InstantSource clock, Duration silence) {
    this.clock = clock;
    this.silence = silence;
    this.since = clock.instant();
  }

  /** Looks every second, until closed. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        look();
      } while (!stopping.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks whether there was a pause; to be called a few times in the time of a silence. */
  public synchronized void look() {
    Instant now = clock.instant();
    Instant before = last;
    last = now;
    if (before != null
        && (now.isBefore(before) || now.isAfter(before.plus(silence.dividedBy(2))))) {
      since = now;
    }
  }

  /** Whether who counts as silent may only have had no time yet to say that he lives. */
  public synchronized boolean mayYetHear() {
    return clock.instant().isBefore(since.plus(silence));
  }

  @Override
  public void close() {
    stopping.countDown();
    thread.interrupt();
  }
}
