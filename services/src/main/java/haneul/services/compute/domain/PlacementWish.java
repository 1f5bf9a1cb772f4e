package haneul.services.compute.domain;

import haneul.base.id.HostName;
import java.util.List;
import java.util.Optional;

/**
 * Where a server's owner wants it. Kept with the server: whoever moves it honours it too.
 *
 * @param host the only one that will do; administrators' alone
 * @param group id of its server group
 * @param sameHost ids of servers to be with
 * @param differentHost ids of servers to be apart from
 */
public record PlacementWish(
    Optional<HostName> host,
    Optional<String> zone,
    Optional<String> group,
    List<String> sameHost,
    List<String> differentHost) {
  public static final PlacementWish NONE =
      new PlacementWish(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
}
