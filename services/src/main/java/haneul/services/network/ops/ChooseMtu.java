package haneul.services.network.ops;

import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Segment;

/**
 * How large a network's packets may be: what the narrowest of the hosts' underlays carries, less
 * what the tunnel's headers take. A network keeps what it was given.
 */
public final class ChooseMtu {
  private final Hosts hosts;
  private final int unknownUnderlayBytes;

  /**
   * @param unknownUnderlayBytes what links carry as long as no host said
   */
  public ChooseMtu(Hosts hosts, int unknownUnderlayBytes) {
    this.hosts = hosts;
    this.unknownUnderlayBytes = unknownUnderlayBytes;
  }

  /**
   * @param asked 0 for the largest
   */
  int choose(Tx tx, Segment.Kind kind, int asked) {
    int largest = hosts.narrowestUnderlay(tx).orElse(unknownUnderlayBytes) - kind.overheadBytes();
    if (asked > largest) {
      throw NetworkErrors.invalid("Requested MTU is too big, maximum is " + largest);
    }
    return asked == 0 ? largest : asked;
  }
}
