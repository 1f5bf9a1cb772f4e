package haneul.platform.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends reads of bodies that wait too long. The server's sockets know no timeout; an interrupt makes
 * a blocked read fail and closes its connection, and nothing else is interrupted: a turn's lock is
 * held to interrupt and to end it.
 */
final class BodyWatch implements AutoCloseable {
  private final long patienceNanos;
  private final Set<Turn> turns = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  BodyWatch(Duration patience) {
    this.patienceNanos = patience.toNanos();
    this.thread = Thread.ofVirtual().name("body-watch").start(this::watch);
  }

  /** One read, from its begin to its end. */
  final class Turn implements AutoCloseable {
    private final Thread reader = Thread.currentThread();
    private final long began = System.nanoTime();
    private boolean over;
    private boolean interrupted;

    private synchronized void interruptIfLate(long now) {
      if (!over && !interrupted && now - began > patienceNanos) {
        interrupted = true;
        reader.interrupt();
      }
    }

    @Override
    public synchronized void close() {
      over = true;
      turns.remove(this);
      if (interrupted) {
        Thread.interrupted();
      }
    }
  }

  /** The calling thread begins a read. */
  Turn begin() {
    Turn turn = new Turn();
    turns.add(turn);
    return turn;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(Duration.ofNanos(patienceNanos / 4));
        long now = System.nanoTime();
        turns.forEach(turn -> turn.interruptIfLate(now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
