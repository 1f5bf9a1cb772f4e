package haneul.services.network.ops;

import haneul.platform.auth.Caller;
import haneul.services.network.domain.Network;

/** What exists as far as a caller may know. */
public final class Visible {
  private Visible() {}

  /** His own, what is shared with everyone, and the ways out. */
  public static boolean network(Caller caller, Network network) {
    return network.shared() || network.external() || caller.sees(network.project());
  }
}
