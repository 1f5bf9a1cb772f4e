package haneul.services.identity.ops;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.http.ClientNetwork;
import haneul.platform.log.SecurityLog;
import haneul.services.identity.domain.FailureBudget;
import haneul.services.identity.domain.IdentitySettings.LogInLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets an address fail to log in only so often. A login counts from its beginning and is forgiven
 * when it succeeds, so that many at a time find the limit too. In memory, of this process.
 *
 * <p>What hashes a login costs is reckoned to its address, so that each has its share of the
 * processors.
 *
 * <p>No address is exempt, not even our own: whoever comes through a proxy or a tunnel has that.
 */
public final class LogInGuard {
  private static final int MOST_ADDRESSES = 100_000;
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final InstantSource clock;
  private final Supplier<LogInLimits> limits;
  private final Cache<String, FailureBudget> budgets =
      Caffeine.newBuilder().maximumSize(MOST_ADDRESSES).expireAfterAccess(REMEMBERED).build();

  public LogInGuard(InstantSource clock, Supplier<LogInLimits> limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * Does {@code work}, which fails as UNAUTHORIZED when the login does.
   *
   * @param address of the client, as the socket has it
   */
  public <T> T guarded(String address, Supplier<T> work) {
    LogInLimits now = limits.get();
    String key = ClientNetwork.of(address);
    if (now.failuresAtOnce() == 0) {
      return Passwords.onBehalfOf(key, work);
    }
    spend(key, now);
    boolean failed = false;
    try {
      return Passwords.onBehalfOf(key, work);
    } catch (CloudException e) {
      failed = e.kind() == ErrorKind.UNAUTHORIZED;
      throw e;
    } finally {
      if (!failed) {
        budgets.asMap().computeIfPresent(key, (same, budget) -> budget.forgiven());
      }
    }
  }

  private void spend(String key, LogInLimits now) {
    Instant instant = clock.instant();
    Optional<Duration> wait =
        budgets
            .asMap()
            .compute(
                key,
                (same, known) ->
                    (known == null ? FailureBudget.unused(instant) : known).spend(instant, now))
            .refused(now);
    if (wait.isPresent()) {
      SecurityLog.loginRefused("too many of this address");
      throw CloudException.of(
              ErrorKind.TOO_MANY_REQUESTS,
              "TooManyFailedLogins",
              "Too many failed logins from this address; try again later.")
          .withHeader("Retry-After", Long.toString(wait.get().toSeconds()));
    }
  }
}
