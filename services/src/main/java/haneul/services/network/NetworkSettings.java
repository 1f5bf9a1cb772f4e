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
  /** Ethernet's MTU, and the time after which Neutron takes an agent for down. */
  public static NetworkSettings standard() {
    return with(SegmentSettings.USUAL);
  }

  /** The same with other segments. */
  public static NetworkSettings with(SegmentSettings segments) {
    return new NetworkSettings(1500, Duration.ofSeconds(75), segments);
  }
}
