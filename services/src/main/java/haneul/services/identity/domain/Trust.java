package haneul.services.identity.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One user, the trustor, lets another use some of his roles on a project.
 *
 * @param projectId none: the trust gives no role
 * @param impersonation whether the trustee acts in the trustor's name
 * @param remainingUses none: as often as one likes
 * @param redelegationCount how many times it may still be passed on
 * @param redelegatedTrustId the trust that this one passes on
 */
public record Trust(
    String id,
    String trustorUserId,
    String trusteeUserId,
    Optional<String> projectId,
    boolean impersonation,
    List<String> roleIds,
    Optional<Instant> expiresAt,
    Optional<Integer> remainingUses,
    int redelegationCount,
    Optional<String> redelegatedTrustId) {
  /** How many times a trust can be passed on. */
  public static final int MAX_REDELEGATIONS = 3;

  public boolean isOpen(Instant now) {
    return expiresAt.map(now::isBefore).orElse(true);
  }
}
