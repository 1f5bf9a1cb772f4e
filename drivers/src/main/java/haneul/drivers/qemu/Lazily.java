package haneul.drivers.qemu;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something found out once, in the background; whoever needs it waits for it. */
final class Lazily<T> {
  private final FutureTask<T> task;

  private Lazily(FutureTask<T> task) {
    this.task = task;
  }

  /** Starts to find out; {@code find} must be bounded. */
  static <T> Lazily<T> start(String name, Callable<T> find) {
    FutureTask<T> task = new FutureTask<>(find);
    Thread.ofVirtual().name(name).start(task);
    return new Lazily<>(task);
  }

  /** Waits until nothing is being found out any more, whatever it was. */
  void settle() {
    try {
      task.get();
    } catch (ExecutionException failed) {
      // Who needed it was told.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  T get() throws IOException {
    try {
      return task.get();
    } catch (ExecutionException failed) {
      throw new IOException(String.valueOf(failed.getCause()), failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
