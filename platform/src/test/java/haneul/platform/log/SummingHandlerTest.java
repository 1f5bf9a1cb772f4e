package haneul.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Floods are summed up, and nothing else is. */
class SummingHandlerTest {
  private final List<String> told = new ArrayList<>();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T08:00:00Z"));
  private final SummingHandler handler =
      new SummingHandler(new Kept(told), 2, Duration.ofSeconds(10), now::get);

  /** Keeps what it is told, with the client and the request. */
  private static final class Kept extends Handler {
    private final List<String> told;

    Kept(List<String> told) {
      this.told = told;
    }

    @Override
    public void publish(LogRecord record) {
      told.add(
          RequestContext.client().orElse("-")
              + " "
              + RequestContext.requestId().orElse("-")
              + " "
              + record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @AfterEach
  void close() {
    handler.close();
  }

  private void say(String message) {
    handler.publish(new LogRecord(Level.INFO, message));
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
    handler.sumUp(false);
  }

  @Test
  void theSameIsToldAFewTimesAndThenCounted() {
    for (int i = 0; i < 414; i++) {
      say("refused");
    }
    say("something else");

    assertThat(told).containsExactly("- - refused", "- - refused", "- - something else");
    pass(Duration.ofSeconds(9));
    assertThat(told).hasSize(3);
    pass(Duration.ofSeconds(1));
    assertThat(told.getLast()).isEqualTo("- - refused … and 412 more like it in 10 s");
    say("refused");
    assertThat(told.getLast()).isEqualTo("- - refused");
    assertThat(told).hasSize(5);
  }

  @Test
  void whoeverItIsAboutIsToldApart() {
    for (int i = 0; i < 5; i++) {
      String request = "req-" + i;
      RequestContext.run(request, "198.51.100.7", () -> say("failed"));
    }
    RequestContext.run("req-6", "198.51.100.8", () -> say("failed"));

    pass(Duration.ofSeconds(10));

    assertThat(told)
        .containsExactly(
            "198.51.100.7 req-0 failed",
            "198.51.100.7 req-1 failed",
            "198.51.100.8 req-6 failed",
            "198.51.100.7 req-4 failed … and 3 more like it in 10 s");
  }

  @Test
  void whatCannotBeCountedIsToldAsItIs() {
    for (int i = 0; i < 3_000; i++) {
      say("number " + i);
      say("number " + i);
      say("number " + i);
    }

    // A thousand are counted, the others are not.
    assertThat(told).hasSize(1_000 * 2 + 2_000 * 3);
    pass(Duration.ofSeconds(10));
    assertThat(told).hasSize(1_000 * 3 + 2_000 * 3);
    say("number 0");
    say("number 0");
    say("number 0");
    assertThat(told).hasSize(1_000 * 3 + 2_000 * 3 + 2);
  }

  /** What differs may be a parameter of the message. */
  @Test
  void anotherParameterIsAnotherMessage() {
    for (int i = 0; i < 9; i++) {
      LogRecord record = new LogRecord(Level.INFO, "host {0} is away");
      record.setParameters(new Object[] {"h" + i / 3});
      handler.publish(record);
    }

    pass(Duration.ofSeconds(10));

    assertThat(told).hasSize(9).contains("- - host h1 is away … and 1 more like it in 10 s");
  }

  @Test
  void theEndLosesNothing() {
    say("x");
    say("x");
    say("x");

    handler.close();

    assertThat(told).last().isEqualTo("- - x … and 1 more like it in 10 s");
  }
}
