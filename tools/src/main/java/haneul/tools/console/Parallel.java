package haneul.tools.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/** Many things side by side, of which only so many work at once. */
public final class Parallel {
  private final Semaphore permits;
  private final boolean one;

  public Parallel(int jobs) {
    this.permits = new Semaphore(jobs);
    this.one = jobs == 1;
  }

  /** Does the work when it is one of those allowed at once. */
  public <T> T work(Supplier<T> work) {
    permits.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      permits.release();
    }
  }

  /** Does the same work with many things; in their order when only one may be at work. */
  public <T, R> List<R> work(List<T> things, Function<T, R> function) {
    return one
        ? things.stream().map(function).toList()
        : each(things, thing -> work(() -> function.apply(thing)));
  }

  /** The answers in the order of the things; the first error when there is one. */
  public static <T, R> List<R> each(List<T> things, Function<T, R> function) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<R>> begun = new ArrayList<>();
      things.forEach(thing -> begun.add(threads.submit(() -> function.apply(thing))));
      List<R> results = new ArrayList<>();
      for (Future<R> one : begun) {
        results.add(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted");
    }
  }
}
