package haneul.services.identity.ops;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.Store;
import haneul.platform.store.TestDatabase;
import haneul.platform.store.TestStores;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RememberedTest {
  private final TestDatabase database = TestStores.sqlite();
  private final Store store = database.open();
  private final Remembered<String, String> remembered =
      new Remembered<>(store, new Changes(true), 100, (tx, key) -> Optional.of(0L));

  @AfterEach
  void close() {
    store.close();
    database.close();
  }

  private Optional<String> get(String key, String value) {
    return remembered.get(key, tx -> Optional.of(value));
  }

  @Test
  void isReadOnceUntilItIsForgotten() {
    assertThat(get("a", "one")).contains("one");
    assertThat(get("a", "two")).contains("one");
    remembered.forget("a");
    assertThat(get("a", "two")).contains("two");
  }

  /** The two have the same hash, and so the same place in a map. */
  @Test
  void aSlowReadOfAnotherIsNotWaitedFor() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      others.execute(() ->
          remembered.get(
              "Aa",
              tx -> {
                reading.countDown();
                awaitQuietly(go);
                return Optional.of("slow");
              }));
      reading.await();
      Future<Optional<String>> quick = others.submit(() -> get("BB", "quick"));
      try {
        assertThat(quick.get(10, TimeUnit.SECONDS)).contains("quick");
      } finally {
        go.countDown();
      }
    }
  }

  @Test
  void whatWasForgottenWhileItWasReadIsNotKept() {
    Optional<String> read =
        remembered.get(
            "a",
            tx -> {
              remembered.forget("a");
              return Optional.of("old");
            });
    assertThat(read).contains("old");
    assertThat(get("a", "new")).contains("new");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
