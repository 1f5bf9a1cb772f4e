package haneul.services.identity;

import static haneul.services.identity.TestIdentity.ADMIN_PASSWORD;
import static haneul.services.identity.TestIdentity.DEMO_PASSWORD;
import static haneul.services.identity.TestIdentity.SETTINGS;
import static haneul.services.identity.TestIdentity.project;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.domain.IdentitySettings.LogInLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes that were made elsewhere, guesses, and what becomes of who makes them. */
@OnEveryStore
class PasswordsTest {
  /** {@code secret하늘}, by the C library's own bcrypt. */
  private static final String BCRYPT =
      "$2b$04$fRnYR65YwuOq6QtTJTBE1e1D4NtQlwoPRDvFWOuKOIKhQEpp7Ocom";

  private final Store store;
  private final TestIdentity identity;

  PasswordsTest(Store store, @TempDir Path keys) {
    this.store = store;
    this.identity = new TestIdentity(store, keys);
  }

  @AfterEach
  void close() {
    identity.close();
  }

  /** As an import does, which comes before the start: the service must not know the user yet. */
  private void setHash(String hash) {
    store.run(tx ->
        tx.sql().execute("UPDATE identity_user SET password_hash = ? WHERE name = 'demo'", hash));
    String admin = identity.adminToken();
    String path =
        "/v3/users/"
            + identity.get("/v3/users?name=demo", admin).json().at("/users/0/id").stringValue();
    assertThat(identity.patch(path, admin, "{\"user\":{\"description\":\"imported\"}}").status())
        .isEqualTo(200);
  }

  private String hash() {
    return store.read(tx ->
        String.valueOf(
            tx.sql().fetchValue("SELECT password_hash FROM identity_user WHERE name = 'demo'")));
  }

  private int status(String user, String password) {
    return identity.logIn(user, password, project("demo")).status();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$2a$", "$2b$", "$2y$"})
  void anImportedBcryptHashIsKnownAndReplacedByABetterOne(String form) {
    setHash(BCRYPT.replace("$2b$", form));

    assertThat(status("demo", "wrong")).isEqualTo(401);
    assertThat(hash()).startsWith(form);
    Answer login = identity.logIn("demo", "secret하늘", project("demo"));

    assertThat(login.status()).isEqualTo(201);
    assertThat(hash()).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
    assertThat(status("demo", "secret하늘")).isEqualTo(201);
    assertThat(status("demo", "wrong")).isEqualTo(401);
    // The password is the same: what was given for it stays good.
    assertThat(identity.get("/v3/auth/projects", TestIdentity.token(login)).status())
        .isEqualTo(200);
  }

  @Test
  void aHashThatCostsLessThanNewOnesIsReplacedAndOneThatCostsMoreIsNot() {
    String cheap =
        "$argon2id$v=19$m=32,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA"
            + "$gHq2ZG8DWSIyc+E0sTVYq8nMRjz+g9V4pjVsEv4dO9I";
    setHash(cheap);
    assertThat(status("demo", "whatever")).isEqualTo(401);
    assertThat(hash()).isEqualTo(cheap);

    setHash(identity.passwordHash(32, 1, "mine"));
    assertThat(status("demo", "mine")).isEqualTo(201);
    assertThat(hash()).startsWith("$argon2id$v=19$m=64,t=1,");

    String dear = identity.passwordHash(128, 2, "mine");
    setHash(dear);
    assertThat(status("demo", "mine")).isEqualTo(201);
    assertThat(hash()).isEqualTo(dear);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "$2b$04$short",
        "$2b$31$fRnYR65YwuOq6QtTJTBE1e1D4NtQlwoPRDvFWOuKOIKhQEpp7Ocom",
        "$argon2id$v=19$m=99999999,t=1,p=1$c2FsdA$aGFzaA",
        "$scrypt$ln=16,r=8,p=1$c2FsdA$aGFzaA",
        "$6$rounds=5000$salt$hash",
      })
  void aHashOfAnUnknownKindIsNobodysPassword(String hash) {
    setHash(hash);

    assertThat(status("demo", "secret")).isEqualTo(401);
    assertThat(status("demo", "")).isEqualTo(401);
  }

  private void limit(int lockOutAttempts, int failuresAtOnce) {
    identity.settings.set(
        new IdentitySettings(
            SETTINGS.tokens(),
            new LogInLimits(lockOutAttempts, Duration.ofMinutes(5), failuresAtOnce, 60)));
  }

  @Test
  void whoIsGuessedAtIsLockedOutForAWhile() {
    limit(3, 0);
    assertThat(status("demo", "guess")).isEqualTo(401);
    assertThat(status("demo", "guess")).isEqualTo(401);
    assertThat(status("demo", DEMO_PASSWORD)).isEqualTo(201);
    for (int i = 0; i < 3; i++) {
      assertThat(status("demo", "guess")).isEqualTo(401);
    }

    Answer lockedOut = identity.logIn("demo", DEMO_PASSWORD, project("demo"));

    Answer unknown = identity.logIn("nobody", DEMO_PASSWORD, project("demo"));
    assertThat(lockedOut.status()).isEqualTo(401);
    assertThat(lockedOut.json()).isEqualTo(unknown.json());
    assertThat(identity.logIn("admin", ADMIN_PASSWORD, project("admin")).status()).isEqualTo(201);
    identity.advance(Duration.ofMinutes(5).minusSeconds(1));
    assertThat(status("demo", DEMO_PASSWORD)).isEqualTo(401);
    identity.advance(Duration.ofSeconds(1));
    assertThat(status("demo", DEMO_PASSWORD)).isEqualTo(201);
  }

  @Test
  void guessesWhileLockedOutDoNotMakeItLonger() {
    limit(1, 0);
    assertThat(status("demo", "guess")).isEqualTo(401);
    identity.advance(Duration.ofMinutes(4));
    assertThat(status("demo", "guess")).isEqualTo(401);

    identity.advance(Duration.ofMinutes(1));

    assertThat(status("demo", DEMO_PASSWORD)).isEqualTo(201);
  }

  @Test
  void typingErrorsWithLongPausesLockNobodyOut() {
    limit(2, 0);
    for (int i = 0; i < 5; i++) {
      assertThat(status("demo", "guess")).isEqualTo(401);
      identity.advance(Duration.ofMinutes(5));
    }

    assertThat(status("demo", DEMO_PASSWORD)).isEqualTo(201);
  }

  @Test
  void anAddressThatFailsTooOftenIsToldToWait() {
    limit(0, 3);
    for (String user : new String[] {"demo", "nobody", "admin"}) {
      assertThat(status(user, "guess")).isEqualTo(401);
    }

    Answer refused = identity.logIn("demo", DEMO_PASSWORD, project("demo"));

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.error()).contains("Too many failed logins");
    identity.advance(Duration.ofSeconds(1));
    assertThat(status("demo", DEMO_PASSWORD)).isEqualTo(201);
    assertThat(status("demo", "guess")).isEqualTo(401);
    assertThat(status("demo", DEMO_PASSWORD)).isEqualTo(429);
  }

  @Test
  void loginsThatSucceedAreNotCounted() {
    limit(0, 2);
    for (int i = 0; i < 20; i++) {
      assertThat(status("demo", DEMO_PASSWORD)).isEqualTo(201);
    }
  }

  @Test
  void aMalformedRequestIsNoGuess() {
    limit(0, 2);
    for (int i = 0; i < 5; i++) {
      assertThat(identity.post("/v3/auth/tokens", "", "{}").status()).isEqualTo(400);
    }

    assertThat(status("demo", DEMO_PASSWORD)).isEqualTo(201);
  }

  /** Whoever measures how long a refusal takes must learn nothing: each is a hash and a row. */
  @Test
  void everyRefusalCostsARow() {
    limit(2, 0);
    assertThat(status("nobody", "guess")).isEqualTo(401);
    assertThat(failures("")).isEqualTo(1);
    assertThat(status("demo", "guess")).isEqualTo(401);
    assertThat(status("demo", "guess")).isEqualTo(401);
    String demo =
        identity
            .get("/v3/users?name=demo", identity.adminToken())
            .json()
            .at("/users/0/id")
            .stringValue();
    assertThat(failures(demo)).isEqualTo(2);

    assertThat(status("demo", DEMO_PASSWORD)).isEqualTo(401);

    assertThat(failures(demo)).isEqualTo(2);
    assertThat(failures("")).isEqualTo(2);
  }

  private int failures(String userId) {
    Object count =
        store.read(tx ->
            tx.sql()
                .fetchValue("SELECT count FROM identity_failed_login WHERE user_id = ?", userId));
    return Integer.parseInt(String.valueOf(count));
  }
}
