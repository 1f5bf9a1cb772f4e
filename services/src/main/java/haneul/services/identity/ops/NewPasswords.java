package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.PasswordRules;
import haneul.services.identity.domain.User;
import haneul.services.identity.domain.UserOptions;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.UserRows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives users passwords, by the rules of their domain: checked and hashed before the transaction,
 * because that takes long, and kept within it.
 */
public final class NewPasswords {
  private final Store store;
  private final InstantSource clock;
  private final PasswordProof proof;
  private final Passwords passwords;

  /** A password that may be kept. */
  record Hashed(String hash, PasswordRules rules) {
    /** Never shows the hash. */
    @Override
    public String toString() {
      return "Hashed[]";
    }
  }

  private record Past(PasswordRules rules, List<String> hashes) {}

  public NewPasswords(Store store, InstantSource clock, PasswordProof proof, Passwords passwords) {
    this.store = store;
    this.clock = clock;
    this.proof = proof;
    this.passwords = passwords;
  }

  static CloudException refused() {
    return CloudException.unauthorized("The request you have made requires authentication.");
  }

  /** The user, if that is his password and he may use it. */
  User prove(Optional<User> found, String password) {
    Optional<User> user = found.filter(User::enabled);
    if (!proof.holds(user, password)) {
      throw refused();
    }
    return user.orElseThrow(NewPasswords::refused);
  }

  /** The first password of a user to be. */
  Hashed first(User user, String password) {
    PasswordRules rules = store.read(tx -> rules(tx, user));
    rules.requireStrong(password);
    return new Hashed(passwords.hash(password), rules);
  }

  /** Another password, which an admin sets. */
  Hashed next(User user, String password) {
    Past past = store.read(tx -> past(tx, user));
    past.rules().requireStrong(password);
    for (String hash : past.hashes()) {
      if (passwords.matches(Optional.of(hash), password)) {
        throw past.rules().reused();
      }
    }
    return new Hashed(passwords.hash(password), past.rules());
  }

  /** Another password, which the user sets himself. */
  Hashed own(User user, String password) {
    if (UserOptions.isOn(user.options(), UserOptions.LOCK_PASSWORD)) {
      throw CloudException.badRequest(
          "You cannot change your password at this time due to password policy disallowing"
              + " password changes. Please contact your administrator to reset your password.");
    }
    PasswordRules rules = store.read(tx -> rules(tx, user));
    user.password().ifPresent(current -> rules.requireOld(current, clock.instant()));
    return next(user, password);
  }

  private static PasswordRules rules(Tx tx, User user) {
    return new PasswordRules(DomainRows.options(tx, user.domainId()));
  }

  /** The current password counts even if it was set before the domain asked for this. */
  private static Past past(Tx tx, User user) {
    PasswordRules rules = rules(tx, user);
    if (rules.uniqueCount() < 2) {
      return new Past(rules, List.of());
    }
    List<String> hashes =
        new ArrayList<>(UserRows.pastPasswords(tx, user.id(), rules.uniqueCount() - 1));
    user.passwordHash().filter(hash -> !hashes.contains(hash)).ifPresent(hashes::add);
    return new Past(rules, hashes);
  }

  /** Keeps a password; every token of the user is void, and guesses are forgiven. */
  User set(Tx tx, User user, Hashed hashed, boolean byUser) {
    Instant now = clock.instant();
    User stored =
        user.withPassword(hashed.rules().password(hashed.hash(), now, byUser, user.options()));
    UserRows.update(tx, stored);
    proof.forgive(tx, user.id());
    if (hashed.rules().uniqueCount() > 0) {
      UserRows.keepPassword(tx, user.id(), hashed.hash(), now, hashed.rules().uniqueCount());
    }
    return stored;
  }
}
