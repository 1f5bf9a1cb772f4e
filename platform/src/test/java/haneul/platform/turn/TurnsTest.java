package haneul.platform.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import haneul.platform.turn.Turns.Share;
import haneul.platform.turn.Turns.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private final List<Thread> asking = new ArrayList<>();
  private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
  private final AtomicLong now = new AtomicLong();
  private Turns turns = new Turns(new Turns.Bounds(1, 5, LONG), now::get);

  private record Got(String who, Optional<Turn> turn) {
    String end() {
      turn.ifPresent(Turn::close);
      return who + (turn.isPresent() ? "" : " not");
    }
  }

  @AfterEach
  void interrupt() {
    asking.forEach(Thread::interrupt);
  }

  /** Returns when it waits, or has been settled. */
  private void ask(String who, boolean known) {
    int before = turns.waiting() + got.size();
    asking.add(
        Thread.ofVirtual()
            .start(() -> {
              try {
                Optional<Turn> turn = turns.take(List.of(new Share(who, 3)), known);
                got.add(new Got(who, turn));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
    await().until(() -> turns.waiting() + got.size() > before);
  }

  private Got next() throws InterruptedException {
    Got next = got.poll(10, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next == null ? new Got("", Optional.empty()) : next;
  }

  @Test
  void whoAskedTheLeastIsNextAndOfEqualsTheLast() throws InterruptedException {
    for (String who : List.of("greedy", "greedy", "greedy", "modest", "other")) {
      ask(who, false);
    }
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      order.add(next().end());
    }
    assertThat(order).containsExactly("greedy", "other", "modest", "greedy", "greedy");
  }

  @Test
  void whatOneAskedIsForgottenWithTime() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      ask("once greedy", false);
      next().end();
    }
    now.addAndGet(Duration.ofMinutes(10).toNanos());
    ask("new", false);
    next().end();
    ask("busy", false);
    ask("new", false);
    ask("once greedy", false);
    assertThat(next().end()).isEqualTo("busy");
    assertThat(next().end()).isEqualTo("once greedy");
    assertThat(next().end()).isEqualTo("new");
  }

  @Test
  void whoIsKnownGoesFirst() throws InterruptedException {
    ask("a", false);
    ask("b", false);
    ask("friend", true);
    assertThat(next().end()).isEqualTo("a");
    assertThat(next().end()).isEqualTo("friend");
    assertThat(next().end()).isEqualTo("b");
  }

  @Test
  void noneHasMoreThanHisShareThoughThereAreTurns() throws InterruptedException {
    turns = new Turns(new Turns.Bounds(5, 5, LONG), now::get);
    for (int i = 0; i < 4; i++) {
      ask("one", false);
    }
    List<Got> three = List.of(next(), next(), next());
    assertThat(got).isEmpty();
    ask("two", false);
    assertThat(next().who()).isEqualTo("two");
    three.getFirst().end();
    assertThat(next().who()).isEqualTo("one");
  }

  @Test
  void whenTooManyWaitOneOfTheGreediestLeaves() throws InterruptedException {
    ask("first", false);
    Got first = next();
    for (String who : List.of("modest", "greedy", "greedy", "greedy", "new")) {
      ask(who, false);
    }
    assertThat(turns.waiting()).isEqualTo(5);
    ask("newer", false);
    assertThat(next().end()).isEqualTo("greedy not");
    ask("greedy", false);
    assertThat(next().end()).isEqualTo("greedy not");
    first.end();
    assertThat(next().end()).isEqualTo("newer");
  }

  @Test
  @Tag("long")
  void whoCameAfterManyThatAllCameOnceIsNext() throws InterruptedException {
    turns = new Turns(new Turns.Bounds(1, 100, LONG), now::get);
    for (int i = 0; i < 50; i++) {
      ask("address " + i, false);
    }
    Got first = next();
    ask("new", false);
    ask("address 1", false);
    first.end();
    assertThat(next().end()).isEqualTo("new");
  }

  @Test
  void noneWaitsForEver() throws InterruptedException {
    turns = new Turns(new Turns.Bounds(1, 5, Duration.ofMillis(10)), now::get);
    ask("has it", false);
    ask("waits", false);
    Got has = next();
    assertThat(next().end()).isEqualTo("waits not");
    has.end();
    has.end();
    ask("a", false);
    ask("b", false);
    assertThat(next().who()).as("closed twice gives one turn").isEqualTo("a");
    assertThat(next().end()).isEqualTo("b not");
  }

  @Test
  void whoIsInterruptedTakesNoTurnAlong() throws InterruptedException {
    ask("has it", false);
    Got has = next();
    ask("interrupted", false);
    asking.getLast().interrupt();
    asking.getLast().join();
    has.end();
    ask("next", false);
    assertThat(next().end()).isEqualTo("next");
  }
}
