package haneul.platform.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ComputationsTest {
  private final Computations computations = new Computations("test-", 64);

  /** As many as there are carriers, all of them computing until another thread has had a turn. */
  @Test
  void othersGoOnMeanwhile() throws InterruptedException {
    int carriers = Runtime.getRuntime().availableProcessors();
    CountDownLatch computing = new CountDownLatch(carriers);
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < carriers; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() ->
                  computations.run(() -> {
                    computing.countDown();
                    while (!over.get()) {
                      Thread.onSpinWait();
                    }
                    return over;
                  })));
    }
    computing.await();
    Thread other = Thread.ofVirtual().start(() -> over.set(true));
    assertThat(other.join(Duration.ofSeconds(20))).isTrue();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void whatItThrowsIsThrown() {
    assertThatThrownBy(() ->
            computations.run(() -> {
              throw new IllegalArgumentException("no");
            }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no");
  }
}
