package haneul.drivers.ovs;

import haneul.base.host.WantedNetwork;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What shall be on the host, checked: ports and networks that cannot be made are sorted out with
 * the reason, so that the others are made. Pure.
 */
final class Wanted {
  private final Map<NetworkId, WantedNetwork> networks = new LinkedHashMap<>();
  private final Map<PortId, WantedPort> ports = new LinkedHashMap<>();
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
      return switch (device) {
        case HostDevices.Tap _ -> new SwitchPort.Guest(number, guest.orElseThrow());
        case HostDevices.Pair pair -> new SwitchPort.Dhcp(number, network, pair.mac());
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
      network.dhcp().ifPresent(dhcp -> server(network, dhcp, devices));
    }
    for (WantedPort port : wantedPorts) {
      ports.put(port.id(), port);
      guest(port, devices, checked);
    }
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
