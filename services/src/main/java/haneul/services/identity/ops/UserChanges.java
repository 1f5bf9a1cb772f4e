package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.UserRows;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes, changes and deletes users. A new password and being disabled revoke every token the user
 * has, by raising the epoch that tokens carry.
 */
public final class UserChanges {
  private final Store store;
  private final Passwords passwords;
  private final Changes changes;

  /** A user to be. */
  public record NewUser(
      String domainId,
      String name,
      boolean enabled,
      Optional<String> defaultProjectId,
      Optional<String> password,
      ObjectNode extra) {
    /** Never shows the password. */
    @Override
    public String toString() {
      return "NewUser[" + name + "]";
    }
  }

  public UserChanges(Store store, Passwords passwords, Changes changes) {
    this.store = store;
    this.passwords = passwords;
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
            wanted.password().map(passwords::hash),
            0,
            wanted.extra());
    return store.write(tx -> {
      Directory.domain(tx, user.domainId());
      requireFreeName(tx, user);
      UserRows.insert(tx, user);
      return user;
    });
  }

  /**
   * Changes a user.
   *
   * @param change must be pure; password and epoch are not its business
   */
  public User update(String id, Optional<String> password, UnaryOperator<User> change) {
    Optional<String> hash = password.map(passwords::hash);
    return store.write(tx -> {
      User before = Directory.user(tx, id);
      User after = change.apply(before);
      if (!after.name().equals(before.name())) {
        requireFreeName(tx, after);
      }
      boolean revokes = hash.isPresent() || (before.enabled() && !after.enabled());
      User stored = secured(after, hash.or(before::passwordHash), revokes);
      UserRows.update(tx, stored);
      changes.note(tx);
      return stored;
    });
  }

  private static User secured(User user, Optional<String> hash, boolean revokes) {
    return new User(
        user.id(),
        user.domainId(),
        user.name(),
        user.enabled(),
        user.defaultProjectId(),
        hash,
        revokes ? user.tokenEpoch() + 1 : user.tokenEpoch(),
        user.extra());
  }

  private static void requireFreeName(Tx tx, User user) {
    if (UserRows.findByName(tx, user.domainId(), user.name()).isPresent()) {
      throw Refusals.duplicateName("user", user.name(), user.domainId());
    }
  }

  public void delete(String id) {
    store.run(tx -> {
      Directory.user(tx, id);
      UserRows.delete(tx, id);
      changes.note(tx);
    });
  }

  /** A user's own change, which takes the old password instead of a token. */
  public void changePassword(String id, String original, String wanted) {
    Optional<User> user = store.read(tx -> UserRows.find(tx, id)).filter(User::enabled);
    if (!passwords.matches(user.flatMap(User::passwordHash), original)) {
      throw refused();
    }
    String hash = passwords.hash(wanted);
    store.run(tx -> {
      User now = UserRows.find(tx, id).orElseThrow(UserChanges::refused);
      if (!now.passwordHash().equals(user.flatMap(User::passwordHash))) {
        throw refused();
      }
      UserRows.update(tx, secured(now, Optional.of(hash), true));
      changes.note(tx);
    });
  }

  private static CloudException refused() {
    return CloudException.unauthorized("The request you have made requires authentication.");
  }
}
