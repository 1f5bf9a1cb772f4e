package haneul.services.network.domain;

import haneul.base.id.HostName;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * On which host each network's DHCP server shall be: one that is heard of, reaches the network, is
 * for it and serves the fewest; as long as there is none, one that at least is heard of and reaches
 * it. Counts along what it decides. Pure.
 */
public final class DhcpPlaces {
  private final Map<HostName, Place> places = new HashMap<>();
  private final Map<HostName, Integer> serving;

  /**
   * A host that could serve.
   *
   * @param heard of lately
   * @param meant has the role for it, and nobody took it out of use
   * @param reaches the physical networks it does
   */
  public record Place(HostName name, boolean heard, boolean meant, Set<String> reaches) {}

  private enum Fitness {
    FIT,
    MAKESHIFT,
    UNFIT
  }

  /**
   * @param serving how many networks each host serves now
   */
  public DhcpPlaces(Collection<Place> places, Map<HostName, Integer> serving) {
    places.forEach(place -> this.places.put(place.name(), place));
    this.serving = new HashMap<>(serving);
  }

  /**
   * The host for a server that has none.
   *
   * @param physicalNetwork that its network is on
   */
  public Optional<HostName> choose(Optional<String> physicalNetwork) {
    Optional<HostName> chosen = best(physicalNetwork);
    chosen.ifPresent(host -> serving.merge(host, 1, Integer::sum));
    return chosen;
  }

  /**
   * A better host for a server that is on {@code now}; empty when it shall stay.
   *
   * @param patient whether a host that is not heard of may be taken for alive: who was away himself
   *     heard of nobody
   */
  public Optional<HostName> better(
      HostName now, Optional<String> physicalNetwork, boolean patient) {
    Fitness its =
        Optional.ofNullable(places.get(now))
            .map(place -> fitness(place, physicalNetwork, patient || place.heard()))
            .orElse(Fitness.UNFIT);
    Optional<HostName> better =
        best(physicalNetwork)
            .filter(host -> fitness(place(host), physicalNetwork, true).compareTo(its) < 0);
    better.ifPresent(host -> {
      serving.merge(host, 1, Integer::sum);
      serving.merge(now, -1, Integer::sum);
    });
    return better;
  }

  /** Whether a host's servers may have to go elsewhere, whatever networks they are of. */
  public boolean isRight(HostName host, boolean patient) {
    Place place = places.get(host);
    return place != null && place.meant() && (patient || place.heard());
  }

  private Optional<HostName> best(Optional<String> physicalNetwork) {
    return places.values().stream()
        .filter(Place::heard)
        .filter(place -> fitness(place, physicalNetwork, true) != Fitness.UNFIT)
        .min(
            Comparator.comparing((Place place) -> fitness(place, physicalNetwork, true))
                .thenComparing(place -> serving.getOrDefault(place.name(), 0))
                .thenComparing(place -> place.name().value()))
        .map(Place::name);
  }

  private Place place(HostName host) {
    return java.util.Objects.requireNonNull(places.get(host));
  }

  private static Fitness fitness(Place place, Optional<String> physicalNetwork, boolean heard) {
    if (!heard || !physicalNetwork.map(place.reaches()::contains).orElse(true)) {
      return Fitness.UNFIT;
    }
    return place.meant() ? Fitness.FIT : Fitness.MAKESHIFT;
  }
}
