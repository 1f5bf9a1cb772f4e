package haneul.services.compute.domain;

import haneul.base.id.HostName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Hosts that have something in common, said in metadata. One with the metadata {@link #ZONE} is an
 * availability zone.
 */
public record Aggregate(
    long id,
    String uuid,
    String name,
    List<HostName> hosts,
    Map<String, String> metadata,
    Instant created,
    Optional<Instant> updated) {
  public static final String ZONE = "availability_zone";

  public Optional<String> zone() {
    return Optional.ofNullable(metadata.get(ZONE));
  }

  /** The aggregates of each host that is in one. */
  public static Map<HostName, List<Aggregate>> byHost(List<Aggregate> all) {
    Map<HostName, List<Aggregate>> byHost = new HashMap<>();
    for (Aggregate aggregate : all) {
      for (HostName host : aggregate.hosts()) {
        byHost.merge(
            host,
            List.of(aggregate),
            (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
      }
    }
    return byHost;
  }

  /** The zone of a host that is in these aggregates. */
  public static String zoneOf(List<Aggregate> aggregates, String usual) {
    return aggregates.stream()
        .flatMap(aggregate -> aggregate.zone().stream())
        .findFirst()
        .orElse(usual);
  }
}
