package haneul.services.compute.domain;

import haneul.base.id.HostName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a server needs of its host.
 *
 * @param only the one host that will do
 * @param zone the availability zone it must be in
 * @param beside the hosts of servers that it must share one with
 * @param apart the hosts of servers that it must not share one with
 * @param physicalNetworks that its networks are on
 */
public record Demand(
    Flavor flavor,
    Optional<HostName> only,
    Optional<String> zone,
    Optional<Companions> group,
    Optional<Set<HostName>> beside,
    Set<HostName> apart,
    Set<String> physicalNetworks) {

  /** A server that asks for nothing but room. */
  public static Demand of(Flavor flavor) {
    return new Demand(
        flavor,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Set.of());
  }

  /**
   * The other servers of its group.
   *
   * @param mostOnAHost how many of an anti-affinity group one host may have
   * @param on how many of them each host has
   */
  public record Companions(GroupPolicy policy, int mostOnAHost, Map<HostName, Integer> on) {
    int on(HostName host) {
      return on.getOrDefault(host, 0);
    }
  }

  /** How many companions the host has, when the group has this policy. */
  int companions(GroupPolicy policy, HostName host) {
    return group.filter(its -> its.policy() == policy).map(its -> its.on(host)).orElse(0);
  }
}
