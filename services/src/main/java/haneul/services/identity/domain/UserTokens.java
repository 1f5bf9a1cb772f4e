package haneul.services.identity.domain;

/**
 * What a user's tokens came to.
 *
 * @param userId empty: users that were not counted apart
 * @param live made, not expired and not deleted, to within five minutes. One that a new password or
 *     the like made void is counted until it would have expired
 * @param issuedLastDay in the last 24 hours, to within five minutes, as all these
 */
public record UserTokens(
    String userId, long live, long issuedLastDay, long issuedLastHour, long usedLastHour) {
  /** Fewer tokens an hour than this trouble nobody. */
  private static final long MANY_AN_HOUR = 30;

  /** A program that keeps its token uses it for more requests than this. */
  private static final long FEW_USES = 2;

  /** Whether a program of this user seems to ask for a token on every call. */
  public boolean mintsWithoutReusing() {
    return issuedLastHour >= MANY_AN_HOUR && usedLastHour <= FEW_USES * issuedLastHour;
  }
}
