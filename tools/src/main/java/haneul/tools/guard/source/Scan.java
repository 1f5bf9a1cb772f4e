package haneul.tools.guard.source;

import haneul.tools.guard.engine.Engine;
import haneul.tools.guard.log.Entries;
import haneul.tools.guard.log.Entry;
import haneul.tools.guard.rule.Rule;
import haneul.tools.guard.source.Source.Found;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks through entries for those that rules are about. */
final class Scan {
  /** After this much the others get their turn. */
  private static final long SLICE_BYTES = 32 << 20;

  /** A line that says it comes from later than this is not believed. */
  private static final Duration AHEAD = Duration.ofDays(1);

  private final Entries entries;
  private final List<Rule> rules;
  private final Tally tally;
  private final Instant latest;
  private long seen;
  private long notUnderstood;
  private boolean ended;

  Scan(Entries entries, List<Rule> rules, Tally tally, Instant now) {
    this.entries = entries;
    this.rules = rules;
    this.tally = tally;
    this.latest = now.plus(AHEAD);
  }

  /** The next; null when there is none, or after a slice without any. */
  @Nullable Found next() throws IOException {
    long until = entries.position() + SLICE_BYTES;
    try {
      while (entries.position() < until) {
        Entry entry = entries.next();
        if (entry == null) {
          ended = true;
          return null;
        }
        Found found = look(entry);
        if (found != null) {
          return found;
        }
      }
      return null;
    } finally {
      tally.add(Tally.What.LINES, entries.seen() - seen);
      tally.add(Tally.What.NOT_UNDERSTOOD, entries.notUnderstood() - notUnderstood);
      seen = entries.seen();
      notUnderstood = entries.notUnderstood();
    }
  }

  private @Nullable Found look(Entry entry) {
    List<Engine.Hit> hits = List.of();
    for (Rule rule : rules) {
      Optional<Rule.Match> match = rule.look(entry);
      if (match.isPresent()) {
        hits = hits.isEmpty() ? new ArrayList<>(1) : hits;
        hit(rule, entry, match.get(), hits);
      }
    }
    return hits.isEmpty() ? null : new Found(hits.getFirst().time(), hits);
  }

  private void hit(Rule rule, Entry entry, Rule.Match match, List<Engine.Hit> hits) {
    tally.add(Tally.What.HITS, entry.times());
    if (match.address().isEmpty()) {
      tally.add(Tally.What.WITHOUT_ADDRESS, 1);
      return;
    }
    if (entry.timeMillis() == Entry.NO_TIME) {
      tally.add(Tally.What.WITHOUT_TIME, 1);
      return;
    }
    Instant time = Instant.ofEpochMilli(entry.timeMillis());
    if (time.isAfter(latest)) {
      tally.add(Tally.What.FROM_THE_FUTURE, 1);
      return;
    }
    int enough = Math.min(entry.times(), rule.limits().threshold());
    for (int i = 0; i < enough; i++) {
      hits.add(new Engine.Hit(rule, match.address().get(), time, entry.text()));
    }
  }

  /** Whether there was no more when last looked. */
  boolean ended() {
    return ended;
  }
}
