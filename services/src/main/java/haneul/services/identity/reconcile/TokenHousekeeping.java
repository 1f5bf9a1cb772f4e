package haneul.services.identity.reconcile;

import haneul.base.error.CloudException;
import haneul.services.identity.ops.TokenPurge;
import haneul.services.identity.ops.TokenUse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Removes expired tokens and adds up counts, every few seconds. It rests several times as long as a
 * step took, so that it never has more than a small part of the store's time to itself.
 */
public final class TokenHousekeeping implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TokenHousekeeping.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int REST_TIMES = 19;

  private final TokenPurge purge;
  private final TokenUse use;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;

  private TokenHousekeeping(TokenPurge purge, TokenUse use) {
    this.purge = purge;
    this.use = use;
    this.thread = Thread.ofVirtual().name("token-housekeeping").unstarted(this::run);
  }

  public static TokenHousekeeping start(TokenPurge purge, TokenUse use) {
    TokenHousekeeping housekeeping = new TokenHousekeeping(purge, use);
    housekeeping.thread.start();
    return housekeeping;
  }

  private void run() {
    try {
      while (!stopping.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        round();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws InterruptedException {
    try {
      use.flush();
      long began = System.nanoTime();
      while (purge.some() > 0) {
        long rest = (System.nanoTime() - began) * REST_TIMES;
        if (stopping.await(rest, TimeUnit.NANOSECONDS)) {
          return;
        }
        began = System.nanoTime();
      }
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "tokens are tidied up later: " + e.getMessage(),
          e instanceof CloudException ? null : e);
    }
  }

  /** Ends it, and adds what was counted last. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join();
      use.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the last token counts are lost: " + e.getMessage());
    }
  }
}
