package haneul.services.identity.domain;

import haneul.services.identity.domain.IdentitySettings.LogInLimits;
import java.time.Instant;

/**
 * Wrong passwords of a user, one after the other. A right one ends the row, and so does a pause as
 * long as a lock-out.
 *
 * @param at when the last one came
 */
public record FailedLogins(int count, Instant at) {
  public static final FailedLogins NONE = new FailedLogins(0, Instant.EPOCH);

  /** Whether no password is right now. */
  public boolean lockOut(Instant now, LogInLimits limits) {
    return limits.lockOutAttempts() > 0
        && count >= limits.lockOutAttempts()
        && now.isBefore(at.plus(limits.lockOut()));
  }

  /** One more. */
  public FailedLogins more(Instant now, LogInLimits limits) {
    boolean paused = !now.isBefore(at.plus(limits.lockOut()));
    return new FailedLogins(paused ? 1 : Math.min(count, Integer.MAX_VALUE - 1) + 1, now);
  }
}
