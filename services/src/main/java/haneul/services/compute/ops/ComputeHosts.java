package haneul.services.compute.ops;

import haneul.base.id.HostName;
import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.ComputeSettings;
import haneul.services.compute.domain.Scheduling;
import haneul.services.compute.store.ComputeStore;
import haneul.services.compute.store.ServerStore.Claimed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The hosts there are, and what is claimed of them. */
public final class ComputeHosts {
  private final ComputeStore store;
  private final Hosts hosts;
  private final ComputeSettings settings;
  private final InstantSource clock;

  public ComputeHosts(
      ComputeStore store, Hosts hosts, ComputeSettings settings, InstantSource clock) {
    this.store = store;
    this.hosts = hosts;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A host as the API shows it.
   *
   * @param number in the order they joined, from 1
   * @param disabledReason present when it takes no new servers; may be empty text
   */
  public record View(
      Hosts.Host host,
      int number,
      boolean alive,
      Optional<String> disabledReason,
      Claimed claimed) {}

  /** All hosts, in the order they joined. */
  public List<View> all(Tx tx) {
    Map<HostName, Claimed> claims = store.servers().claimed(tx);
    Map<HostName, String> disabled = store.disabledHosts().all(tx);
    List<Hosts.Host> joined =
        hosts.all(tx).stream()
            .sorted(
                Comparator.comparing(Hosts.Host::createdAt)
                    .thenComparing(host -> host.name().value()))
            .toList();
    Instant oldest = clock.instant().minus(settings.hostSilence());
    return IntStream.range(0, joined.size())
        .mapToObj(at -> {
          Hosts.Host host = joined.get(at);
          return new View(
              host,
              at + 1,
              host.seenAt().isAfter(oldest),
              Optional.ofNullable(disabled.get(host.name())),
              claims.getOrDefault(host.name(), Claimed.NOTHING));
        })
        .toList();
  }

  /** The same for the scheduler. */
  public List<Scheduling.Candidate> candidates(Tx tx) {
    return all(tx).stream()
        .map(view ->
            new Scheduling.Candidate(
                view.host().name(),
                view.alive(),
                view.disabledReason(),
                view.host().facts().vcpus(),
                view.host().facts().memoryMebibytes(),
                view.claimed().vcpus(),
                view.claimed().memoryMebibytes()))
        .toList();
  }
}
