package haneul.drivers.ovs;

import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNetwork.Overlay;
import haneul.base.host.WantedNetwork.PhysicalSegment;
import haneul.base.host.WantedNetwork.RemotePort;
import haneul.base.host.WantedPort;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.drivers.netns.DeviceNames;
import haneul.drivers.netns.HostDevices;
import haneul.drivers.netns.Ledger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What shall be on the host, checked: ports and networks that cannot be made are sorted out with
 * the reason, so that the others are made. Pure.
 */
final class Wanted {
  private final Map<NetworkId, WantedNetwork> networks = new LinkedHashMap<>();
  private final Map<PortId, WantedPort> ports = new LinkedHashMap<>();
  private final Map<NetworkId, Overlay> overlays = new LinkedHashMap<>();
  private final Map<String, TunnelPort> tunnels = new TreeMap<>();
  private final Map<NetworkId, PhysicalSegment> segments = new LinkedHashMap<>();
  private final Set<NetworkId> metadata = new HashSet<>();
  private final Map<String, String> faults = new HashMap<>();

  /** One port of the bridge that shall be: its device and what it is recorded as. */
  record Member(
      String portId,
      NetworkId network,
      HostDevices.Wanted device,
      Ledger.Entry entry,
      Optional<WantedPort> guest) {
    /** Whom a fault of it is reported for: the guest's port, or the network it serves. */
    String reportId() {
      return guest.isPresent() ? portId : network.value();
    }

    /** As the flows see it. */
    SwitchPort port(int number) {
      return switch (entry) {
        case Ledger.Tap _ -> new SwitchPort.Guest(number, guest.orElseThrow());
        case Ledger.Dhcp _ -> new SwitchPort.Dhcp(number, network, mac());
        case Ledger.Metadata _ -> new SwitchPort.Metadata(number, network, mac());
        case Ledger.Uplink _ -> throw new IllegalStateException("no member of a network");
      };
    }

    private String mac() {
      return switch (device) {
        case HostDevices.Pair pair -> pair.mac();
        case HostDevices.Tap _ -> throw new IllegalStateException("a guest's MAC is its own");
      };
    }
  }

  private final List<Member> members = new ArrayList<>();

  /**
   * @param checked what was checked before: a port that is equal there need not be again
   */
  Wanted(
      Collection<WantedNetwork> wantedNetworks,
      Collection<WantedPort> wantedPorts,
      @Nullable Wanted checked) {
    Set<String> devices = new HashSet<>();
    for (WantedNetwork network : wantedNetworks) {
      networks.put(network.id(), network);
      network.overlay().ifPresent(overlay -> overlay(network, overlay));
      network.segment().ifPresent(segment -> segments.put(network.id(), segment));
      network.dhcp().ifPresent(dhcp -> server(network, dhcp, devices));
    }
    for (WantedPort port : wantedPorts) {
      ports.put(port.id(), port);
      guest(port, devices, checked);
    }
    networks.values().stream().filter(this::needsMetadata).forEach(this::metadata);
  }

  private void overlay(WantedNetwork network, Overlay overlay) {
    try {
      Map<String, TunnelPort> its = new HashMap<>();
      for (RemotePort port : overlay.ports()) {
        its.computeIfAbsent(port.peer(), peer -> TunnelPort.to(peer, overlay));
        port.macs().forEach(Addresses::mac);
        port.addresses().forEach(Addresses::address);
        if (port.macs().isEmpty()) {
          throw new IllegalArgumentException("a port without a MAC on " + port.peer());
        }
      }
      its.values().forEach(tunnel -> tunnels.put(tunnel.device(), tunnel));
      overlays.put(network.id(), overlay);
    } catch (IllegalArgumentException wrong) {
      fault(network.id().value(), wrong);
    }
  }

  /**
   * Guests ask at the address of the network's DHCP server. Where that is on another host they are
   * answered here all the same: what is told to a guest does not leave its host.
   */
  private boolean needsMetadata(WantedNetwork network) {
    return network.dhcp().isEmpty()
        && (overlays.containsKey(network.id()) || segments.containsKey(network.id()))
        && network.subnets().stream().anyMatch(WantedNetwork.Subnet::dhcpEnabled)
        && ports.values().stream().anyMatch(port -> port.network().equals(network.id()));
  }

  private void metadata(WantedNetwork network) {
    String outside = DeviceNames.metadataOutside(network.id());
    metadata.add(network.id());
    members.add(
        new Member(
            network.id().value(),
            network.id(),
            new HostDevices.Pair(
                outside,
                network.mtu(),
                DeviceNames.metadataNamespace(network.id()),
                DeviceNames.metadataInside(network.id()),
                metadataMac(network.id())),
            new Ledger.Metadata(network.id().value(), outside.substring("met".length())),
            Optional.empty()));
  }

  /** The same on every host: it never leaves one. */
  static String metadataMac(NetworkId network) {
    String hex = FlowPlan.tag(network).substring("0x".length());
    byte[] bytes = HexFormat.of().parseHex(hex.substring(0, 10));
    return "02:" + HexFormat.ofDelimiter(":").formatHex(bytes);
  }

  private void server(WantedNetwork network, WantedNetwork.DhcpServer dhcp, Set<String> devices) {
    String outside = DeviceNames.dhcpOutside(dhcp.port());
    try {
      String mac = Addresses.mac(dhcp.mac());
      if (!devices.add(outside)) {
        throw new IllegalArgumentException("two ports would be called " + outside);
      }
      members.add(
          new Member(
              dhcp.port().value(),
              network.id(),
              new HostDevices.Pair(
                  outside,
                  network.mtu(),
                  DeviceNames.dhcpNamespace(network.id()),
                  DeviceNames.tap(dhcp.port()),
                  mac),
              new Ledger.Dhcp(network.id().value(), outside.substring("dhp".length())),
              Optional.empty()));
    } catch (IllegalArgumentException wrong) {
      fault(network.id().value(), wrong);
    }
  }

  private void guest(WantedPort port, Set<String> devices, @Nullable Wanted checked) {
    String tap = DeviceNames.tap(port.id());
    try {
      WantedNetwork network = networks.get(port.network());
      if (network == null) {
        throw new IllegalArgumentException("network " + port.network() + " is not on this host");
      }
      if (checked == null || !checked.holds(port)) {
        FlowPlan.of(List.of(new SwitchPort.Guest(1, port))); // to see whether it can be computed
      }
      if (!devices.add(tap)) {
        throw new IllegalArgumentException("two ports would be called " + tap);
      }
      members.add(
          new Member(
              port.id().value(),
              port.network(),
              new HostDevices.Tap(tap, network.mtu()),
              new Ledger.Tap(tap),
              Optional.of(port)));
    } catch (IllegalArgumentException wrong) {
      fault(port.id().value(), wrong);
    }
  }

  private boolean holds(WantedPort port) {
    return port.equals(ports.get(port.id())) && !faults.containsKey(port.id().value());
  }

  private void fault(String id, IllegalArgumentException wrong) {
    faults.put(id, String.valueOf(wrong.getMessage()));
  }

  Collection<WantedNetwork> networks() {
    return networks.values();
  }

  Collection<WantedPort> ports() {
    return ports.values();
  }

  List<Member> members() {
    return members;
  }

  /** Whether a metadata server apart from DHCP shall be here for the network. */
  boolean hasMetadata(NetworkId network) {
    return metadata.contains(network);
  }

  /** The tunnels that shall be, by device. */
  Map<String, TunnelPort> tunnels() {
    return tunnels;
  }

  /** The physical networks that networks here are on. */
  Set<String> physicalNetworks() {
    Set<String> names = new TreeSet<>();
    segments.values().forEach(segment -> names.add(segment.physicalNetwork()));
    return names;
  }

  /** What a network's packets leave the host by: devices of tunnels, physical networks. */
  Set<String> waysOf(NetworkId network) {
    Overlay overlay = overlays.get(network);
    Set<String> ways = new HashSet<>();
    if (overlay != null) {
      overlay.ports().forEach(port -> ways.add(TunnelPort.to(port.peer(), overlay).device()));
    }
    PhysicalSegment segment = segments.get(network);
    if (segment != null) {
      ways.add(segment.physicalNetwork());
    }
    return ways;
  }

  /**
   * How the networks' packets leave the host.
   *
   * @param numbers of the bridge's ports, by device
   * @param uplinks to the physical networks that can be reached
   */
  List<WayOut> waysOut(Map<String, Integer> numbers, Map<String, Uplink> uplinks) {
    List<WayOut> ways = new ArrayList<>(spans(numbers));
    segments.forEach((network, segment) -> {
      Uplink uplink = uplinks.get(segment.physicalNetwork());
      if (uplink != null) {
        int number = numbers.getOrDefault(uplink.port(), 0);
        ways.add(new PhysicalSpan(network, segment.vlan(), number));
      }
    });
    return ways;
  }

  private List<Span> spans(Map<String, Integer> numbers) {
    List<Span> spans = new ArrayList<>();
    overlays.forEach((network, overlay) -> {
      Map<String, Integer> byPeer = new HashMap<>();
      for (RemotePort port : overlay.ports()) {
        String device = TunnelPort.to(port.peer(), overlay).device();
        byPeer.put(port.peer(), numbers.getOrDefault(device, 0));
      }
      spans.add(new Span(network, overlay, byPeer));
    });
    return spans;
  }

  /** The guests' taps. */
  Map<PortId, String> taps() {
    Map<PortId, String> taps = new HashMap<>();
    for (Member member : members) {
      member.guest().ifPresent(port -> taps.put(port.id(), member.device().name()));
    }
    return taps;
  }

  /** Why a port or network, by id, cannot be made. */
  Map<String, String> faults() {
    return faults;
  }
}
