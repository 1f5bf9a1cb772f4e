package haneul.services.compute.domain;

import haneul.base.id.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which servers a list holds.
 *
 * @param project only this one's; empty: all
 * @param deleted only those that are gone, or only those that are not; empty: both
 * @param equal column name of the API to the values that are right
 * @param status what the server's status must be; an empty list: anything
 * @param ip a regular expression for one of its addresses
 */
public record ServerFilter(
    Optional<ProjectId> project,
    Optional<Boolean> deleted,
    Map<String, String> equal,
    Optional<List<ServerStatus>> status,
    Optional<BoundedPattern> name,
    Optional<BoundedPattern> ip,
    Optional<BoundedPattern> ip6,
    Optional<Instant> changedSince,
    Optional<Instant> changedBefore,
    Optional<Boolean> locked,
    Optional<Boolean> configDrive,
    Tags tags) {

  /** What is asked of a server's tags: all of these, any of those, and the negations. */
  public record Tags(List<String> all, List<String> any, List<String> notAll, List<String> notAny) {
    public static final Tags ANYTHING = new Tags(List.of(), List.of(), List.of(), List.of());
  }

  /** An order: keys of the API, and whether each runs downward. */
  public record SortKey(String key, boolean descending) {}
}
