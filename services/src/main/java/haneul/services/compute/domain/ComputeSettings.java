package haneul.services.compute.domain;

import java.time.Duration;

/**
 * What an operator may set.
 *
 * @param hostSilence how long a host may be silent and still count as alive
 * @param retention how long a deleted server's row is kept for usage reports
 * @param zone the one availability zone
 */
public record ComputeSettings(
    Scheduling.Ratios ratios, Duration hostSilence, Duration retention, String zone) {
  /** The usual settings. */
  public static final ComputeSettings USUAL =
      new ComputeSettings(
          Scheduling.Ratios.USUAL, Duration.ofSeconds(20), Duration.ofDays(90), "nova");
}
