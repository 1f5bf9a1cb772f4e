package haneul.services.network.ops;

import haneul.platform.auth.Caller;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import java.util.List;

/** What exists as far as a caller may know. */
public final class Visible {
  private Visible() {}

  /** His own, what is shared with everyone, and the ways out. */
  public static boolean network(Caller caller, Network network) {
    return network.shared() || network.external() || caller.sees(network.project());
  }

  /**
   * Refuses what only the network's owner may say of a port on it, so that sharing a network is
   * safe: among others which address it has, the gateway's or one that is kept out of the pools.
   *
   * @param ownersOnly such attributes that are given
   */
  static void requireOwner(Caller caller, Network network, String action, List<String> ownersOnly) {
    if (!caller.sees(network.project()) && !ownersOnly.isEmpty()) {
      throw NetworkErrors.policy(action, ownersOnly.getFirst());
    }
  }
}
