package haneul.services.identity.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a program logs in with instead of its user's password.
 *
 * @param unrestricted whether it may make and delete such credentials
 * @param accessRuleIds none: it may do all that its roles may
 */
public record ApplicationCredential(
    String id,
    String userId,
    String projectId,
    String name,
    Optional<String> description,
    String secretHash,
    List<String> roleIds,
    boolean unrestricted,
    Optional<Instant> expiresAt,
    Optional<List<String>> accessRuleIds) {

  public boolean isOpen(Instant now) {
    return expiresAt.map(now::isBefore).orElse(true);
  }

  /** Never shows the hash. */
  @Override
  public String toString() {
    return "ApplicationCredential[" + id + ", " + name + "]";
  }
}
