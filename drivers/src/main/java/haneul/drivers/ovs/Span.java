package haneul.drivers.ovs;

import haneul.base.host.WantedNetwork.Overlay;
import haneul.base.host.WantedNetwork.RemotePort;
import haneul.base.id.NetworkId;
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

  /** Whose MAC each address is. */
  Map<String, String> neighbours() {
    Map<String, String> macs = new TreeMap<>();
    for (RemotePort port : overlay.ports()) {
      String mac = Addresses.mac(port.macs().getFirst());
      port.addresses().forEach(address -> macs.put(Addresses.ipv4(address), mac));
    }
    return macs;
  }

  private int tunnel(RemotePort port) {
    Integer number = tunnels.get(port.peer());
    if (number == null) {
      throw new IllegalArgumentException("no tunnel to " + port.peer());
    }
    return number;
  }
}
