package haneul.tools.guard.rule;

import haneul.tools.guard.address.Address;
import haneul.tools.guard.log.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is not to be done too often.
 *
 * @param match an entry that is like any of these counts
 * @param unless but not one that is like any of these
 * @param source the rule as it was written, for people
 */
public record Rule(
    String name,
    String about,
    List<Condition> match,
    List<Condition> unless,
    Limits limits,
    RuleTests tests,
    String source) {

  /**
   * How often is too often, and what then.
   *
   * @param threshold this many entries of one address
   * @param window within this time
   * @param ban are a ban of this long
   * @param growth times this for each ban it had before
   * @param longest but no longer than this
   */
  public record Limits(
      int threshold, Duration window, Duration ban, double growth, Duration longest) {
    /** How long the ban is of one that was banned {@code before} times. */
    public Duration banAfter(int before) {
      double seconds = ban.toSeconds() * Math.pow(growth, before);
      return seconds < longest.toSeconds() ? Duration.ofSeconds((long) seconds) : longest;
    }
  }

  /** What a rule must find, and what it must not, as lines of a log. */
  public record RuleTests(
      List<Expected> hits, List<String> misses, List<Expected> bans, List<String> spares) {
    /** Lines, and the address each of them counts for or all of them ban. */
    public record Expected(String address, List<String> lines) {}

    public boolean isEmpty() {
      return hits.isEmpty() && misses.isEmpty() && bans.isEmpty() && spares.isEmpty();
    }
  }

  /** An entry that counts, and who did it if that can be told. */
  public record Match(Optional<Address> address) {}

  public Rule with(Limits other) {
    return new Rule(name, about, match, unless, other, tests, source);
  }

  public Optional<Match> look(Entry entry) {
    for (Condition condition : match) {
      if (condition.matches(entry)) {
        return unless.stream().anyMatch(other -> other.matches(entry))
            ? Optional.empty()
            : Optional.of(new Match(Optional.ofNullable(condition.address(entry))));
      }
    }
    return Optional.empty();
  }
}
