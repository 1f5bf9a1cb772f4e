package haneul.platform.turn;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What computes for long, on threads of its own. On a virtual thread it would keep a carrier to
 * itself, of which there are as many as processors; on two, all who wait for something else then
 * wait for the one carrier that is left, for seconds when many are at work. Whoever uses this
 * bounds how many wait, as by {@link Turns}.
 */
public final class Computations {
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  /**
   * @param atOnce as many at the same time; the others wait in order
   */
  public Computations(String name, int atOnce) {
    threads =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name, 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /** What {@code work} gives or throws; an interrupt does not end the wait. */
  public <T> T run(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw e;
    }
  }
}
