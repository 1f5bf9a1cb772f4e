package haneul.services.identity.ops;

import haneul.platform.log.SecurityLog;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.FailedLogins;
import haneul.services.identity.domain.IdentitySettings.LogInLimits;
import haneul.services.identity.domain.User;
import haneul.services.identity.domain.UserOptions;
import haneul.services.identity.store.FailedLoginRows;
import haneul.services.identity.store.PasswordHashRows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether a password is a user's. Who guesses locks the user out for a while, on all controllers. A
 * locked-out user, a wrong password and a user that is not there look the same and take the same
 * time: each costs a hash and a row.
 *
 * <p>A right password whose hash costs less than new ones do gets a new one: hashes that were
 * imported, or made when processors were slower.
 */
public final class PasswordProof {
  private static final int MOST_REMEMBERED = 10_000;

  /** Stands for a user that is not there. */
  private static final String NOBODY = "";

  /** Before the id of a user who guesses one-time passwords. */
  private static final String PASSCODES = "totp ";

  private final Store store;
  private final InstantSource clock;
  private final Supplier<LogInLimits> limits;
  private final Passwords passwords;
  private final Changes changes;
  private final Remembered<String, FailedLogins> remembered;

  public PasswordProof(
      Store store,
      InstantSource clock,
      Supplier<LogInLimits> limits,
      Passwords passwords,
      Changes changes) {
    this.store = store;
    this.clock = clock;
    this.limits = limits;
    this.passwords = passwords;
    this.changes = changes;
    this.remembered = new Remembered<>(store, changes, MOST_REMEMBERED);
  }

  /** Whether this is the user's password and they are not locked out; a guess is counted. */
  boolean holds(Optional<User> user, String password) {
    LogInLimits limits = this.limits.get();
    String userId = user.map(User::id).orElse(NOBODY);
    FailedLogins failed = failed(userId);
    boolean lockedOut =
        user.filter(found -> !UserOptions.isOn(found.options(), UserOptions.IGNORE_LOCKOUT))
            .map(found -> failed.lockOut(clock.instant(), limits))
            .orElse(false);
    Optional<String> hash = user.filter(found -> !lockedOut).flatMap(User::passwordHash);
    if (!passwords.matches(hash, password) || hash.isEmpty()) {
      SecurityLog.loginFailed(
          user.isEmpty()
              ? "no such user"
              : "user " + userId + (lockedOut ? " is locked out" : ": wrong password"));
      count(lockedOut ? NOBODY : userId, limits);
      return false;
    }
    if (failed.count() > 0) {
      store.run(tx -> forgive(tx, userId));
    }
    if (passwords.isCheaper(hash.get())) {
      replace(userId, hash.get(), passwords.hash(password));
    }
    return true;
  }

  /**
   * Whether a user's one-time password is right and he is not locked out from guessing those. Apart
   * from passwords: who knows the password must not have as many guesses as he likes by showing it
   * again and again.
   */
  boolean holds(User user, BooleanSupplier passcode) {
    LogInLimits limits = this.limits.get();
    String key = PASSCODES + user.id();
    FailedLogins failed = failed(key);
    if (failed.lockOut(clock.instant(), limits)) {
      SecurityLog.loginFailed("user " + user.id() + " is locked out from one-time passwords");
      return false;
    }
    if (!passcode.getAsBoolean()) {
      SecurityLog.loginFailed("user " + user.id() + ": wrong one-time password");
      count(key, limits);
      return false;
    }
    if (failed.count() > 0) {
      store.run(tx -> forgive(tx, key));
    }
    return true;
  }

  /** What is remembered is exact only where nobody else counts. */
  private FailedLogins failed(String userId) {
    return changes.alone()
        ? remembered
            .get(userId, tx -> Optional.of(FailedLoginRows.find(tx, userId)))
            .orElse(FailedLogins.NONE)
        : store.read(tx -> FailedLoginRows.find(tx, userId));
  }

  private void count(String userId, LogInLimits limits) {
    Instant now = clock.instant();
    store.run(tx -> {
      FailedLogins before = FailedLoginRows.find(tx, userId);
      FailedLogins more = before.more(now, limits);
      FailedLoginRows.put(tx, userId, more, now.plus(limits.lockOut()));
      tx.afterCommit(() -> {
        remembered.forget(userId);
        if (more.lockOut(now, limits) && !before.lockOut(now, limits) && !userId.equals(NOBODY)) {
          SecurityLog.changed(
              "user " + userId + " is locked out after " + more.count() + " failed logins");
        }
      });
    });
  }

  /** Ends a lock-out, as an admin does who sets a password. */
  void forgive(Tx tx, String userId) {
    FailedLoginRows.delete(tx, userId);
    tx.afterCommit(() -> remembered.forget(userId));
  }

  /** Unless the password was changed meanwhile. Tokens stay good: it is the same password. */
  private void replace(String userId, String old, String hash) {
    store.run(tx -> {
      if (PasswordHashRows.replace(tx, userId, old, hash)) {
        changes.note(tx);
      }
    });
  }
}
