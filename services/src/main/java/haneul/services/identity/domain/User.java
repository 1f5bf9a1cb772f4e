package haneul.services.identity.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Someone who can log in.
 *
 * @param password none: no login by password
 * @param activeOn the last day of a login, where the domain counts them
 * @param tokenEpoch tokens carry it; one with another number is revoked
 * @param options Keystone's, as far as they were set; see {@link UserOptions}
 * @param extra what clients store with a user, such as {@code email}
 */
public record User(
    String id,
    String domainId,
    String name,
    boolean enabled,
    Optional<String> defaultProjectId,
    Optional<Password> password,
    Optional<LocalDate> activeOn,
    int tokenEpoch,
    ObjectNode options,
    ObjectNode extra) {

  /**
   * A password and how long it is good for.
   *
   * @param setAt none: before times were kept
   * @param expiresAt none: never
   */
  public record Password(String hash, Optional<Instant> setAt, Optional<Instant> expiresAt) {
    /** Never shows the hash. */
    @Override
    public String toString() {
      return "Password[]";
    }
  }

  public Optional<String> passwordHash() {
    return password.map(Password::hash);
  }

  /** When the password ends, unless the user is excepted from that. */
  public Optional<Instant> passwordExpiresAt() {
    return UserOptions.isOn(options, UserOptions.IGNORE_EXPIRY)
        ? Optional.empty()
        : password.flatMap(Password::expiresAt);
  }

  /** The same user with another password, and every token void. */
  public User withPassword(Password other) {
    return new User(
        id,
        domainId,
        name,
        enabled,
        defaultProjectId,
        Optional.of(other),
        activeOn,
        tokenEpoch + 1,
        options,
        extra);
  }

  /** The same user with every token void. */
  public User withTokensVoid() {
    return new User(
        id,
        domainId,
        name,
        enabled,
        defaultProjectId,
        password,
        activeOn,
        tokenEpoch + 1,
        options,
        extra);
  }

  /** Never shows the hash. */
  @Override
  public String toString() {
    return "User[" + id + ", " + name + "]";
  }
}
