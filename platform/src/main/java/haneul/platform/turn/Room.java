package haneul.platform.turn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bytes of memory that others may have this program hold: so many in all, and for one of them. */
public final class Room {
  private final long all;
  private final long ofOne;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final Map<String, Long> held = new HashMap<>();
  private long heldInAll;

  /**
   * @param all bytes
   * @param ofOne bytes
   */
  public Room(long all, long ofOne) {
    this.all = all;
    this.ofOne = ofOne;
  }

  /** What is held for one request; closing it gives all back. */
  public final class Hold implements AutoCloseable {
    private final List<String> who = new ArrayList<>();
    private long bytes;

    private Hold() {}

    /** From now on it is reckoned to him as well. */
    public void by(String who) {
      lock.lock();
      try {
        this.who.add(who);
        reckon(List.of(who), bytes);
      } finally {
        lock.unlock();
      }
    }

    /**
     * Holds more.
     *
     * @param patience how long to wait for room
     * @return whether there was room
     */
    public boolean take(long more, Duration patience) throws InterruptedException {
      lock.lock();
      try {
        long left = patience.toNanos();
        while (!fits(more)) {
          if (left <= 0) {
            return false;
          }
          left = freed.awaitNanos(left);
        }
        heldInAll += more;
        bytes += more;
        reckon(who, more);
        return true;
      } finally {
        lock.unlock();
      }
    }

    private boolean fits(long more) {
      return heldInAll + more <= all
          && who.stream().allMatch(one -> held.getOrDefault(one, 0L) + more <= ofOne);
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (bytes > 0) {
          heldInAll -= bytes;
          reckon(who, -bytes);
          bytes = 0;
          freed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  public Hold hold() {
    return new Hold();
  }

  /** Bytes that are held in all. */
  public long held() {
    lock.lock();
    try {
      return heldInAll;
    } finally {
      lock.unlock();
    }
  }

  private void reckon(List<String> who, long bytes) {
    for (String one : who) {
      held.merge(one, bytes, Long::sum);
      held.remove(one, 0L);
    }
  }
}
