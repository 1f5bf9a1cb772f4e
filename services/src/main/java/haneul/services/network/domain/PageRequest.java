package haneul.services.network.domain;

import haneul.base.error.CloudException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What part of a collection is asked for.
 *
 * @param filters by attribute; several values of one mean any of them
 * @param marker the last thing of the page before, or the first of the page after
 * @param reverse whether the page before the marker is meant
 */
public record PageRequest(
    Map<String, List<String>> filters,
    List<Sort> sorts,
    OptionalInt limit,
    Optional<String> marker,
    boolean reverse) {

  /** One key to sort by. */
  public record Sort(String key, boolean ascending) {}

  /** Cuts the page out of the ids of the whole, in their order. */
  public List<String> cut(List<String> ids, Function<String, CloudException> noMarker) {
    int from = 0;
    int to = ids.size();
    if (marker.isPresent()) {
      int at = ids.indexOf(marker.get());
      if (at < 0) {
        throw noMarker.apply(marker.get());
      }
      from = reverse ? 0 : at + 1;
      to = reverse ? at : ids.size();
    }
    if (limit.isPresent() && to - from > limit.getAsInt()) {
      from = reverse ? to - limit.getAsInt() : from;
      to = from + limit.getAsInt();
    }
    return ids.subList(from, to);
  }
}
