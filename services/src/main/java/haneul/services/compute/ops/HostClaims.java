package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.HostName;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Demand;
import haneul.services.compute.domain.HostCandidate;
import haneul.services.compute.domain.PlacementWish;
import haneul.services.compute.domain.Scheduling;
import haneul.services.compute.domain.Scheduling.Choice;
import haneul.services.compute.domain.Scheduling.Chosen;
import haneul.services.compute.domain.Scheduling.NoHost;
import haneul.services.compute.domain.SchedulingSettings;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.ServerGroup;
import haneul.services.compute.store.ComputeStore;
import haneul.services.network.contract.ServerPorts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds a server its host, in the transaction that then places it there.
 *
 * <p>With a thousand hosts, looking at all of them for each server would be most of the work. So
 * they are looked at once a second, what is claimed meanwhile is counted along, and the host that
 * is best by that is looked at again in the transaction: its claims, whether it is up and enabled,
 * and where the rest of the server's group is. When it will not do, or none would, all hosts are
 * looked at again.
 *
 * <p>Races: every claim adds up what is claimed of its host in its own serializable transaction, so
 * none is made on old numbers, whichever controller makes it. Which aggregates a host is in may be
 * a second old when another controller changed it.
 */
public final class HostClaims {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final ComputeStore store;
  private final ComputeHosts hosts;
  private final ServerPorts ports;
  private final SchedulingSettings settings;
  private final InstantSource clock;
  private volatile @Nullable Known last;

  public HostClaims(
      ComputeStore store,
      ComputeHosts hosts,
      ServerPorts ports,
      SchedulingSettings settings,
      InstantSource clock) {
    this.store = store;
    this.hosts = hosts;
    this.ports = ports;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The host for a server; a conflict that says why when none will do, and UNAVAILABLE as long as
   * one that is silent may only not have had the time to report since this program started.
   */
  public HostName choose(Tx tx, Server server) {
    Demand demand = demand(tx, server.boot());
    Known known = last;
    if (known != null && known.isYoung(clock.instant())) {
      Optional<HostName> host =
          known.best(demand).filter(best -> stillFits(tx, best, demand)).map(HostCandidate::name);
      if (host.isPresent()) {
        known.claimed(host.get(), demand);
        return host.get();
      }
    }
    Known now = new Known(hosts.candidates(tx), clock.instant());
    last = now;
    return switch (now.choose(demand)) {
      case Chosen chosen -> {
        now.claimed(chosen.host(), demand);
        yield chosen.host();
      }
      case NoHost none when hosts.listening().mayYetHear() && now.anyIsSilent() ->
          throw CloudException.of(
              ErrorKind.UNAVAILABLE,
              "HostsNotHeard",
              "Not all hosts have been heard since the start. " + none.reason());
      case NoHost none ->
          throw CloudException.conflict("NoValidHost", "No valid host was found. " + none.reason());
    };
  }

  private boolean stillFits(Tx tx, HostCandidate host, Demand demand) {
    return hosts.again(tx, host).filter(now -> Scheduling.fits(now, demand)).isPresent();
  }

  private Demand demand(Tx tx, Server.Boot boot) {
    PlacementWish wish = boot.wish();
    return new Demand(
        boot.flavor(),
        wish.host(),
        wish.zone(),
        wish.group().flatMap(id -> store.groups().find(tx, id)).map(group -> others(tx, group)),
        wish.sameHost().isEmpty()
            ? Optional.empty()
            : Optional.of(store.servers().hostsOf(tx, wish.sameHost())),
        store.servers().hostsOf(tx, wish.differentHost()),
        ports.physicalNetworks(tx, boot.nics().asked()));
  }

  private Demand.Companions others(Tx tx, ServerGroup group) {
    return new Demand.Companions(
        group.policy(), group.mostOnAHost().orElse(1), store.groups().hosts(tx, group.id()));
  }

  /** Something about hosts changed: the next server looks at all of them. */
  public void lookAgain() {
    last = null;
  }

  /** Whether a host was known to be up when all were last looked at. */
  public boolean knows(HostName host) {
    Known known = last;
    return known == null || known.isUp(host);
  }

  /** All hosts at one moment, and what was claimed of them since. */
  private final class Known {
    private final Map<HostName, HostCandidate> candidates = new LinkedHashMap<>();
    private final Instant at;

    Known(List<HostCandidate> all, Instant at) {
      all.forEach(candidate -> candidates.put(candidate.name(), candidate));
      this.at = at;
    }

    boolean isYoung(Instant now) {
      return now.isBefore(at.plus(LOOK_EVERY));
    }

    synchronized boolean anyIsSilent() {
      return candidates.values().stream().anyMatch(candidate -> !candidate.alive());
    }

    synchronized boolean isUp(HostName host) {
      HostCandidate candidate = candidates.get(host);
      return candidate != null && candidate.alive();
    }

    synchronized Choice choose(Demand demand) {
      Collection<HostCandidate> all = candidates.values();
      return Scheduling.choose(all, demand, settings.multipliers());
    }

    synchronized Optional<HostCandidate> best(Demand demand) {
      return choose(demand) instanceof Chosen chosen
          ? Optional.ofNullable(candidates.get(chosen.host()))
          : Optional.empty();
    }

    /** Counted at once: when the transaction fails, the next look at all hosts mends it. */
    synchronized void claimed(HostName host, Demand demand) {
      candidates.computeIfPresent(host, (_, candidate) -> candidate.with(demand.flavor()));
    }
  }
}
