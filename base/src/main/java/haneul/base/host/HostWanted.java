package haneul.base.host;

import java.util.List;

/**
 * What control wants one host to be. A whole, never a difference: an agent that missed ten
 * revisions needs only the last. What is not listed shall not exist on the host.
 *
 * @param revision grows with every change to this host's wanted state
 */
public record HostWanted(
    long revision, List<WantedGuest> guests, List<WantedNetwork> networks, List<WantedPort> ports) {
  public HostWanted {
    guests = List.copyOf(guests);
    networks = List.copyOf(networks);
    ports = List.copyOf(ports);
  }
}
