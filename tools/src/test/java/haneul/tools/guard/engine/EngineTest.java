package haneul.tools.guard.engine;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.guard.address.Address;
import haneul.tools.guard.address.Network;
import haneul.tools.guard.address.Spared;
import haneul.tools.guard.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class EngineTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Rule RULE = rule("three-in-ten", 3);

  private final Memory memory = new Memory();
  private final Engine engine = new Engine(memory, new Spared(List.of(network("10.0.0.0/8"))));

  /** Within ten minutes; an hour the first time, at most five. */
  private static Rule rule(String name, int threshold) {
    Rule.Limits limits =
        new Rule.Limits(
            threshold, Duration.ofMinutes(10), Duration.ofHours(1), 2, Duration.ofHours(5));
    return new Rule(
        name,
        "",
        List.of(),
        List.of(),
        limits,
        new Rule.RuleTests(List.of(), List.of(), List.of(), List.of()),
        "");
  }

  private static Network network(String text) {
    return Network.require("test", text);
  }

  private Engine.Outcome hit(Rule rule, String address, long seconds) {
    return engine.take(
        new Engine.Hit(
            rule,
            Objects.requireNonNull(Address.parse(address)),
            START.plusSeconds(seconds),
            "line at " + seconds));
  }

  private Engine.Outcome hit(String address, long seconds) {
    return hit(RULE, address, seconds);
  }

  @Test
  void theOneTooManyBans() {
    assertThat(hit("192.0.2.7", 0)).isInstanceOf(Engine.Counted.class);
    assertThat(hit("192.0.2.8", 1)).isInstanceOf(Engine.Counted.class);
    assertThat(hit("192.0.2.7", 300)).isInstanceOf(Engine.Counted.class);
    assertThat(hit("192.0.2.7", 600))
        .isEqualTo(
            new Engine.Banned(
                new Ban(
                    network("192.0.2.7"),
                    RULE.name(),
                    START.plusSeconds(600),
                    START.plusSeconds(4200),
                    1,
                    false,
                    List.of("line at 0", "line at 300", "line at 600"))));
    assertThat(memory.active(START.plusSeconds(4199))).hasSize(1);
    assertThat(memory.active(START.plusSeconds(4200))).isEmpty();
  }

  @Test
  void moreThanTheWindowApartIsNotTooMany() {
    for (int i = 0; i < 20; i++) {
      assertThat(hit("192.0.2.7", i * 301L)).isInstanceOf(Engine.Counted.class);
    }
  }

  @Test
  void rulesAndAddressesCountApart() {
    Rule other = rule("other", 3);
    for (String address : List.of("192.0.2.7", "192.0.2.8")) {
      hit(RULE, address, 0);
      hit(other, address, 1);
      hit(RULE, address, 2);
      assertThat(hit(other, address, 3)).isInstanceOf(Engine.Counted.class);
    }
  }

  @Test
  void sixCountsByTheSixtyFour() {
    hit("2001:db8:0:1::1", 0);
    hit("2001:db8:0:1:ffff::2", 1);
    hit("2001:db8:0:2::1", 1);
    assertThat(hit("2001:db8:0:1::3", 2))
        .isInstanceOfSatisfying(
            Engine.Banned.class,
            banned -> assertThat(banned.ban().network()).hasToString("2001:db8:0:1::/64"));
  }

  @Test
  void whoIsSparedIsNotEvenCounted() {
    for (int i = 0; i < 10; i++) {
      assertThat(hit("10.1.2.3", i)).isInstanceOf(Engine.IsSpared.class);
      assertThat(hit("::ffff:10.1.2.3", i)).isInstanceOf(Engine.IsSpared.class);
    }
    assertThat(memory.counters()).isEmpty();
  }

  /** An hour, two, four, five at most; and after five hours without, an hour again. */
  @Test
  void bansGrowForThoseWhoComeBack() {
    List<Long> hours = new ArrayList<>();
    long at = 0;
    for (int ban = 0; ban < 5; ban++) {
      hit("192.0.2.7", at);
      hit("192.0.2.7", at);
      Ban made = ((Engine.Banned) hit("192.0.2.7", at)).ban();
      hours.add(Duration.between(made.start(), made.end()).toHours());
      assertThat(made.which()).isEqualTo(ban + 1);
      assertThat(hit("192.0.2.7", at + 1)).isInstanceOf(Engine.AlreadyBanned.class);
      at += hours.getLast() * 3600 + 1;
    }
    assertThat(hours).containsExactly(1L, 2L, 4L, 5L, 5L);
    at += 5 * 3600;
    hit("192.0.2.7", at);
    hit("192.0.2.7", at);
    assertThat(((Engine.Banned) hit("192.0.2.7", at)).ban().which()).isEqualTo(1);
    assertThat(memory.bans(network("192.0.2.7"))).hasSize(5);
  }

  /** Servers write a line when the answer is through: it may be older than the one before. */
  @Test
  void linesOutOfOrderCount() {
    hit("192.0.2.7", 500);
    hit("192.0.2.7", 100);
    assertThat(hit("192.0.2.7", 600)).isInstanceOf(Engine.Banned.class);
    assertThat(hit("192.0.2.7", 50)).isInstanceOf(Engine.AlreadyBanned.class);
    hit("192.0.2.8", 5000);
    hit("192.0.2.8", 0); // a window late
    assertThat(hit("192.0.2.8", 5001)).isInstanceOf(Engine.Counted.class);
  }

  @Test
  void liftingForgetsWhatCountedAndRemembersTheBan() {
    hit("192.0.2.7", 0);
    hit("192.0.2.7", 1);
    hit("192.0.2.7", 2);
    Instant then = START.plusSeconds(100);
    assertThat(memory.lift(network("192.0.2.7"), then)).isTrue();
    assertThat(memory.lift(network("192.0.2.7"), then)).isFalse();
    assertThat(memory.active(then)).isEmpty();
    assertThat(hit("192.0.2.7", 50)).isInstanceOf(Engine.AlreadyBanned.class); // from before
    hit("192.0.2.7", 101);
    hit("192.0.2.7", 102);
    assertThat(((Engine.Banned) hit("192.0.2.7", 103)).ban().which()).isEqualTo(2);
  }

  /** Who comes from a million addresses fills nothing, and is not helped by it either. */
  @Test
  void memoryIsBounded() {
    for (int i = 0; i < 60_000; i++) {
      hit(Address.ofFour(0xC6000000 + i).toString(), 0);
    }
    assertThat(memory.counters()).hasSize(50_000);
    assertThat(memory.forgotten()).isEqualTo(10_000);
    for (int i = 0; i < 60_000; i++) {
      String address = Address.ofFour(0xC7000000 + i).toString();
      hit(address, 1);
      hit(address, 1);
      assertThat(hit(address, 1)).isInstanceOf(Engine.Banned.class);
    }
    assertThat(memory.bans()).hasSize(50_000);
  }

  @Test
  void timesAreBounded() {
    Rule patient = rule("patient", 1000);
    for (int address = 0; address < 1_200; address++) {
      Engine.Hit hit = new Engine.Hit(patient, Address.ofFour(0xC6000000 + address), START, "line");
      for (int i = 0; i < 999; i++) {
        engine.take(hit);
      }
    }
    assertThat(memory.counters().size()).isBetween(900, 1_001);
  }

  @Test
  void tidyDropsWhatCannotBeFilledAnyMore() {
    hit("192.0.2.7", 0);
    hit("192.0.2.8", 7200);
    memory.tidy(START.plusSeconds(7200), Duration.ofHours(1));
    assertThat(memory.counters().keySet())
        .extracting(Counter.Key::network)
        .containsExactly(network("192.0.2.8"));
    memory.tidy(
        START.plus(Duration.ofDays(365)), Duration.ofHours(1)); // no line said it is so late
    assertThat(memory.counters()).hasSize(1);
  }

  /** A ban is there if and only if so many lie so close. */
  @Property
  void closeEnoughIsBanned(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 1500) Integer> seconds) {
    List<Integer> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    boolean close = false;
    for (int i = 0; i + 2 < sorted.size(); i++) {
      close |= sorted.get(i + 2) - sorted.get(i) <= 600;
    }
    Memory fresh = new Memory();
    Engine one = new Engine(fresh, new Spared(List.of()));
    Address who = Address.ofFour(0xC6000001);
    sorted.forEach(at -> one.take(new Engine.Hit(RULE, who, START.plusSeconds(at), "")));
    assertThat(!fresh.bans().isEmpty()).isEqualTo(close);
  }
}
