package haneul.platform.turn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * So many at once and no more, whoever has asked the least lately first. One who asks much waits
 * behind his own; the others pass him by. Of equals the last to come is first: where there are more
 * than can be served, those before him will not be in time anyway, and a thousand that all came
 * once hold up none who comes after them. Thread-safe; what waits is bounded, and so is how long.
 */
public final class Turns {
  /** What one asked is half forgotten after so long. */
  private static final double HALF_LIFE_NANOS = Duration.ofMinutes(1).toNanos();

  private static final int MOST_REMEMBERED = 100_000;

  /**
   * @param atOnce turns that are taken at the same time
   * @param waiting who may wait, all together
   * @param patience how long one waits
   */
  public record Bounds(int atOnce, int waiting, Duration patience) {}

  /**
   * One to whom a turn is reckoned.
   *
   * @param atOnce how many turns he may have at the same time
   */
  public record Share(String who, int atOnce) {}

  /** A turn that is taken; closing it gives it to the next. */
  public final class Turn implements AutoCloseable {
    private final List<Share> shares;
    private boolean over;

    private Turn(List<Share> shares) {
      this.shares = shares;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!over) {
          over = true;
          giveBack(shares);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private record Asked(double times, long at) {
    static final Asked NEVER = new Asked(0, 0);

    double at(long now) {
      return times * Math.pow(0.5, Math.max(0, now - at) / HALF_LIFE_NANOS);
    }
  }

  private enum Fate {
    WAITING,
    ADMITTED,
    SENT_AWAY
  }

  private final class Waiter {
    final List<Share> shares;
    final boolean known;
    final Condition settled = lock.newCondition();
    Fate fate = Fate.WAITING;

    Waiter(List<Share> shares, boolean known) {
      this.shares = shares;
      this.known = known;
    }

    void settle(Fate fate) {
      this.fate = fate;
      waiters.remove(this);
      settled.signal();
    }
  }

  private final Bounds bounds;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private int running;
  private final Map<String, Integer> holding = new HashMap<>();
  private final List<Waiter> waiters = new ArrayList<>(); // as they came
  private final Map<String, Asked> asked =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Asked> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  public Turns(Bounds bounds) {
    this(bounds, System::nanoTime);
  }

  Turns(Bounds bounds, LongSupplier nanoTime) {
    this.bounds = bounds;
    this.nanoTime = nanoTime;
  }

  /**
   * Waits for a turn.
   *
   * @param shares to whom it is reckoned; the one who has asked the most counts
   * @param known goes before all that are not
   * @return none when there was none in time, or when so many wait that somebody has to leave and
   *     nobody asks for more than he
   */
  public Optional<Turn> take(List<Share> shares, boolean known) throws InterruptedException {
    lock.lock();
    Waiter waiter = new Waiter(shares, known);
    try {
      waiters.add(waiter);
      note(shares);
      admit();
      if (waiters.size() > bounds.waiting()) {
        greediest().settle(Fate.SENT_AWAY);
      }
      long left = bounds.patience().toNanos();
      while (waiter.fate == Fate.WAITING && left > 0) {
        left = waiter.settled.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      if (waiter.fate == Fate.ADMITTED) {
        giveBack(shares);
      }
      throw e;
    } finally {
      waiters.remove(waiter);
      lock.unlock();
    }
    return waiter.fate == Fate.ADMITTED ? Optional.of(new Turn(shares)) : Optional.empty();
  }

  /** How many wait. */
  public int waiting() {
    lock.lock();
    try {
      return waiters.size();
    } finally {
      lock.unlock();
    }
  }

  private void admit() {
    while (running < bounds.atOnce()) {
      long now = nanoTime.getAsLong();
      Optional<Waiter> next =
          waiters.reversed().stream()
              .filter(this::mayHaveOne)
              .min(
                  Comparator.comparing((Waiter waiter) -> !waiter.known)
                      .thenComparingInt(this::holds)
                      .thenComparingDouble(waiter -> askedLately(waiter, now)));
      if (next.isEmpty()) {
        return;
      }
      running++;
      next.get().shares.forEach(share -> holding.merge(share.who(), 1, Integer::sum));
      next.get().settle(Fate.ADMITTED);
    }
  }

  private void giveBack(List<Share> shares) {
    running--;
    for (Share share : shares) {
      holding.merge(share.who(), -1, Integer::sum);
      holding.remove(share.who(), 0);
    }
    admit();
  }

  private boolean mayHaveOne(Waiter waiter) {
    return waiter.shares.stream()
        .allMatch(share -> holding.getOrDefault(share.who(), 0) < share.atOnce());
  }

  private int holds(Waiter waiter) {
    return waiter.shares.stream()
        .mapToInt(share -> holding.getOrDefault(share.who(), 0))
        .max()
        .orElse(0);
  }

  private void note(List<Share> shares) {
    long now = nanoTime.getAsLong();
    for (Share share : shares) {
      double before = asked.getOrDefault(share.who(), Asked.NEVER).at(now);
      asked.put(share.who(), new Asked(before + 1, now));
    }
  }

  private double askedLately(Waiter waiter, long now) {
    return waiter.shares.stream()
        .mapToDouble(share -> asked.getOrDefault(share.who(), Asked.NEVER).at(now))
        .max()
        .orElse(0);
  }

  /** The last to come of those who wait most often; of the unknown, when there are such. */
  private Waiter greediest() {
    Map<String, Integer> wait = new HashMap<>();
    waiters.forEach(
        waiter -> waiter.shares.forEach(share -> wait.merge(share.who(), 1, Integer::sum)));
    return waiters.reversed().stream()
        .min(
            Comparator.comparing((Waiter waiter) -> waiter.known)
                .thenComparingInt(waiter ->
                    -waiter.shares.stream()
                        .mapToInt(share -> wait.getOrDefault(share.who(), 0))
                        .max()
                        .orElse(0)))
        .orElseThrow();
  }
}
