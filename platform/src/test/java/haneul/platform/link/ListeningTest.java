package haneul.platform.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ListeningTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Listening listening = new Listening(() -> now, Duration.ofSeconds(10));

  private void passes(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      listening.look();
    }
  }

  @Test
  void hostsHaveTheirTimeAfterAStart() {
    assertThat(listening.mayYetHear()).isTrue();
    passes(9);
    assertThat(listening.mayYetHear()).isTrue();
    passes(1);
    assertThat(listening.mayYetHear()).isFalse();
  }

  @Test
  void andAfterAPause() {
    passes(60);
    now = now.plusSeconds(20);
    listening.look();
    assertThat(listening.mayYetHear()).isTrue();
    passes(10);
    assertThat(listening.mayYetHear()).isFalse();
  }

  @Test
  void andWhenTheClockIsPutBack() {
    passes(60);
    now = now.minusSeconds(3_600);
    listening.look();
    assertThat(listening.mayYetHear()).isTrue();
    passes(10);
    assertThat(listening.mayYetHear()).isFalse();
  }

  @Test
  void aShortDelayIsNoPause() {
    passes(60);
    now = now.plusSeconds(4);
    listening.look();
    assertThat(listening.mayYetHear()).isFalse();
  }
}
