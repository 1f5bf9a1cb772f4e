package haneul.drivers.ovs;

import java.util.ArrayList;
import java.util.List;

/** Port ranges as OpenFlow knows them: value and mask. */
final class PortMasks {
  private static final int PORTS = 0x10000;

  private PortMasks() {}

  /**
   * The fewest value/mask pairs that cover exactly {@code min..max}, e.g. {@code 0x0400/0xfe00}.
   *
   * @param min lowest port, 0 to 65535
   * @param max highest port, not below {@code min}
   */
  static List<String> covering(int min, int max) {
    if (min < 0 || max >= PORTS || min > max) {
      throw new IllegalArgumentException("not a port range: " + min + ".." + max);
    }
    List<String> masks = new ArrayList<>();
    int next = min;
    while (next <= max) {
      int size = next == 0 ? PORTS : Integer.lowestOneBit(next);
      while (next + size - 1 > max) {
        size /= 2;
      }
      masks.add("0x%04x/0x%04x".formatted(next, PORTS - size));
      next += size;
    }
    return masks;
  }
}
