package haneul.drivers.ovs;

import haneul.base.host.GuestMetadata;
import haneul.base.host.HostReport;
import haneul.base.host.PathProbe;
import haneul.base.host.PhysicalNetwork;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.base.id.PortId;
import haneul.drivers.dhcp.DhcpServers;
import haneul.drivers.metadata.MetadataDirectory;
import haneul.drivers.metadata.MetadataListeners;
import haneul.drivers.netns.HostDevices;
import haneul.drivers.netns.Ledger;
import haneul.drivers.path.Paths;
import haneul.drivers.spi.NetworkDriver;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Networks on Open vSwitch, dnsmasq and namespaces. What was applied last is kept: the same again
 * costs a few file reads as long as all processes and devices are there, and a switch or DHCP
 * server that dies is started again without being asked.
 */
public final class OvsNetworkDriver implements NetworkDriver {
  private static final Logger LOG = System.getLogger(OvsNetworkDriver.class.getName());
  private static final Duration WATCH_EVERY = Duration.ofMillis(500);
  private static final Duration TRUST_FOR = Duration.ofSeconds(60);

  private final ReentrantLock lock = new ReentrantLock();
  private final MetadataListeners metadata = new MetadataListeners();
  private final Paths paths = new Paths();
  private final Path ledgerDirectory;
  private final Uplinks uplinks;
  private final HostNetworks host;
  private final Thread watch;

  private @Nullable Last last;

  private record Request(List<WantedNetwork> networks, List<WantedPort> ports) {}

  private record Last(Request request, Wanted wanted, Applied applied, long atNanos) {
    boolean isClean() {
      return applied.ports().stream().allMatch(port -> port.fault().isEmpty())
          && applied.networks().stream().allMatch(network -> network.fault().isEmpty());
    }
  }

  /**
   * A driver over the cloud's state; what an earlier one made there is taken over by the first
   * apply.
   *
   * @param state the cloud's state directory
   * @param cloud the cloud's name on this host, one to eight of a-z and 0-9: no other cloud of the
   *     host may have it
   * @param physicalNetworks the device of this host that leads to each: a card without an address,
   *     or a bridge of the host's Open vSwitch
   */
  public OvsNetworkDriver(Path state, String cloud, Map<String, String> physicalNetworks)
      throws IOException {
    if (!cloud.matches("[a-z0-9]{1,8}")) {
      throw new IllegalArgumentException("not a cloud's name: " + cloud);
    }
    ledgerDirectory = state.resolve("network").resolve("made");
    Ledger ledger = new Ledger(ledgerDirectory);
    HostDevices devices = new HostDevices();
    uplinks = new Uplinks(cloud, physicalNetworks, devices, ledger);
    host =
        new HostNetworks(
            cloud,
            ledger,
            devices,
            new HostSwitch(),
            uplinks,
            new DhcpServers(Path.of("/run/haneul", cloud, "dhcp")),
            metadata);
    watch = Thread.ofVirtual().name("network-watch").start(this::watch);
  }

  @Override
  public Applied apply(
      Collection<WantedNetwork> networks,
      Collection<WantedPort> ports,
      Collection<GuestMetadata> guests)
      throws IOException {
    lock.lock();
    try {
      metadata.tell(new MetadataDirectory(networks, ports, guests));
      Request request = new Request(List.copyOf(networks), List.copyOf(ports));
      Last before = last;
      boolean trusted =
          before != null && System.nanoTime() - before.atNanos() < TRUST_FOR.toNanos();
      if (before != null
          && trusted
          && before.isClean()
          && before.request().equals(request)
          && host.isIntact(before.wanted())) {
        return before.applied();
      }
      if (!trusted) {
        host.distrust();
      }
      return applyNow(request);
    } finally {
      lock.unlock();
    }
  }

  private Applied applyNow(Request request) throws IOException {
    Last before = last;
    Wanted wanted =
        new Wanted(request.networks(), request.ports(), before == null ? null : before.wanted());
    HostNetworks.Faults faults;
    try {
      faults = host.apply(wanted);
    } catch (IOException | RuntimeException failed) {
      host.distrust();
      last = null;
      throw failed;
    }
    Applied applied = report(wanted, faults);
    last = new Last(request, wanted, applied, System.nanoTime());
    return applied;
  }

  private static Applied report(Wanted wanted, HostNetworks.Faults faults) {
    List<HostReport.Port> ports = new ArrayList<>();
    for (WantedPort port : wanted.ports()) {
      Optional<String> fault = Optional.ofNullable(faults.here().get(port.id().value()));
      ports.add(new HostReport.Port(port.id(), fault.isEmpty() && port.adminStateUp(), fault));
    }
    List<HostReport.Network> networks = new ArrayList<>();
    for (WantedNetwork network : wanted.networks()) {
      Optional<String> fault = Optional.ofNullable(faults.here().get(network.id().value()));
      Optional<String> alone =
          wanted.waysOf(network.id()).stream()
              .filter(faults.ways()::containsKey)
              .map(faults.ways()::get)
              .findFirst();
      networks.add(
          new HostReport.Network(
              network.id(),
              fault.isEmpty() && network.dhcp().isPresent(),
              fault.isPresent() ? fault : alone));
    }
    return new Applied(ports, networks);
  }

  /** Starts again what died, until closed. */
  private void watch() {
    try {
      while (true) {
        Thread.sleep(WATCH_EVERY);
        lock.lockInterruptibly();
        try {
          mend();
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException closed) {
      // Nothing to let go of.
    }
  }

  private void mend() {
    Last before = last;
    if (before == null || !before.isClean() || host.runs(before.wanted())) {
      return; // what failed is tried again by the next apply, which has somebody to tell
    }
    LOG.log(Level.WARNING, "a network daemon of this host died; starting it again");
    try {
      applyNow(before.request());
    } catch (IOException | RuntimeException failed) {
      LOG.log(Level.ERROR, "the networks of this host could not be mended", failed);
    }
  }

  @Override
  public Map<PortId, String> taps() throws IOException {
    lock.lock();
    try {
      Last known = last;
      if (known != null && known.isClean() && host.isIntact(known.wanted())) {
        return known.wanted().taps();
      }
      Map<PortId, String> taps = new HashMap<>();
      host.taps().forEach((id, device) -> taps.put(new PortId(id), device));
      return taps;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<PhysicalNetwork> physicalNetworks() {
    return uplinks.reached();
  }

  @Override
  public PathProbe.Card answerProbes(String local, PathProbe.Listen listen) throws IOException {
    return paths.answer(local, listen);
  }

  @Override
  public PathProbe.Measured measure(String local, PathProbe.Way way) throws IOException {
    return paths.measure(local, way);
  }

  @Override
  public void removeAll() throws IOException {
    lock.lock();
    try {
      last = null;
      metadata.close();
      host.removeAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    watch.interrupt();
    paths.close();
    metadata.close();
  }
}
