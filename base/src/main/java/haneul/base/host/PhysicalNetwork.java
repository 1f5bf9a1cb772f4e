package haneul.base.host;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A network outside the cloud that a host reaches: what flat and VLAN networks are on.
 *
 * @param name the same on all hosts that reach it
 * @param device by which this host does: a network card, or a bridge of its Open vSwitch
 * @param mtuBytes what the device carries, less any VLAN tag
 */
public record PhysicalNetwork(String name, String device, int mtuBytes) {
  /** Of one host. */
  public static final int MOST = 100;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9._-]{1,15}");
  private static final int MAX_MTU_BYTES = 65_536;

  public PhysicalNetwork {
    requireNames(name, device);
    if (mtuBytes < 1 || mtuBytes > MAX_MTU_BYTES) {
      throw new IllegalArgumentException("not an MTU: " + mtuBytes);
    }
  }

  /**
   * @throws IllegalArgumentException when one is not of its kind
   */
  public static void requireNames(String name, String device) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a name of a physical network: " + name);
    }
    if (!DEVICE.matcher(device).matches()) {
      throw new IllegalArgumentException("not a device: " + device);
    }
  }

  /** Whether a physical network can be called so. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** All of a host, by name. */
  static List<PhysicalNetwork> each(List<PhysicalNetwork> all) {
    if (all.size() > MOST
        || all.stream().map(PhysicalNetwork::name).distinct().count() < all.size()) {
      throw new IllegalArgumentException(
          "a host reaches at most " + MOST + " physical networks, each once");
    }
    return all.stream().sorted(Comparator.comparing(PhysicalNetwork::name)).toList();
  }
}
