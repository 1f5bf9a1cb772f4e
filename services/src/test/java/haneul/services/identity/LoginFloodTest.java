package haneul.services.identity;

import static haneul.services.identity.TestIdentity.DEMO_PASSWORD;
import static haneul.services.identity.TestIdentity.SETTINGS;
import static haneul.services.identity.TestIdentity.project;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.store.TestDatabase;
import haneul.platform.store.TestStores;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.domain.IdentitySettings.LogInLimits;
import haneul.services.identity.ops.Passwords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many who log in at once. */
class LoginFloodTest {
  private static final int FLOOD = 200;

  /** A hash that takes long: what waits for it is bounded, and told when to come back. */
  @Test
  void theQueueForHashesIsBounded() throws InterruptedException {
    Passwords slow = new Passwords(new Passwords.Cost(64 << 10, 4));
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(FLOOD - 150);
    List<Thread> flood = new ArrayList<>();
    for (int i = 0; i < FLOOD; i++) {
      flood.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  slow.matches(Optional.empty(), "guess");
                } catch (CloudException e) {
                  assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                  assertThat(e.headers()).containsKey("Retry-After");
                  refused.incrementAndGet();
                  enough.countDown();
                }
              }));
    }

    // The queue takes a hundred; it would take minutes for all to have had their turn.
    enough.await();

    assertThat(flood.stream().filter(Thread::isAlive).count()).isPositive();
    flood.forEach(Thread::interrupt);
    for (Thread one : flood) {
      one.join();
    }
    assertThat(refused).hasValueGreaterThanOrEqualTo(FLOOD - 150);
  }

  /** Guesses that are under way count already: many at a time are no way around the limit. */
  @Test
  void manyGuessesAtOnceFindTheLimitToo(@TempDir Path keys) throws Exception {
    try (TestDatabase database = TestStores.sqlite();
        TestIdentity identity = new TestIdentity(database.open(), keys);
        ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      identity.settings.set(
          new IdentitySettings(
              SETTINGS.tokens(), new LogInLimits(0, Duration.ofMinutes(5), 5, 60)));
      List<Callable<Integer>> guesses = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        guesses.add(() -> identity.logIn("demo", "guess", project("demo")).status());
      }
      List<Integer> answers = new ArrayList<>();
      for (Future<Integer> answer : people.invokeAll(guesses)) {
        answers.add(answer.get());
      }

      assertThat(answers).containsOnly(401, 429);
      assertThat(answers.stream().filter(status -> status == 401)).hasSize(5);
      identity.advance(Duration.ofSeconds(1));
      assertThat(identity.logIn("demo", DEMO_PASSWORD, project("demo")).status()).isEqualTo(201);
    }
  }
}
