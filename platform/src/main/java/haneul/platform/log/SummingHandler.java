package haneul.platform.log;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * Hands records on, but of those that say the same, about the same client, only the first few
 * within a while; how many more there were is one line when the while is over. Nothing that says
 * something else is left out: only so many different ones are counted at a time, and what comes
 * beyond those is handed on as it is.
 */
final class SummingHandler extends Handler {
  private static final int MOST_COUNTED = 1_000;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Formatter TEXT = new SimpleFormatter();

  private final Handler next;
  private final int first;
  private final Duration within;
  private final InstantSource clock;
  private final Map<Said, Count> counts = new HashMap<>();
  private final Thread looking;

  /** What makes two records the same. */
  private record Said(Level level, String logger, String client, String message, String thrown) {}

  /** How often it was said since. */
  private static final class Count {
    final Instant since;
    int times;
    LogRecord last;
    String lastRequest = "";

    Count(Instant since, LogRecord record) {
      this.since = since;
      this.last = record;
    }
  }

  /**
   * Looks for what is over by itself until it is closed.
   *
   * @param first how many of the same are handed on
   * @param within how long one counts
   */
  SummingHandler(Handler next, int first, Duration within, InstantSource clock) {
    this.next = next;
    this.first = first;
    this.within = within;
    this.clock = clock;
    this.looking = Thread.ofPlatform().daemon().name("log-sums").start(this::look);
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(LOOK_EVERY);
        sumUp(false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record) && isToBeTold(said(record), record)) {
      next.publish(record);
    }
  }

  private static Said said(LogRecord record) {
    return new Said(
        record.getLevel(),
        String.valueOf(record.getLoggerName()),
        RequestContext.client().orElse(""),
        TEXT.formatMessage(record),
        String.valueOf(record.getThrown()));
  }

  private synchronized boolean isToBeTold(Said said, LogRecord record) {
    Count count = counts.get(said);
    if (count == null) {
      if (counts.size() >= MOST_COUNTED) {
        return true;
      }
      count = new Count(clock.instant(), record);
      counts.put(said, count);
    }
    count.times++;
    count.last = record;
    count.lastRequest = RequestContext.requestId().orElse("");
    return count.times <= first;
  }

  /** Says of what is over how many more there were, and forgets it. */
  void sumUp(boolean all) {
    record Sum(Said said, Count count) {}
    List<Sum> over = new ArrayList<>();
    synchronized (this) {
      Instant now = clock.instant();
      counts.forEach((said, count) -> {
        if (all || !now.isBefore(count.since.plus(within))) {
          over.add(new Sum(said, count));
        }
      });
      over.forEach(sum -> counts.remove(sum.said()));
    }
    for (Sum sum : over) {
      if (sum.count().times > first) {
        tell(sum.said(), sum.count());
      }
    }
  }

  private void tell(Said said, Count count) {
    LogRecord record =
        new LogRecord(
            said.level(),
            said.message()
                + " … and "
                + (count.times - first)
                + " more like it in "
                + within.toSeconds()
                + " s");
    record.setLoggerName(said.logger());
    record.setInstant(count.last.getInstant());
    RequestContext.run(
        Optional.of(count.lastRequest).filter(id -> !id.isEmpty()),
        Optional.of(said.client()).filter(client -> !client.isEmpty()),
        () -> next.publish(record));
  }

  @Override
  public void flush() {
    next.flush();
  }

  @Override
  public void close() {
    looking.interrupt();
    sumUp(true);
    next.close();
  }
}
