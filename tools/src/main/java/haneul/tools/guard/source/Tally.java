package haneul.tools.guard.source;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many of what there was. */
public final class Tally {
  /** What is counted. */
  public enum What {
    LINES("lines read"),
    NOT_UNDERSTOOD("lines not understood"),
    HITS("lines a rule is about"),
    WITHOUT_ADDRESS("of these without an address"),
    WITHOUT_TIME("of these without a time"),
    FROM_THE_FUTURE("of these more than a day ahead of the clock"),
    SPARED("of these from spared addresses"),
    ALREADY_BANNED("of these from addresses banned at that time"),
    BANS("bans");

    private final String text;

    What(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  private final Map<What, LongAdder> counts = new ConcurrentHashMap<>();

  public void add(What what, long number) {
    counts.computeIfAbsent(what, none -> new LongAdder()).add(number);
  }

  public long of(What what) {
    LongAdder count = counts.get(what);
    return count == null ? 0 : count.sum();
  }
}
