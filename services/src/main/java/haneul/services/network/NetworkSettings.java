package haneul.services.network;

import java.time.Duration;

/**
 * What an operator can set.
 *
 * @param mtu of new networks, and the most one may ask for: what the hosts' links carry
 * @param hostAlive how long after its last report a host still counts as alive
 */
public record NetworkSettings(int mtu, Duration hostAlive) {
  /** Ethernet's MTU, and the time after which Neutron takes an agent for down. */
  public static NetworkSettings standard() {
    return new NetworkSettings(1500, Duration.ofSeconds(75));
  }
}
