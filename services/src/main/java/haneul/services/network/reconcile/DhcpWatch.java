package haneul.services.network.reconcile;

import haneul.base.error.CloudException;
import haneul.platform.store.Store;
import haneul.services.network.ops.PlaceDhcp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has DHCP servers leave hosts that are silent. Looks every second; a silence counts only while
 * this program listened: after a start, a pause or a jump of the clock, hosts have as long to say
 * that they live as they always have.
 */
public final class DhcpWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DhcpWatch.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Store store;
  private final InstantSource clock;
  private final Duration hostAlive;
  private final PlaceDhcp places;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("dhcp-watch").unstarted(this::run);

  private @Nullable Instant lastLook;
  private Instant listeningSince = Instant.EPOCH;

  /** At rest. */
  public DhcpWatch(Store store, InstantSource clock, Duration hostAlive, PlaceDhcp places) {
    this.store = store;
    this.clock = clock;
    this.hostAlive = hostAlive;
    this.places = places;
  }

  /** Looks from now on, until closed. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopping.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
        } catch (RuntimeException e) {
          LOG.log(
              System.Logger.Level.WARNING,
              "DHCP servers are looked after later: " + e.getMessage(),
              e instanceof CloudException ? null : e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once. */
  public void look() {
    Instant now = clock.instant();
    Instant last = lastLook;
    lastLook = now;
    if (last == null || now.isBefore(last) || now.isAfter(last.plus(hostAlive.dividedBy(2)))) {
      listeningSince = now;
    }
    if (now.isBefore(listeningSince.plus(hostAlive)) || store.read(places::takeOvers).isEmpty()) {
      return;
    }
    store.run(places::takeOver);
  }

  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
