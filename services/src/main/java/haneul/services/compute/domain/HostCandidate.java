package haneul.services.compute.domain;

import haneul.base.id.HostName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A host as the scheduler sees it.
 *
 * @param aggregates the metadata of each aggregate that the host is in
 * @param reaches the physical networks it does
 */
public record HostCandidate(
    HostName name,
    boolean alive,
    boolean enabled,
    String zone,
    List<Map<String, String>> aggregates,
    Set<String> reaches,
    Room room) {

  /** The same once the flavor is claimed of it. */
  public HostCandidate with(Flavor claimed) {
    return new HostCandidate(
        name, alive, enabled, zone, aggregates, reaches, room.without(claimed));
  }
}
