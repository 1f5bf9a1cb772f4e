package haneul.services.identity;

import static haneul.services.identity.TestIdentity.DEMO_PASSWORD;
import static haneul.services.identity.TestIdentity.SETTINGS;
import static haneul.services.identity.TestIdentity.project;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.log.RequestContext;
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
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many who log in at once. */
class LoginFloodTest {
  private static final int FLOOD = 200;

  private final Passwords slow = new Passwords(new Passwords.Cost(32 << 10, 3));

  /** A hash that takes long: what waits for it is bounded, and told when to come back. */
  @Test
  void theQueueForHashesIsBounded() throws InterruptedException {
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(200);
    List<Thread> flood = new ArrayList<>();
    for (int i = 0; i < 1_300; i++) {
      flood.add(
          guess(
              "203.0.113.1",
              e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                assertThat(e.headers()).containsKey("Retry-After");
                refused.incrementAndGet();
                enough.countDown();
              }));
    }

    // The queue takes a thousand; it would take minutes for all to have had their turn.
    enough.await();

    assertThat(flood.stream().filter(Thread::isAlive).count()).isPositive();
    end(flood);
    assertThat(refused).hasValueGreaterThanOrEqualTo(200);
  }

  /** Two hundred wait of one address; who comes from another is next. */
  @Test
  void whoGuessesALotWaitsBehindWhoDoesNot() throws InterruptedException {
    String hash = slow.hash("right");
    List<Thread> flood = new ArrayList<>();
    for (int i = 0; i < FLOOD; i++) {
      flood.add(guess("203.0.113.1", e -> {}));
    }
    await().until(() -> slow.waiting() > FLOOD - 20);

    assertThat(Passwords.onBehalfOf("192.0.2.7", () -> slow.matches(Optional.of(hash), "right")))
        .isTrue();

    assertThat(slow.waiting()).as("had not had their turns").isGreaterThan(FLOOD - 40);
    int waiting = slow.waiting();
    assertThat(slow.matches(Optional.of(hash), "right")).as("he logged in before").isTrue();
    assertThat(slow.waiting()).isGreaterThan(waiting - 3);
    end(flood);
  }

  /**
   * Others who make new passwords come before one who makes many, though more of his come later.
   */
  @Test
  void newPasswordsAreReckonedToWhoSendsThem() throws InterruptedException {
    List<Thread> flood = new ArrayList<>();
    for (int i = 0; i < FLOOD; i++) {
      flood.add(hash("203.0.113.1"));
    }
    await().until(() -> slow.waiting() > FLOOD - 20);
    Thread other = hash("192.0.2.7");
    for (int i = 0; i < FLOOD; i++) {
      flood.add(hash("203.0.113.1"));
    }
    other.join();
    assertThat(slow.waiting()).as("had not had their turns").isGreaterThan(2 * FLOOD - 60);
    end(flood);
  }

  private Thread hash(String from) {
    return Thread.ofVirtual()
        .start(() ->
            RequestContext.run(
                "req-1",
                from,
                () -> {
                  try {
                    slow.hash("new");
                  } catch (CloudException e) {
                    assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE); // when it ends
                  }
                }));
  }

  private Thread guess(String from, Consumer<CloudException> refused) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            Passwords.onBehalfOf(from, () -> slow.matches(Optional.empty(), "guess"));
          } catch (CloudException e) {
            refused.accept(e);
          }
        });
  }

  private static void end(List<Thread> flood) throws InterruptedException {
    flood.forEach(Thread::interrupt);
    for (Thread one : flood) {
      one.join();
    }
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
