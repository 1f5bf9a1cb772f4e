package haneul.tools.guard.engine;

import haneul.tools.guard.address.Network;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who did what how often, and who is or was banned; bounded, whoever tries to fill it. */
public final class Memory {
  private static final int MOST_COUNTERS = 50_000;
  private static final int MOST_TIMES = 1_000_000;
  private static final int MOST_OFFENDERS = 50_000;
  private static final int MOST_BANS_KEPT = 5;

  /** The one not touched for longest is first. */
  private final LinkedHashMap<Counter.Key, Counter> counters = new LinkedHashMap<>(64, 0.75f, true);

  /** The last bans of each, oldest first; who was banned longest ago is first. */
  private final LinkedHashMap<Network, List<Ban>> offenders = new LinkedHashMap<>();

  private long times;
  private long forgotten;
  private Instant latest = Instant.EPOCH;

  Counter counter(Counter.Key key) {
    return counters.computeIfAbsent(key, none -> new Counter());
  }

  void drop(Counter.Key key) {
    Counter dropped = counters.remove(key);
    times -= dropped == null ? 0 : dropped.count();
  }

  /** After a counter grew or shrank: the ones not touched for longest make room. */
  void changed(int difference) {
    times += difference;
    while (counters.size() > MOST_COUNTERS || times > MOST_TIMES) {
      drop(counters.firstEntry().getKey());
      forgotten++;
    }
  }

  public Map<Counter.Key, Counter> counters() {
    return counters;
  }

  /** All that is known of a network's bans, oldest first. */
  public List<Ban> bans(Network network) {
    return offenders.getOrDefault(network, List.of());
  }

  /** Every ban that is remembered, by network. */
  public Map<Network, List<Ban>> bans() {
    return offenders;
  }

  public Optional<Ban> lastBan(Network network) {
    List<Ban> bans = bans(network);
    return bans.isEmpty() ? Optional.empty() : Optional.of(bans.getLast());
  }

  void add(Ban ban) {
    @Nullable List<Ban> before = offenders.remove(ban.network());
    List<Ban> bans = new ArrayList<>(before == null ? List.of() : before);
    bans.add(ban);
    if (bans.size() > MOST_BANS_KEPT) {
      bans.removeFirst();
    }
    offenders.put(ban.network(), bans);
    if (offenders.size() > MOST_OFFENDERS) {
      offenders.pollFirstEntry();
      forgotten++;
    }
  }

  /** Who is kept out at this time. */
  public List<Ban> active(Instant now) {
    List<Ban> active = new ArrayList<>();
    for (List<Ban> bans : offenders.values()) {
      if (bans.getLast().lastsAt(now)) {
        active.add(bans.getLast());
      }
    }
    return active;
  }

  /** Ends a network's ban, and begins its counters anew. Whether there was one. */
  public boolean lift(Network network, Instant now) {
    List<Ban> bans = offenders.get(network);
    if (bans == null || !bans.getLast().lastsAt(now)) {
      return false;
    }
    bans.set(bans.size() - 1, bans.getLast().liftedAt(now));
    counters.keySet().stream()
        .filter(key -> key.network().equals(network))
        .toList()
        .forEach(this::drop);
    return true;
  }

  void sawTime(Instant time) {
    latest = time.isAfter(latest) ? time : latest;
  }

  /** The latest time that a counted line had. */
  public Instant latest() {
    return latest;
  }

  /** How much was dropped because there was too much. */
  public long forgotten() {
    return forgotten;
  }

  /** Puts back what was written down, in the order it was in. */
  public Restoring restoring() {
    return new Restoring();
  }

  /** See {@link #restoring}. */
  public final class Restoring {
    private Restoring() {}

    public void ban(Ban ban) {
      add(ban);
    }

    public void counter(Counter.Key key, long[] hits, List<String> lines) {
      counters.put(key, Counter.of(hits, lines));
      times += hits.length;
    }

    public void latest(Instant time) {
      latest = time;
    }
  }

  /** Drops counters that no line to come can fill: none has a window of more than {@code keep}. */
  public void tidy(Instant now, java.time.Duration keep) {
    Instant edge = (latest.isBefore(now) ? latest : now).minus(keep);
    Iterator<Counter> each = counters.values().iterator();
    while (each.hasNext()) {
      Counter counter = each.next();
      if (counter.latestMillis() < edge.toEpochMilli()) {
        times -= counter.count();
        each.remove();
      }
    }
  }
}
