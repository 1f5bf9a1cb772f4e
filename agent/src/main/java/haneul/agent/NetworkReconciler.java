package haneul.agent;

import haneul.base.CrashPoint;
import haneul.base.host.HostReport;
import haneul.base.host.HostWanted;
import haneul.base.host.PhysicalNetwork;
import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNic;
import haneul.base.host.WantedPort;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ServerId;
import haneul.drivers.spi.NetworkDriver;
import haneul.drivers.spi.NetworkDriver.Applied;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Keeps the host's networks as they shall be. A port goes only after its guest: ports of guests
 * that are no longer wanted but still here are kept as they were.
 */
final class NetworkReconciler implements AutoCloseable {
  private static final Logger LOG = System.getLogger(NetworkReconciler.class.getName());

  private final NetworkDriver driver;
  private final WantedState wanted;
  private final Supplier<Set<ServerId>> guestsHere;
  private final Runnable applied;
  private final AgentTiming timing;
  private final Bell bell = new Bell();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition attempt = lock.newCondition();
  private final Map<PortId, WantedPort> knownPorts = new HashMap<>();
  private final Map<NetworkId, WantedNetwork> knownNetworks = new HashMap<>();
  private final Loop loop;

  private volatile Outcome outcome =
      new Outcome(-1, new Applied(List.of(), List.of()), Optional.empty());

  /**
   * @param revision of the wanted state that was applied, or could not be
   * @param failure why all of it could not be
   */
  record Outcome(long revision, Applied applied, Optional<String> failure) {
    /** What is wrong with a port. */
    String faultOf(PortId port) {
      return failure.orElseGet(() ->
          applied.ports().stream()
              .filter(it -> it.id().equals(port))
              .findFirst()
              .flatMap(HostReport.Port::fault)
              .orElse("this host was not told of it"));
    }

    boolean clean() {
      return failure.isEmpty()
          && applied.ports().stream().allMatch(port -> port.fault().isEmpty())
          && applied.networks().stream().allMatch(network -> network.fault().isEmpty());
    }
  }

  /**
   * @param guestsHere the guests of which anything is left on the host
   * @param applied rung after each attempt
   */
  NetworkReconciler(
      NetworkDriver driver,
      WantedState wanted,
      Supplier<Set<ServerId>> guestsHere,
      AgentTiming timing,
      Runnable applied) {
    this.driver = driver;
    this.wanted = wanted;
    this.guestsHere = guestsHere;
    this.timing = timing;
    this.applied = applied;
    this.loop = Loop.start("agent networks", timing, this::turn);
  }

  /** Says that something may have to be done. */
  void wake() {
    bell.ring();
  }

  Outcome outcome() {
    return outcome;
  }

  /** The physical networks that this host reaches now. */
  List<PhysicalNetwork> physicalNetworks() {
    return driver.physicalNetworks();
  }

  /**
   * The tap device of each of a guest's ports, by port id. Waits until they are made: a switch that
   * just restarts is no fault of the guest.
   *
   * @param revision of the wanted state that has the ports
   * @throws IOException when one is not there within {@code limit}; says which, and why
   */
  Map<String, String> awaitTaps(WantedGuest guest, long revision, Duration limit)
      throws IOException, InterruptedException {
    if (guest.nics().isEmpty()) {
      return Map.of();
    }
    lock.lockInterruptibly();
    try {
      long left = limit.toNanos();
      Map<PortId, String> made = madeSince(revision);
      while (missingOf(guest, made).isPresent() && left > 0) {
        left = attempt.awaitNanos(left);
        made = madeSince(revision);
      }
      Optional<PortId> missing = missingOf(guest, made);
      if (missing.isPresent()) {
        throw new IOException(
            "port " + missing.get() + " has no device: " + outcome.faultOf(missing.get()));
      }
      Map<String, String> taps = new HashMap<>();
      for (WantedNic nic : guest.nics()) {
        taps.put(nic.port().value(), made.get(nic.port()));
      }
      return taps;
    } finally {
      lock.unlock();
    }
  }

  /** None as long as that revision was not tried. */
  private Map<PortId, String> madeSince(long revision) throws IOException {
    return outcome.revision() >= revision ? driver.taps() : Map.of();
  }

  private static Optional<PortId> missingOf(WantedGuest guest, Map<PortId, String> made) {
    return guest.nics().stream()
        .map(WantedNic::port)
        .filter(port -> !made.containsKey(port))
        .findFirst();
  }

  @Override
  public void close() {
    loop.close();
  }

  private void turn() throws InterruptedException, IOException {
    Optional<HostWanted> now = wanted.get();
    if (now.isPresent()) {
      apply(now.get());
      applied.run();
      if (!outcome.clean()) {
        // Mending is tried soon; a new wish does not wait for that.
        bell.await(timing.firstRetry().multipliedBy(4));
        return;
      }
    }
    bell.await(timing.lookEvery());
  }

  private void apply(HostWanted now) throws IOException {
    Map<PortId, WantedPort> ports = withPortsOfLeavingGuests(now);
    Map<NetworkId, WantedNetwork> networks = new HashMap<>();
    ports.values().stream()
        .map(port -> knownNetworks.get(port.network()))
        .filter(java.util.Objects::nonNull)
        .forEach(network -> networks.put(network.id(), network));
    now.networks().forEach(network -> networks.put(network.id(), network));
    knownPorts.clear();
    knownPorts.putAll(ports);
    knownNetworks.clear();
    knownNetworks.putAll(networks);
    try {
      Applied done =
          driver.apply(
              new ArrayList<>(networks.values()),
              new ArrayList<>(ports.values()),
              now.guests().stream().map(WantedGuest::metadata).toList());
      CrashPoint.reach("agent/networks:applied");
      settle(new Outcome(now.revision(), done, Optional.empty()));
    } catch (IOException | RuntimeException failed) {
      settle(new Outcome(now.revision(), outcome.applied(), Optional.of(sentence(failed))));
      throw failed;
    }
  }

  private Map<PortId, WantedPort> withPortsOfLeavingGuests(HostWanted now) {
    Set<ServerId> leaving = new HashSet<>(guestsHere.get());
    now.guests().forEach(guest -> leaving.remove(guest.id()));
    Map<PortId, WantedPort> ports = new HashMap<>();
    knownPorts.forEach((id, port) -> {
      if (leaving.contains(port.server())) {
        ports.put(id, port);
      }
    });
    now.ports().forEach(port -> ports.put(port.id(), port));
    return ports;
  }

  private void settle(Outcome fresh) {
    lock.lock();
    try {
      logNewFaults(fresh);
      outcome = fresh;
      attempt.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void logNewFaults(Outcome fresh) {
    for (HostReport.Port port : fresh.applied().ports()) {
      if (port.fault().isPresent() && !outcome.applied().ports().contains(port)) {
        LOG.log(Level.WARNING, "port {0}: {1}", port.id(), port.fault().get());
      }
    }
    for (HostReport.Network network : fresh.applied().networks()) {
      if (network.fault().isPresent() && !outcome.applied().networks().contains(network)) {
        LOG.log(Level.WARNING, "network {0}: {1}", network.id(), network.fault().get());
      }
    }
  }

  private static String sentence(Exception failed) {
    return failed.getMessage() == null ? failed.toString() : failed.getMessage();
  }
}
