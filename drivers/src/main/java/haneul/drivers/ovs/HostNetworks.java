package haneul.drivers.ovs;

import haneul.base.CrashPoint;
import haneul.base.host.WantedNetwork;
import haneul.base.id.NetworkId;
import haneul.drivers.dhcp.DhcpServers;
import haneul.drivers.metadata.MetadataListeners;
import haneul.drivers.netns.DeviceNames;
import haneul.drivers.netns.HostDevices;
import haneul.drivers.netns.Ledger;
import haneul.drivers.netns.NamespaceCard;
import haneul.drivers.ovs.Bridge.Addition;
import haneul.drivers.ovs.Bridge.Seen;
import haneul.drivers.ovs.HostSwitch.Datapath;
import haneul.drivers.ovs.Wanted.Member;
import haneul.drivers.process.Commands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Makes the host be as wanted, in this order: flows · what is no longer wanted goes · devices ·
 * bridge ports · DHCP and metadata. A port's number is chosen before the port is made, so its flows
 * are there before its first packet, and those of a port that goes are gone before its number is
 * free. Every step looks at what is there; killed after any of them, the next run finishes.
 *
 * <p>Not safe for use by several threads at once.
 */
final class HostNetworks {
  private static final int DHCP_SERVERS_AT_ONCE = 4;

  private final String cloud;
  private final Ledger ledger;
  private final HostDevices devices;
  private final HostSwitch hostSwitch;
  private final Bridge bridge;
  private final Underlay underlay;
  private final Uplinks uplinks;
  private final DhcpServers dhcp;
  private final MetadataListeners metadata;
  private final PortNumbers numbers = new PortNumbers();

  /** The cards of metadata servers as they were made, by network. */
  private final Map<NetworkId, Card> cards = new ConcurrentHashMap<>();

  /** A card, and the index of its pair's outside end: another index is another pair. */
  private record Card(NamespaceCard.Wanted wanted, int outsideIndex) {}

  /** The switch process that the bridge and the flows are known of; 0 when not known. */
  private long knownSwitch;

  private Datapath datapath = Datapath.NETDEV;
  private @Nullable List<Flow> knownFlows;

  HostNetworks(
      String cloud,
      Ledger ledger,
      HostDevices devices,
      HostSwitch hostSwitch,
      Uplinks uplinks,
      DhcpServers dhcp,
      MetadataListeners metadata) {
    this.cloud = cloud;
    this.ledger = ledger;
    this.devices = devices;
    this.hostSwitch = hostSwitch;
    this.bridge = new Bridge(cloud);
    this.underlay = new Underlay(cloud);
    this.uplinks = uplinks;
    this.dhcp = dhcp;
    this.metadata = metadata;
  }

  /**
   * Applies what is wanted.
   *
   * @return why a port or network, by id, is not as wanted; empty when all are
   */
  Faults apply(Wanted wanted) throws IOException {
    Map<String, String> faults = new ConcurrentHashMap<>(wanted.faults());
    Map<String, String> ways = new HashMap<>();
    try (var _ = hostSwitch.hold()) {
      startSwitch();
      Map<String, Seen> seen = bridge.interfaces();
      Set<Ledger.Entry> recorded = ledger.entries();
      List<Member> members = mine(wanted.members(), seen, recorded, faults);
      Map<String, Uplink> found = uplinks.find(wanted.physicalNetworks(), seen, datapath, ways);
      Map<String, Outlet> outlets = outlets(wanted.tunnels().values(), found.values());
      List<String> devices = new ArrayList<>(names(members));
      devices.addAll(outlets.keySet());
      Map<String, Integer> assigned = numbers.assign(devices, seen, cloud);
      applyFlows(members, wanted.waysOut(assigned, found), assigned);
      CrashPoint.reach("network/flows");
      removeUnwanted(members, outlets, seen, recorded);
      make(members, assigned, seen, faults);
      CrashPoint.reach("network/members");
      ways.putAll(dig(wanted.tunnels(), assigned, seen));
      connect(found, assigned, seen, ways);
    } catch (IOException | RuntimeException failed) {
      knownSwitch = 0; // look at everything the next time
      throw failed;
    }
    serveAll(wanted, faults);
    return new Faults(faults, ways);
  }

  /**
   * What is not as wanted, and why.
   *
   * @param here by port or network
   * @param ways by what leads out of the host, see {@link Wanted#waysOf}
   */
  record Faults(Map<String, String> here, Map<String, String> ways) {}

  private static Map<String, Outlet> outlets(
      Collection<TunnelPort> tunnels, Collection<Uplink> uplinks) {
    Map<String, Outlet> outlets = new TreeMap<>();
    tunnels.forEach(tunnel -> outlets.put(tunnel.device(), tunnel.outlet()));
    uplinks.forEach(
        uplink -> uplink.outlets().forEach(outlet -> outlets.put(outlet.device(), outlet)));
    return outlets;
  }

  /** Is all that runs still running, and all that was made still there? Starts no program. */
  boolean isIntact(Wanted wanted) {
    return runs(wanted)
        && wanted.members().stream().allMatch(member -> devices.isRight(member.device()));
  }

  /** Do the switch, the DHCP servers and the metadata listeners run? */
  boolean runs(Wanted wanted) {
    return hostSwitch.runs()
        && hostSwitch.switchPid() == knownSwitch
        && wanted.networks().stream()
            .filter(network -> wanted.hasMetadata(network.id()))
            .filter(network -> !wanted.faults().containsKey(network.id().value()))
            .allMatch(network -> metadata.listens(network.id()))
        && wanted.networks().stream()
            .filter(network -> network.dhcp().isPresent())
            .filter(network -> !wanted.faults().containsKey(network.id().value()))
            .allMatch(network -> dhcp.runs(network.id()) && metadata.listens(network.id()));
  }

  /** Forgets what it knows, so that the next apply looks at everything. */
  void distrust() {
    knownSwitch = 0;
  }

  /** The guests' taps by port id, as the switch has them. */
  Map<String, String> taps() throws IOException {
    Map<String, String> taps = new HashMap<>();
    if (hostSwitch.runs()) {
      for (Seen seen : bridge.interfaces().values()) {
        if (seen.cloud().equals(cloud) && seen.device().startsWith("tap")) {
          taps.put(seen.portId(), seen.device());
        }
      }
    }
    return taps;
  }

  /** Removes everything, the bridge as well, and the daemons when nobody else uses them. */
  void removeAll() throws IOException {
    if (hostSwitch.mayHaveBridges() || !ledger.entries().isEmpty()) {
      apply(new Wanted(List.of(), List.of(), null));
      try (var _ = hostSwitch.hold()) {
        bridge.remove();
        CrashPoint.reach("network/bridge-removed");
        hostSwitch.stopIfUnused();
      }
    }
    distrust();
    dhcp.removeDirectory();
  }

  private void startSwitch() throws IOException {
    hostSwitch.ensureRunning();
    CrashPoint.reach("network/switch");
    if (knownSwitch != hostSwitch.switchPid()) {
      long now = hostSwitch.switchPid();
      datapath = hostSwitch.datapath();
      bridge.ensure(datapath);
      knownFlows = null;
      knownSwitch = now;
      CrashPoint.reach("network/bridge");
    }
  }

  /** Leaves out what bears the name of one of ours and was made by somebody else. */
  private List<Member> mine(
      List<Member> members,
      Map<String, Seen> seen,
      Set<Ledger.Entry> recorded,
      Map<String, String> faults) {
    List<Member> mine = new ArrayList<>();
    for (Member member : members) {
      String name = member.device().name();
      Seen port = seen.get(name);
      boolean foreign =
          !recorded.contains(member.entry())
              && (devices.exists(name) || (port != null && !port.cloud().equals(cloud)));
      if (foreign) {
        faults.put(member.reportId(), "device " + name + " exists and is not ours");
      } else {
        mine.add(member);
      }
    }
    return mine;
  }

  private static List<String> names(Collection<Member> members) {
    return members.stream().map(member -> member.device().name()).toList();
  }

  private void applyFlows(List<Member> members, List<WayOut> ways, Map<String, Integer> assigned)
      throws IOException {
    List<SwitchPort> ports = new ArrayList<>();
    for (Member member : members) {
      ports.add(member.port(assigned.getOrDefault(member.device().name(), 0)));
    }
    List<Flow> flows = FlowPlan.of(ports, ways);
    List<Flow> before = knownFlows;
    knownFlows = null;
    if (before == null) {
      bridge.replaceFlows(flows);
    } else {
      bridge.changeFlows(FlowPlan.difference(before, flows));
    }
    knownFlows = flows;
  }

  private void removeUnwanted(
      List<Member> members,
      Map<String, Outlet> outlets,
      Map<String, Seen> seen,
      Set<Ledger.Entry> recorded)
      throws IOException {
    Set<String> wantedDevices = new HashSet<>(names(members));
    Set<Ledger.Entry> gone = new HashSet<>(recorded);
    members.forEach(member -> gone.remove(member.entry()));
    gone.removeIf(entry -> entry instanceof Ledger.Uplink && outlets.containsKey(entry.device()));
    List<Seen> unplug =
        seen.values().stream()
            .filter(port -> port.cloud().equals(cloud))
            // A port whose device was lost holds on to what is not there: it is made anew.
            .filter(port ->
                outlets.containsKey(port.device())
                    ? !port.is(outlets.get(port.device()))
                    : !wantedDevices.contains(port.device()) || !devices.exists(port.device()))
            .toList();
    bridge.forgetConnections(datapath, unplug.stream().map(Seen::number).toList());
    bridge.change(unplug.stream().map(Seen::device).toList(), List.of());
    unplug.forEach(port -> seen.remove(port.device()));
    CrashPoint.reach("network/ports-removed");
    Set<String> goneDevices = new TreeSet<>();
    Set<String> goneNamespaces = new TreeSet<>();
    for (Ledger.Entry entry : gone) {
      switch (entry) {
        case Ledger.Tap tap -> goneDevices.add(tap.device());
        case Ledger.Uplink card -> uplinks.release(card);
        case Ledger.Dhcp server -> {
          goneDevices.add(server.device());
          NetworkId network = new NetworkId(server.network());
          metadata.remove(network);
          dhcp.remove(network);
          goneNamespaces.add(DeviceNames.dhcpNamespace(network));
        }
        case Ledger.Metadata server -> {
          goneDevices.add(server.device());
          NetworkId network = new NetworkId(server.network());
          metadata.remove(network);
          cards.remove(network);
          goneNamespaces.add(DeviceNames.metadataNamespace(network));
        }
      }
    }
    CrashPoint.reach("network/dhcp-removed");
    devices.remove(goneDevices, goneNamespaces);
    CrashPoint.reach("network/devices-removed");
    for (Ledger.Entry entry : gone) {
      ledger.remove(entry);
    }
  }

  private void make(
      List<Member> members,
      Map<String, Integer> assigned,
      Map<String, Seen> seen,
      Map<String, String> faults)
      throws IOException {
    for (Member member : members) {
      ledger.add(member.entry());
    }
    CrashPoint.reach("network/recorded");
    String said = devices.ensure(members.stream().map(Member::device).toList());
    CrashPoint.reach("network/devices");
    switch (datapath) {
      case NETDEV -> devices.shield(names(members));
      case SYSTEM -> {}
    }
    List<Addition> additions = new ArrayList<>();
    for (Member member : members) {
      String name = member.device().name();
      if (!devices.isRight(member.device())) {
        faults.put(member.reportId(), "device " + name + " could not be made: " + said);
      } else if (!seen.containsKey(name)) {
        additions.add(
            new Addition(name, assigned.getOrDefault(name, 0), member.portId(), Optional.empty()));
      }
    }
    boolean allTaken = bridge.change(List.of(), additions);
    CrashPoint.reach("network/ports");
    Set<String> added =
        allTaken ? Set.copyOf(additions.stream().map(Addition::device).toList()) : Set.of();
    Map<String, Seen> now = allTaken ? seen : bridge.interfaces();
    for (Member member : members) {
      Seen port = now.get(member.device().name());
      if (!added.contains(member.device().name()) && (port == null || !port.works())) {
        faults.putIfAbsent(
            member.reportId(), "Open vSwitch does not take device " + member.device().name());
      }
    }
  }

  /**
   * Makes the tunnels that are missing; the networks work on this host without them.
   *
   * @return why one cannot be
   */
  private Map<String, String> dig(
      Map<String, TunnelPort> tunnels, Map<String, Integer> assigned, Map<String, Seen> seen)
      throws IOException {
    Map<String, String> faults = new HashMap<>();
    try {
      switch (datapath) {
        case NETDEV -> underlay.ensure(Set.copyOf(tunnels.values()), knownSwitch);
        case SYSTEM -> {}
      }
    } catch (IOException failed) {
      tunnels.keySet().forEach(device -> faults.put(device, String.valueOf(failed.getMessage())));
    }
    CrashPoint.reach("network/underlay");
    List<Addition> additions = new ArrayList<>();
    tunnels.forEach((device, tunnel) -> {
      if (!seen.containsKey(device)) {
        int number = assigned.getOrDefault(device, 0);
        additions.add(new Addition(device, number, device, Optional.of(tunnel.outlet())));
      }
    });
    if (!bridge.change(List.of(), additions)) {
      Map<String, Seen> now = bridge.interfaces();
      tunnels.forEach((device, tunnel) -> {
        Seen port = now.get(device);
        if (port == null || !port.is(tunnel.outlet())) {
          faults.putIfAbsent(
              device, "Open vSwitch makes no " + tunnel.type() + " tunnel to " + tunnel.remote());
        }
      });
    }
    CrashPoint.reach("network/tunnels");
    return faults;
  }

  /** Makes the ways to physical networks that are missing. */
  private void connect(
      Map<String, Uplink> found,
      Map<String, Integer> assigned,
      Map<String, Seen> seen,
      Map<String, String> faults) {
    found.forEach((name, uplink) -> {
      List<Addition> additions =
          uplink.outlets().stream()
              .filter(outlet -> !seen.containsKey(outlet.device()))
              .map(outlet ->
                  new Addition(
                      outlet.device(),
                      assigned.getOrDefault(outlet.device(), 0),
                      outlet.device(),
                      Optional.of(outlet)))
              .toList();
      try {
        uplinks.take(uplink, datapath);
        CrashPoint.reach("network/uplink-taken");
        if (!bridge.change(List.of(), additions)) {
          Map<String, Seen> now = bridge.interfaces();
          for (Outlet outlet : uplink.outlets()) {
            Seen port = now.get(outlet.device());
            if (port == null || !port.is(outlet)) {
              throw new IOException("Open vSwitch does not take device " + outlet.device());
            }
          }
        }
      } catch (IOException failed) {
        faults.put(name, String.valueOf(failed.getMessage()));
      }
    });
    CrashPoint.reach("network/uplinks");
  }

  /** A few at once: starting a server is mostly waiting for programs. */
  private void serveAll(Wanted wanted, Map<String, String> faults) {
    Semaphore atOnce = new Semaphore(DHCP_SERVERS_AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (WantedNetwork network : wanted.networks()) {
        boolean serves = network.dhcp().isPresent() || wanted.hasMetadata(network.id());
        if (serves && !faults.containsKey(network.id().value())) {
          threads.execute(() -> {
            atOnce.acquireUninterruptibly();
            try {
              if (network.dhcp().isPresent()) {
                serve(network, network.dhcp().get());
              } else {
                serveMetadata(network);
              }
            } catch (IOException | RuntimeException failed) {
              faults.put(network.id().value(), String.valueOf(failed.getMessage()));
            } finally {
              atOnce.release();
            }
          });
        }
      }
    }
  }

  private void serve(WantedNetwork network, WantedNetwork.DhcpServer server) throws IOException {
    int index = devices.index(DeviceNames.dhcpOutside(server.port()));
    dhcp.ensure(network, server, index);
    CrashPoint.reach("network/dhcp");
    metadata.ensure(network.id(), DeviceNames.dhcpNamespace(network.id()), index);
    CrashPoint.reach("network/metadata");
  }

  /** Its only way is to its network's guests on this host: each is reached directly. */
  private void serveMetadata(WantedNetwork network) throws IOException {
    String namespace = DeviceNames.metadataNamespace(network.id());
    String inside = DeviceNames.metadataInside(network.id());
    int index = devices.index(DeviceNames.metadataOutside(network.id()));
    Card card =
        new Card(
            new NamespaceCard.Wanted(
                inside,
                Wanted.metadataMac(network.id()),
                network.mtu(),
                Set.of("169.254.169.254/32")),
            index);
    if (!card.equals(cards.get(network.id()))) {
      NamespaceCard.ensure(namespace, card.wanted());
      Commands.run("ip", "-n", namespace, "route", "replace", "default", "dev", inside);
      cards.put(network.id(), card);
    }
    metadata.ensure(network.id(), namespace, index);
    CrashPoint.reach("network/metadata");
  }
}
