package haneul.tools.guard.engine;

import haneul.tools.guard.address.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** When an address did what a rule is about, lately. */
public final class Counter {
  private static final int MOST_LINES = 3;

  /** Whose, and of which rule. */
  public record Key(String rule, Network network) {}

  private final List<String> lines = new ArrayList<>();
  private long[] times = new long[4]; // ascending
  private int count;

  /**
   * Counts one more. Lines of a log are not quite in order; one that is a window late is not
   * counted.
   *
   * @return how many there are within the window that the latest ends
   */
  int add(long timeMillis, long windowMillis, String line) {
    if (count > 0 && times[count - 1] - timeMillis > windowMillis) {
      return count;
    }
    if (count == times.length) {
      times = Arrays.copyOf(times, count * 2);
    }
    int at = count;
    while (at > 0 && times[at - 1] > timeMillis) {
      times[at] = times[at - 1];
      at--;
    }
    times[at] = timeMillis;
    count++;
    lines.add(line);
    if (lines.size() > MOST_LINES) {
      lines.removeFirst();
    }
    int old = 0;
    while (times[count - 1] - times[old] > windowMillis) {
      old++;
    }
    count -= old;
    System.arraycopy(times, old, times, 0, count);
    return count;
  }

  public int count() {
    return count;
  }

  public long latestMillis() {
    return count == 0 ? Long.MIN_VALUE : times[count - 1];
  }

  public long[] times() {
    return Arrays.copyOf(times, count);
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** As it was when it was written down. */
  static Counter of(long[] times, List<String> lines) {
    Counter counter = new Counter();
    counter.times = Arrays.copyOf(times, Math.max(times.length, 4));
    Arrays.sort(counter.times, 0, times.length);
    counter.count = times.length;
    counter.lines.addAll(lines);
    return counter;
  }
}
