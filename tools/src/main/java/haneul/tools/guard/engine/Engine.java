package haneul.tools.guard.engine;

import haneul.tools.guard.address.Address;
import haneul.tools.guard.address.Network;
import haneul.tools.guard.address.Spared;
import haneul.tools.guard.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides who is banned. It knows no clock: the time is each line's own, so that the same lines
 * give the same bans whether they are read as they come, by cron, or a week later.
 *
 * <p>While a ban lasts its address is not counted. A line older than the end of the last ban
 * belongs to it, though it be read later.
 */
public final class Engine {
  private final Memory memory;
  private final Spared spared;

  public Engine(Memory memory, Spared spared) {
    this.memory = memory;
    this.spared = spared;
  }

  /**
   * An entry of a log that a rule is about.
   *
   * @param line for people
   */
  public record Hit(Rule rule, Address address, Instant time, String line) {}

  /** What became of a hit. */
  public sealed interface Outcome {}

  /** It was counted, and that many are not too many. */
  public record Counted() implements Outcome {}

  /** It was one too many. */
  public record Banned(Ban ban) implements Outcome {}

  /** Its address is banned at that time. */
  public record AlreadyBanned() implements Outcome {}

  /** Its address is not to be touched. */
  public record IsSpared() implements Outcome {}

  public Outcome take(Hit hit) {
    memory.sawTime(hit.time());
    Optional<Network> unit = spared.unitOf(hit.address());
    if (unit.isEmpty()) {
      return new IsSpared();
    }
    Network network = unit.get();
    Optional<Ban> last = memory.lastBan(network);
    if (last.isPresent() && last.get().lastsAt(hit.time())) {
      return new AlreadyBanned();
    }
    Rule.Limits limits = hit.rule().limits();
    Counter.Key key = new Counter.Key(hit.rule().name(), network);
    Counter counter = memory.counter(key);
    int before = counter.count();
    int count = counter.add(hit.time().toEpochMilli(), limits.window().toMillis(), hit.line());
    if (count < limits.threshold()) {
      memory.changed(count - before);
      return new Counted();
    }
    memory.changed(count - before);
    Ban ban = ban(hit, network, counter.lines(), last);
    memory.drop(key);
    memory.add(ban);
    return new Banned(ban);
  }

  /** The next one is longer, unless the last ended longer ago than the longest there is. */
  private static Ban ban(Hit hit, Network network, List<String> lines, Optional<Ban> last) {
    Rule.Limits limits = hit.rule().limits();
    int before =
        last.filter(ban -> hit.time().isBefore(ban.end().plus(limits.longest())))
            .map(Ban::which)
            .orElse(0);
    Duration length = limits.banAfter(before);
    return new Ban(
        network, hit.rule().name(), hit.time(), hit.time().plus(length), before + 1, false, lines);
  }
}
