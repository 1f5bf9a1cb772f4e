package haneul.services.compute.ops;

import haneul.base.host.HostRole;
import haneul.base.host.PhysicalNetwork;
import haneul.base.id.HostName;
import haneul.platform.link.Hosts;
import haneul.platform.link.Listening;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Aggregate;
import haneul.services.compute.domain.Claimed;
import haneul.services.compute.domain.ComputeSettings;
import haneul.services.compute.domain.HostCandidate;
import haneul.services.compute.domain.Room;
import haneul.services.compute.store.ComputeStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The hosts there are, what is claimed of them, and which groups they are in. */
public final class ComputeHosts {
  private final ComputeStore store;
  private final Hosts hosts;
  private final ComputeSettings settings;
  private final InstantSource clock;
  private final Listening listening;

  public ComputeHosts(
      ComputeStore store, Hosts hosts, ComputeSettings settings, InstantSource clock) {
    this.store = store;
    this.hosts = hosts;
    this.settings = settings;
    this.clock = clock;
    this.listening = new Listening(clock, settings.hostSilence());
  }

  /**
   * A host as the API shows it.
   *
   * @param number in the order they joined, from 1
   * @param alive it says so, and no administrator says that it is not
   * @param disabledReason present when it takes no new servers; may be empty text
   */
  public record View(
      Hosts.Host host,
      int number,
      boolean alive,
      boolean forcedDown,
      Optional<String> disabledReason,
      Claimed claimed,
      List<Aggregate> aggregates,
      String zone) {
    public HostName name() {
      return host.name();
    }
  }

  /** The hosts that run guests, or still have some, in the order they joined. */
  public List<View> all(Tx tx) {
    Map<HostName, Claimed> claims = store.servers().claimed(tx);
    Map<HostName, String> disabled = store.disabledHosts().all(tx);
    Set<HostName> forcedDown = store.disabledHosts().forcedDown(tx);
    Map<HostName, List<Aggregate>> aggregates = Aggregate.byHost(store.aggregates().all(tx));
    List<Hosts.Host> joined =
        hosts.all(tx).stream()
            .sorted(
                Comparator.comparing(Hosts.Host::createdAt)
                    .thenComparing(host -> host.name().value()))
            .toList();
    return IntStream.range(0, joined.size())
        .mapToObj(at -> {
          Hosts.Host host = joined.get(at);
          List<Aggregate> its = aggregates.getOrDefault(host.name(), List.of());
          return new View(
              host,
              at + 1,
              alive(host) && !forcedDown.contains(host.name()),
              forcedDown.contains(host.name()),
              Optional.ofNullable(disabled.get(host.name())),
              claims.getOrDefault(host.name(), Claimed.NOTHING),
              its,
              Aggregate.zoneOf(its, settings.zone()));
        })
        .filter(view -> runsGuests(view) || !view.claimed().equals(Claimed.NOTHING))
        .toList();
  }

  /** Whether a host reported lately, whatever an administrator says of it. */
  boolean reports(Tx tx, HostName host) {
    return hosts.find(tx, host).filter(this::alive).isPresent();
  }

  /** Whether hosts that count as down can be judged already. At rest. */
  public Listening listening() {
    return listening;
  }

  private boolean alive(Hosts.Host host) {
    return host.seenAt().isAfter(clock.instant().minus(settings.hostSilence()));
  }

  private static boolean runsGuests(View view) {
    return view.host().facts().roles().contains(HostRole.COMPUTE);
  }

  /** The same for the scheduler. */
  public List<HostCandidate> candidates(Tx tx) {
    return all(tx).stream()
        .filter(ComputeHosts::runsGuests)
        .map(view ->
            new HostCandidate(
                view.name(),
                view.alive(),
                view.disabledReason().isEmpty(),
                view.zone(),
                view.aggregates().stream().map(Aggregate::metadata).toList(),
                reached(view.host()),
                Room.of(view.host().facts(), view.claimed(), settings.scheduling())))
        .toList();
  }

  private static Set<String> reached(Hosts.Host host) {
    return host.facts().physicalNetworks().stream()
        .map(PhysicalNetwork::name)
        .collect(Collectors.toSet());
  }

  /**
   * A candidate as it is now; empty when the host is no more. Its groups, and whether it was forced
   * down, are taken as known.
   */
  public Optional<HostCandidate> again(Tx tx, HostCandidate known) {
    return hosts
        .find(tx, known.name())
        .filter(host -> host.facts().roles().contains(HostRole.COMPUTE))
        .map(host ->
            new HostCandidate(
                known.name(),
                known.alive() && alive(host),
                !store.disabledHosts().has(tx, known.name()),
                known.zone(),
                known.aggregates(),
                reached(host),
                Room.of(
                    host.facts(),
                    store.servers().claimed(tx, known.name()),
                    settings.scheduling())));
  }

  /** What was said of a host that is no more says nothing of another of its name. */
  public void forgetIfGone(Tx tx, HostName host) {
    if (hosts.find(tx, host).isEmpty()) {
      store.aggregates().forget(tx, host);
      store.disabledHosts().enable(tx, host);
      store.disabledHosts().forceDown(tx, host, false);
    }
  }

  /** The availability zones that hosts are in. */
  public Set<String> zones(Tx tx) {
    Set<String> zones = new HashSet<>(Set.of(settings.zone()));
    store.aggregates().all(tx).stream()
        .filter(aggregate -> !aggregate.hosts().isEmpty())
        .forEach(aggregate -> aggregate.zone().ifPresent(zones::add));
    return zones;
  }

  /** A host's zone. */
  public String zone(Tx tx, HostName host) {
    return store.aggregates().zones(tx, List.of(host)).getOrDefault(host, settings.zone());
  }

  /**
   * What servers show of their host.
   *
   * @param status {@code UP}, {@code DOWN} or {@code MAINTENANCE}
   */
  public record Standing(String status, String zone) {}

  /** Of those of the hosts that are still there. */
  public Map<HostName, Standing> standing(Tx tx, Collection<HostName> some) {
    if (some.isEmpty()) {
      return Map.of();
    }
    Map<HostName, String> zones = store.aggregates().zones(tx, some);
    Map<HostName, String> disabled = store.disabledHosts().all(tx);
    Set<HostName> forcedDown = store.disabledHosts().forcedDown(tx);
    Map<HostName, Standing> standing = new HashMap<>();
    for (Hosts.Host host : hosts.some(tx, some)) {
      String word = alive(host) && !forcedDown.contains(host.name()) ? "UP" : "DOWN";
      standing.put(
          host.name(),
          new Standing(
              disabled.containsKey(host.name()) ? "MAINTENANCE" : word,
              zones.getOrDefault(host.name(), settings.zone())));
    }
    return standing;
  }
}
