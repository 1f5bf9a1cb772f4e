package haneul.services.network.reconcile;

import haneul.base.error.CloudException;
import haneul.platform.link.Listening;
import haneul.platform.store.Store;
import haneul.services.network.ops.PlaceDhcp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has DHCP servers leave hosts that are silent, as far as that can be judged. Looks every second.
 */
public final class DhcpWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DhcpWatch.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Store store;
  private final Listening listening;
  private final PlaceDhcp places;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("dhcp-watch").unstarted(this::run);

  /** At rest. */
  public DhcpWatch(Store store, InstantSource clock, Duration hostAlive, PlaceDhcp places) {
    this.store = store;
    this.listening = new Listening(clock, hostAlive);
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
    listening.look();
    if (listening.mayYetHear() || store.read(places::takeOvers).isEmpty()) {
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
