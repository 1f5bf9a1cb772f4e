package haneul.app.cloud;

import haneul.base.host.PhysicalNetwork;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which device of a host leads to which physical network, as its operator says it: {@code
 * physnet1:eth1}, or {@code physnet1:br-ex} for a bridge of Open vSwitch.
 */
public final class PhysicalNetworks {
  private PhysicalNetworks() {}

  /**
   * The device to each.
   *
   * @throws IllegalArgumentException when one is not of its kind, or named twice; a sentence
   */
  public static Map<String, String> parse(List<String> words) {
    if (words.size() > PhysicalNetwork.MOST) {
      throw new IllegalArgumentException(
          "a host reaches at most " + PhysicalNetwork.MOST + " physical networks");
    }
    Map<String, String> devices = new TreeMap<>();
    for (String word : words) {
      String[] parts = word.split(":", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException(
            "a physical network is said as NAME:DEVICE, for example physnet1:eth1, not " + word);
      }
      PhysicalNetwork.requireNames(parts[0], parts[1]);
      if (devices.containsValue(parts[1]) || devices.put(parts[0], parts[1]) != null) {
        throw new IllegalArgumentException(
            word + " names a physical network or a device for the second time");
      }
    }
    return Collections.unmodifiableMap(devices);
  }

  /** What {@link #parse} makes the same of, in one line. */
  static String text(Map<String, String> devices) {
    return devices.entrySet().stream()
        .map(each -> each.getKey() + ":" + each.getValue())
        .sorted()
        .collect(Collectors.joining(","));
  }
}
