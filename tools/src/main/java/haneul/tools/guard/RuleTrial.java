package haneul.tools.guard;

import haneul.tools.guard.address.Address;
import haneul.tools.guard.address.Spared;
import haneul.tools.guard.engine.Engine;
import haneul.tools.guard.engine.Memory;
import haneul.tools.guard.log.Entry;
import haneul.tools.guard.log.LineParser;
import haneul.tools.guard.log.LogFormat;
import haneul.tools.guard.rule.Rule;
import haneul.tools.guard.rule.Rule.RuleTests.Expected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tries a rule on the lines beside it. */
final class RuleTrial {
  private final Rule rule;
  private final LineParser parser;
  private final List<String> failures = new ArrayList<>();
  private int lines;

  /**
   * How it went.
   *
   * @param lines how many were tried
   * @param failures sentences; none if all is well
   */
  record Result(int lines, List<String> failures) {}

  private RuleTrial(Rule rule, Instant now) {
    this.rule = rule;
    this.parser = new LineParser(LogFormat.AUTO, now, ZoneId.systemDefault());
  }

  static Result of(Rule rule, Instant now) {
    RuleTrial trial = new RuleTrial(rule, now);
    for (Expected expected : rule.tests().hits()) {
      expected.lines().forEach(line -> trial.hits(expected.address(), line));
    }
    rule.tests().misses().forEach(trial::misses);
    for (Expected expected : rule.tests().bans()) {
      trial.bans(Set.of(expected.address()), expected.lines());
    }
    trial.bans(Set.of(), rule.tests().spares());
    return new Result(trial.lines, trial.failures);
  }

  private @Nullable Entry entry(String line) {
    lines++;
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    Entry entry = parser.parse(bytes, 0, bytes.length);
    if (entry == null) {
      failures.add("not understood as a line of a log: " + line);
    }
    return entry;
  }

  private void hits(String address, String line) {
    Entry entry = entry(line);
    if (entry == null) {
      return;
    }
    Optional<Rule.Match> match = rule.look(entry);
    if (match.isEmpty()) {
      failures.add("should count and does not: " + line);
    } else {
      String who = match.get().address().map(Address::toString).orElse("nobody");
      if (!who.equals(address)) {
        failures.add("should count for " + address + " and does for " + who + ": " + line);
      } else if (entry.timeMillis() == Entry.NO_TIME) {
        failures.add("has no time that is understood: " + line);
      }
    }
  }

  private void misses(String line) {
    Entry entry = entry(line);
    if (entry != null && rule.look(entry).isPresent()) {
      failures.add("should not count and does: " + line);
    }
  }

  private void bans(Set<String> expected, List<String> log) {
    Memory memory = new Memory();
    Engine engine = new Engine(memory, new Spared(List.of()));
    for (String line : log) {
      Entry entry = entry(line);
      if (entry != null) {
        rule.look(entry)
            .flatMap(Rule.Match::address)
            .ifPresent(who -> {
              for (int i = 0; i < Math.min(entry.times(), rule.limits().threshold()); i++) {
                engine.take(
                    new Engine.Hit(
                        rule, who, Instant.ofEpochMilli(entry.timeMillis()), entry.text()));
              }
            });
      }
    }
    Set<String> banned = new TreeSet<>();
    memory.bans().keySet().forEach(network -> banned.add(network.toString()));
    if (!banned.equals(expected)) {
      failures.add(
          "should ban "
              + named(expected)
              + " and bans "
              + named(banned)
              + ", by these lines:\n    "
              + String.join("\n    ", log));
    }
  }

  private static String named(Set<String> addresses) {
    return addresses.isEmpty() ? "nobody" : String.join(", ", addresses);
  }
}
