package haneul.services.identity.domain;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Someone who can log in.
 *
 * @param passwordHash none: no login by password
 * @param tokenEpoch tokens carry it; one with another number is revoked
 * @param extra what clients store with a user, such as {@code email}
 */
public record User(
    String id,
    String domainId,
    String name,
    boolean enabled,
    Optional<String> defaultProjectId,
    Optional<String> passwordHash,
    int tokenEpoch,
    ObjectNode extra) {

  /** Never shows the hash. */
  @Override
  public String toString() {
    return "User[" + id + ", " + name + "]";
  }
}
