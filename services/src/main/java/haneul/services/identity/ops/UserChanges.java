package haneul.services.identity.ops;

import haneul.base.id.Id;
import haneul.platform.auth.Caller;
import haneul.platform.log.SecurityLog;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Actor;
import haneul.services.identity.domain.PasswordRules;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.ApplicationCredentialRows;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.UserRows;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes, changes and deletes users. A new password and being disabled revoke every token the user
 * has, by raising the epoch that tokens carry. Who is disabled loses his application credentials.
 */
public final class UserChanges {
  private final Store store;
  private final InstantSource clock;
  private final NewPasswords newPasswords;
  private final Changes changes;

  /** A user to be. */
  public record NewUser(
      String domainId,
      String name,
      boolean enabled,
      Optional<String> defaultProjectId,
      Optional<String> password,
      ObjectNode options,
      ObjectNode extra) {
    /** Never shows the password. */
    @Override
    public String toString() {
      return "NewUser[" + name + "]";
    }
  }

  public UserChanges(Store store, InstantSource clock, NewPasswords newPasswords, Changes changes) {
    this.store = store;
    this.clock = clock;
    this.newPasswords = newPasswords;
    this.changes = changes;
  }

  public User create(NewUser wanted) {
    User user =
        new User(
            Id.newHex(),
            wanted.domainId(),
            wanted.name(),
            wanted.enabled(),
            wanted.defaultProjectId(),
            Optional.empty(),
            Optional.empty(),
            0,
            wanted.options(),
            wanted.extra());
    Optional<NewPasswords.Hashed> hashed =
        wanted.password().map(password -> newPasswords.first(user, password));
    return store.write(tx -> {
      Directory.domain(tx, user.domainId());
      requireFreeName(tx, user);
      Instant now = clock.instant();
      User active = activeIfCounted(tx, user, now);
      UserRows.insert(tx, active);
      return hashed.map(it -> newPasswords.set(tx, active, it, false)).orElse(active);
    });
  }

  /** Who was never here is not away. */
  private static User activeIfCounted(Tx tx, User user, Instant now) {
    return new PasswordRules(DomainRows.options(tx, user.domainId())).countsDays()
        ? withActiveOn(user, LocalDate.ofInstant(now, ZoneOffset.UTC))
        : user;
  }

  private static User withActiveOn(User user, LocalDate day) {
    return new User(
        user.id(),
        user.domainId(),
        user.name(),
        user.enabled(),
        user.defaultProjectId(),
        user.password(),
        Optional.of(day),
        user.tokenEpoch(),
        user.options(),
        user.extra());
  }

  /**
   * Changes a user.
   *
   * @param change must be pure; password and epoch are not its business
   */
  public User update(
      Caller caller, String id, Optional<String> password, UnaryOperator<User> change) {
    Optional<NewPasswords.Hashed> hashed =
        password.map(text -> newPasswords.next(store.read(tx -> Directory.user(tx, id)), text));
    return store.write(tx -> {
      User before = Directory.user(tx, id);
      Escalation.refuseChange(tx, caller, new Actor.OfUser(id));
      User after = change.apply(before);
      if (!after.name().equals(before.name())) {
        requireFreeName(tx, after);
      }
      boolean disables = before.enabled() && !after.enabled();
      boolean enables = !before.enabled() && after.enabled();
      User stored = disables ? after.withTokensVoid() : after;
      if (disables) {
        ApplicationCredentialRows.deleteUser(tx, id);
      }
      if (enables) {
        stored = activeIfCounted(tx, stored, clock.instant());
      }
      UserRows.update(tx, stored);
      User kept = stored;
      changes.note(tx);
      if (hashed.isPresent()) {
        tx.afterCommit(() ->
            SecurityLog.changed(
                "password of user " + id + " set by user " + caller.user().value()));
      }
      return hashed.map(it -> newPasswords.set(tx, kept, it, false)).orElse(kept);
    });
  }

  private static void requireFreeName(Tx tx, User user) {
    if (UserRows.findByName(tx, user.domainId(), user.name()).isPresent()) {
      throw Refusals.duplicateName("user", user.name(), user.domainId());
    }
  }

  public void delete(Caller caller, String id) {
    store.run(tx -> {
      Directory.user(tx, id);
      Escalation.refuseChange(tx, caller, new Actor.OfUser(id));
      UserRows.delete(tx, id);
      changes.note(tx);
    });
  }

  /** A user's own change, which takes the old password instead of a token. */
  public void changePassword(String id, String original, String wanted) {
    User user = newPasswords.prove(store.read(tx -> UserRows.find(tx, id)), original);
    NewPasswords.Hashed hashed = newPasswords.own(user, wanted);
    store.run(tx -> {
      User now = UserRows.find(tx, id).orElseThrow(NewPasswords::refused);
      if (!now.passwordHash().equals(user.passwordHash())) {
        throw NewPasswords.refused();
      }
      newPasswords.set(tx, now, hashed, true);
      changes.note(tx);
    });
  }
}
