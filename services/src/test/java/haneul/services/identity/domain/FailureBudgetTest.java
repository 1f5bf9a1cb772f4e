package haneul.services.identity.domain;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.services.identity.domain.IdentitySettings.LogInLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The bucket of an address's failures. */
class FailureBudgetTest {
  private static final Instant BEGIN = Instant.parse("2026-11-22T08:00:00Z");

  /** Whatever the pauses, no more get through than the bucket holds and time gives back. */
  @Property
  void neverMoreFailuresThanTheLimit(
      @ForAll @IntRange(min = 1, max = 50) int atOnce,
      @ForAll @IntRange(min = 1, max = 600) int perMinute,
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 5_000) Integer> pausesMillis) {
    LogInLimits limits = new LogInLimits(0, Duration.ZERO, atOnce, perMinute);
    FailureBudget budget = FailureBudget.unused(BEGIN);
    Instant now = BEGIN;
    int through = 0;
    for (int pause : pausesMillis) {
      now = now.plusMillis(pause);
      budget = budget.spend(now, limits);
      if (budget.refused(limits).isEmpty()) {
        through++;
      }
    }

    double minutes = Duration.between(BEGIN, now).toMillis() / 60_000.0;
    assertThat(through).isLessThanOrEqualTo((int) Math.ceil(atOnce + minutes * perMinute));
  }

  /** Who waits as long as they were told to is let through. */
  @Property
  void theWaitIsLongEnough(
      @ForAll @IntRange(min = 1, max = 50) int atOnce,
      @ForAll @IntRange(min = 1, max = 600) int perMinute) {
    LogInLimits limits = new LogInLimits(0, Duration.ZERO, atOnce, perMinute);
    FailureBudget budget = FailureBudget.unused(BEGIN);
    while (budget.refused(limits).isEmpty()) {
      budget = budget.spend(BEGIN, limits);
    }

    Instant later = BEGIN.plus(budget.refused(limits).orElseThrow());

    assertThat(budget.spend(later, limits).refused(limits)).isEmpty();
  }
}
