package haneul.services.compute.domain;

import java.time.Duration;

/**
 * What an operator may set.
 *
 * @param hostSilence how long a host may be silent and still count as up
 * @param retention how long a deleted server's row is kept for usage reports
 * @param zone the availability zone of hosts that no aggregate puts into another
 */
public record ComputeSettings(
    SchedulingSettings scheduling, Duration hostSilence, Duration retention, String zone) {
  /** The usual settings. */
  public static final ComputeSettings USUAL =
      new ComputeSettings(
          SchedulingSettings.USUAL, Duration.ofSeconds(10), Duration.ofDays(90), "nova");
}
