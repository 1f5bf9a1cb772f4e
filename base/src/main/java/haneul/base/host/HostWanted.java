package haneul.base.host;

import java.util.List;

/**
 * What control wants one host to be. A whole, never a difference: an agent that missed ten
 * revisions needs only the last. What is not listed shall not exist on the host.
 *
 * @param revision grows with every change to this host's wanted state
 * @param images to have though no guest needs them yet; others may be there, too
 */
public record HostWanted(
    long revision,
    List<WantedGuest> guests,
    List<WantedNetwork> networks,
    List<WantedPort> ports,
    List<ImageRef> images) {
  public HostWanted {
    guests = List.copyOf(guests);
    networks = List.copyOf(networks);
    ports = List.copyOf(ports);
    images = List.copyOf(images);
  }

  /** Of a host that fetches images when a guest needs them. */
  public HostWanted(
      long revision,
      List<WantedGuest> guests,
      List<WantedNetwork> networks,
      List<WantedPort> ports) {
    this(revision, guests, networks, ports, List.of());
  }
}
