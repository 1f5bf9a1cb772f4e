package haneul.base.id;

import java.util.UUID;

/**
 * A typed identifier. Kinds never mix: a {@link PortId} is not a {@link NetworkId}. The value is
 * what the APIs show: OpenStack identity uses 32 hexadecimal digits, every other service a dashed
 * UUID.
 */
public interface Id {
  /** The text the APIs show. */
  String value();

  /** A fresh dashed UUID, version 4. */
  static String newUuid() {
    return UUID.randomUUID().toString();
  }

  /** A fresh UUID, version 4, as 32 hexadecimal digits. */
  static String newHex() {
    return newUuid().replace("-", "");
  }

  /** Refuses what could never have been one of our ids: they become file and device names. */
  static void check(String value) {
    if (value.isEmpty()
        || value.length() > 255
        || value.indexOf('/') >= 0
        || value.startsWith(".")) {
      throw new IllegalArgumentException("not an id: " + value);
    }
  }
}
