package haneul.drivers.ovs;

import haneul.base.host.WantedNetwork.Overlay;
import haneul.base.host.WantedNetwork.RemotePort;
import haneul.base.id.NetworkId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A network's part on other hosts, as flows see it.
 *
 * @param tunnels the number of the bridge's port to each peer, by the peer's address
 */
record Span(NetworkId network, Overlay overlay, Map<String, Integer> tunnels) implements WayOut {
  /** The tunnels to all hosts that have a port of it. */
  Set<Integer> everywhere() {
    Set<Integer> numbers = new TreeSet<>();
    overlay.ports().forEach(port -> numbers.add(tunnel(port)));
    return numbers;
  }

  /** The tunnels to hosts with a port behind which may be any MAC. */
  Set<Integer> open() {
    Set<Integer> numbers = new TreeSet<>();
    overlay.ports().stream().filter(RemotePort::open).forEach(port -> numbers.add(tunnel(port)));
    return numbers;
  }

  /** The tunnels behind which each MAC is. */
  Map<String, Set<Integer>> byMac() {
    Map<String, Set<Integer>> byMac = new TreeMap<>();
    for (RemotePort port : overlay.ports()) {
      port.macs()
          .forEach(mac ->
              byMac.computeIfAbsent(Addresses.mac(mac), _ -> new TreeSet<>()).add(tunnel(port)));
    }
    return byMac;
  }

  /** Whose MAC each IPv4 address is. */
  Map<String, String> neighbours() {
    Map<String, String> macs = new TreeMap<>();
    for (RemotePort port : overlay.ports()) {
      String mac = Addresses.mac(port.macs().getFirst());
      port.addresses().stream()
          .map(Addresses::address)
          .filter(address -> !Addresses.isIpv6(address))
          .forEach(address -> macs.put(address, mac));
    }
    return macs;
  }

  /** The tunnel behind which each IPv6 address is, link-local ones too. */
  Map<String, Integer> solicited() {
    Map<String, Integer> behind = new TreeMap<>();
    for (RemotePort port : overlay.ports()) {
      List<String> its =
          port.addresses().stream().map(Addresses::address).filter(Addresses::isIpv6).toList();
      its.forEach(address -> behind.put(address, tunnel(port)));
      if (!its.isEmpty()) {
        behind.put(Addresses.linkLocal(Addresses.mac(port.macs().getFirst())), tunnel(port));
      }
    }
    return behind;
  }

  private int tunnel(RemotePort port) {
    Integer number = tunnels.get(port.peer());
    if (number == null) {
      throw new IllegalArgumentException("no tunnel to " + port.peer());
    }
    return number;
  }
}
