package haneul.base.host;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a host does for the cloud; any mix. */
public enum HostRole {
  /** Runs guests. */
  COMPUTE,
  /** Serves networks: DHCP. */
  NETWORK,
  /** Keeps volumes. */
  STORAGE;

  /** What a host does unless told otherwise. */
  public static final Set<HostRole> USUAL =
      Collections.unmodifiableSet(EnumSet.of(COMPUTE, NETWORK));

  /** As operators write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of this name, as operators write it. */
  public static Optional<HostRole> parse(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }
}
