package haneul.agent;

import java.time.Duration;

/**
 * How long the agent waits for what.
 *
 * @param linkWait how long one question to control may stay open
 * @param reportEvery a report goes out at least so often, as a sign of life
 * @param lookEvery the wanted state is compared anew at least so often, without being asked
 * @param patience what a guest gets to shut down by itself; nova's default is a minute
 * @param networkLimit how long a try to start a guest waits for its network devices
 * @param attempts how often a wish is tried before it is reported as failed
 * @param firstRetry pause after a first failure; doubles from then on
 * @param longestRetry bound of that
 */
record AgentTiming(
    Duration linkWait,
    Duration reportEvery,
    Duration lookEvery,
    Duration patience,
    Duration networkLimit,
    int attempts,
    Duration firstRetry,
    Duration longestRetry) {

  /** The pause after one that did not help. */
  Duration nextRetry(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(longestRetry) > 0 ? longestRetry : doubled;
  }

  static AgentTiming standard() {
    return new AgentTiming(
        Duration.ofSeconds(30),
        Duration.ofSeconds(3),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(20),
        3,
        Duration.ofMillis(500),
        Duration.ofSeconds(15));
  }
}
