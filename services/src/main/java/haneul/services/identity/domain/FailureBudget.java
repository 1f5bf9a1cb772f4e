package haneul.services.identity.domain;

import haneul.services.identity.domain.IdentitySettings.LogInLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an address has used of its {@link LogInLimits}: a bucket that failures fill and time
 * empties.
 *
 * @param used failures and logins under way; may be a fraction
 * @param refused how the last one to come was taken
 */
public record FailureBudget(double used, Instant at, boolean refused) {
  private static final double SECONDS_A_MINUTE = 60;

  public static FailureBudget unused(Instant now) {
    return new FailureBudget(0, now, false);
  }

  /** One more begins, or is refused when the bucket is full. */
  public FailureBudget spend(Instant now, LogInLimits limits) {
    double seconds = Math.max(0, Duration.between(at, now).toMillis() / 1000.0);
    double left = Math.max(0, used - seconds * limits.failuresPerMinute() / SECONDS_A_MINUTE);
    boolean full = left + 1 > limits.failuresAtOnce();
    return new FailureBudget(full ? left : left + 1, now, full);
  }

  /** How long to wait, in whole seconds and at least one, when the last one was refused. */
  public Optional<Duration> refused(LogInLimits limits) {
    if (!refused) {
      return Optional.empty();
    }
    double over = used + 1 - limits.failuresAtOnce();
    double seconds = Math.ceil(over * SECONDS_A_MINUTE / limits.failuresPerMinute());
    return Optional.of(Duration.ofSeconds(Math.max(1, (long) seconds)));
  }

  /** One that was under way did not fail. */
  public FailureBudget forgiven() {
    return new FailureBudget(Math.max(0, used - 1), at, refused);
  }
}
