package haneul.services.compute.http;

import java.util.Locale;
import java.util.Set;

/** Every status nova has: a list may be filtered by one that no server here can be in. */
final class NovaStatuses {
  private static final Set<String> ALL =
      Set.of(
          "ACTIVE",
          "BUILD",
          "DELETED",
          "ERROR",
          "HARD_REBOOT",
          "MIGRATING",
          "PASSWORD",
          "PAUSED",
          "REBOOT",
          "REBUILD",
          "RESCUE",
          "RESIZE",
          "REVERT_RESIZE",
          "SHELVED",
          "SHELVED_OFFLOADED",
          "SHUTOFF",
          "SOFT_DELETED",
          "SUSPENDED",
          "UNKNOWN",
          "VERIFY_RESIZE");

  private NovaStatuses() {}

  static boolean exists(String word) {
    return ALL.contains(word.toUpperCase(Locale.ROOT));
  }
}
