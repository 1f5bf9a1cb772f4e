package haneul.services.network;

import haneul.services.network.domain.SegmentSettings;
import java.time.Duration;

/**
 * What an operator can set.
 *
 * @param mtu what the hosts' links carry, in bytes, as long as no host has said
 * @param hostAlive how long after its last report a host still counts as alive
 * @param segments how networks span hosts
 */
public record NetworkSettings(int mtu, Duration hostAlive, SegmentSettings segments) {
  /** Ethernet's MTU, and ten seconds for a host to say that it lives. */
  public static NetworkSettings standard() {
    return with(SegmentSettings.USUAL);
  }

  /** The same with other segments. */
  public static NetworkSettings with(SegmentSettings segments) {
    return with(segments, Duration.ofSeconds(10));
  }

  /** The same where a host may be silent for another time. */
  public static NetworkSettings with(SegmentSettings segments, Duration hostAlive) {
    return new NetworkSettings(1500, hostAlive, segments);
  }
}
