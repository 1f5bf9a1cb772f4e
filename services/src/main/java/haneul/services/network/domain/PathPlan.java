package haneul.services.network.domain;

import haneul.base.id.HostName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a check of the underlay looks at: the way from each host to each other, and how large a
 * packet should get through.
 *
 * @param bytes of an IPv4 packet of the widest tunnelled network with its tunnel's headers; without
 *     such networks, what the narrowest card would let a new one have
 * @param networks tunnelled ones, the widest first
 * @param ends hosts that carry them
 * @param pairs what is measured
 */
public record PathPlan(int bytes, List<Network> networks, List<End> ends, List<Pair> pairs) {
  public PathPlan {
    networks = List.copyOf(networks);
    ends = List.copyOf(ends);
    pairs = List.copyOf(pairs);
  }

  /**
   * A host, where its tunnels end.
   *
   * @param mtuBytes of its card
   * @param silence why it is not asked
   */
  public record End(HostName host, String address, int mtuBytes, Optional<String> silence) {}

  /** One way. */
  public record Pair(End from, End to) {}

  /**
   * @param asked hosts to and from which alone ways are measured; all when empty
   */
  public static PathPlan of(List<Network> networks, List<End> ends, Set<HostName> asked) {
    List<Network> widest =
        networks.stream()
            .filter(network -> network.segment().kind().overheadBytes() > 0)
            .sorted(Comparator.comparingInt(PathPlan::outerBytes).reversed())
            .toList();
    int narrowest = ends.stream().mapToInt(End::mtuBytes).min().orElse(0);
    List<Pair> pairs = new ArrayList<>();
    for (End from : ends) {
      for (End to : ends) {
        boolean wanted =
            asked.isEmpty() || asked.contains(from.host()) || asked.contains(to.host());
        if (!from.host().equals(to.host())
            && wanted
            && from.silence().isEmpty()
            && to.silence().isEmpty()) {
          pairs.add(new Pair(from, to));
        }
      }
    }
    return new PathPlan(
        widest.isEmpty() ? narrowest : outerBytes(widest.getFirst()), widest, ends, pairs);
  }

  /** A network's largest packet as the underlay sees it. */
  static int outerBytes(Network network) {
    return network.mtu() + network.segment().kind().overheadBytes();
  }
}
