package haneul.services.compute.domain;

import java.util.Locale;

/** What a server is, as {@code OS-EXT-STS:vm_state} shows it. */
public enum VmState {
  /** Being made: no host has run it yet. */
  BUILDING,
  /** Its guest runs. */
  ACTIVE,
  /** Its guest is shut down; its disk is kept. */
  STOPPED,
  /** It could not be made, or an administrator said so; its fault says why. */
  ERROR,
  /** Gone from its host; the row is kept a while for usage. */
  DELETED;

  /** As the API and the table have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static VmState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
