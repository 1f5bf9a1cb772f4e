package haneul.platform.store;

import haneul.platform.log.RequestContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Work that waits, in order, for threads of its own. Whoever waits does so for a bounded time and
 * can be interrupted, until its work begins.
 */
final class JobQueue implements AutoCloseable {
  /** Ends the thread that takes it. */
  private static final Job<?> STOP = new Job<>(connection -> "", true);

  private final LinkedBlockingQueue<Job<?>> waiting = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final long waitMillis;
  private volatile boolean closed;

  /**
   * @param runner is given a job that has begun; must end it, and those it polls for
   */
  JobQueue(String name, int count, long waitMillis, Consumer<Job<?>> runner) {
    this.waitMillis = waitMillis;
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofPlatform().daemon().name(name + "-" + i).start(() -> serve(runner)));
    }
  }

  /** One caller's work and what became of it. */
  static final class Job<T> {
    private final Engine.Work<T> work;
    private final boolean readsOnly;
    private final Optional<String> requestId = RequestContext.requestId();
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;

    private Job(Engine.Work<T> work, boolean readsOnly) {
      this.work = work;
      this.readsOnly = readsOnly;
    }

    boolean readsOnly() {
      return readsOnly;
    }

    /** Begins it or gives it up: one of the two happens, once. */
    private boolean take() {
      return taken.compareAndSet(false, true);
    }

    /** Does the work; what it throws is kept for its caller. */
    void work(Connection connection) {
      Runnable all =
          () -> {
            try {
              result = work.run(connection);
            } catch (Throwable e) {
              failure = e;
            }
          };
      requestId.ifPresentOrElse(id -> RequestContext.run(id, all), all);
    }

    boolean failed() {
      return failure != null;
    }

    /** Tells its caller how it ended. */
    @SuppressWarnings("NullAway") // A work may well return null.
    void end() {
      if (failure == null) {
        done.complete(result);
      } else {
        done.completeExceptionally(failure);
      }
    }

    /** Tells its caller that it came to nothing, unless it had failed by itself. */
    void end(Throwable why) {
      done.completeExceptionally(failure == null ? why : failure);
    }
  }

  /** The next job, begun; null when none waits. For the only thread of a queue. */
  @Nullable Job<?> poll() {
    while (waiting.peek() != STOP) {
      Job<?> job = waiting.poll();
      if (job == null || job.take()) {
        return job;
      }
    }
    return null;
  }

  private void serve(Consumer<Job<?>> runner) {
    try {
      for (Job<?> job = waiting.take(); job != STOP; job = waiting.take()) {
        if (job.take()) {
          runner.accept(job);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs {@code work} on a thread of this queue and waits for it. */
  <T> T run(Engine.Work<T> work, boolean readsOnly) throws SQLException {
    if (closed) {
      throw new SQLTransientConnectionException("the store is closed");
    }
    Job<T> job = new Job<>(work, readsOnly);
    waiting.add(job);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return job.done.get(waitMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (job.take()) {
            throw new SQLTransientConnectionException("no turn within " + waitMillis + " ms", e);
          }
        } catch (InterruptedException e) {
          interrupted = true;
          if (job.take()) {
            throw new SQLTransientConnectionException("interrupted while waiting", e);
          }
        } catch (ExecutionException e) {
          throw rethrown(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static SQLException rethrown(@Nullable Throwable failure) throws SQLException {
    return switch (failure) {
      case SQLException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> new SQLException("the work failed", failure);
    };
  }

  /** What waits is done before; what comes now is refused. */
  @Override
  public void close() {
    closed = true;
    threads.forEach(thread -> waiting.add(STOP));
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // What slipped in between is given up by its caller when its wait is over; say so at once.
    for (Job<?> job = waiting.poll(); job != null; job = waiting.poll()) {
      job.end(new SQLTransientConnectionException("the store is closed"));
    }
  }
}
