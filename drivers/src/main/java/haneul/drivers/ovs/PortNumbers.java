package haneul.drivers.ovs;

import haneul.drivers.ovs.Bridge.Seen;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Gives each port its number, which is both its OpenFlow port and its conntrack zone. Unique among
 * the clouds of a host, as they share a datapath and so its zones; away from the low zones that
 * other software (Neutron's agent: its VLANs) uses.
 */
final class PortNumbers {
  static final int FIRST = 20_000;
  static final int LAST = 59_999;

  private int lastGiven = FIRST - 1;

  /**
   * A number for each device: what it has, or one that nobody has. A number given back is not given
   * out again soon.
   *
   * @throws IllegalStateException when there are more ports than numbers
   */
  Map<String, Integer> assign(Collection<String> devices, Map<String, Seen> seen, String cloud) {
    Set<Integer> taken = new HashSet<>();
    seen.values().forEach(port -> taken.add(port.number()));
    Map<String, Integer> numbers = new HashMap<>();
    for (String device : devices) {
      Seen port = seen.get(device);
      boolean own = port != null && port.cloud().equals(cloud) && port.number() >= FIRST;
      numbers.put(device, port != null && own ? port.number() : next(taken));
    }
    return numbers;
  }

  private int next(Set<Integer> taken) {
    for (int tries = FIRST; tries <= LAST; tries++) {
      lastGiven = lastGiven >= LAST ? FIRST : lastGiven + 1;
      if (taken.add(lastGiven)) {
        return lastGiven;
      }
    }
    throw new IllegalStateException("no port number is free");
  }
}
