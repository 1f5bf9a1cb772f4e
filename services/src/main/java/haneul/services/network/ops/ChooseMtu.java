package haneul.services.network.ops;

import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Segment;
import java.util.OptionalInt;

/**
 * How large a network's packets may be: what the narrowest of the hosts' underlays carries, less
 * what the tunnel's headers take; on a physical network what the narrowest way to it carries. A
 * network keeps what it was given.
 */
public final class ChooseMtu {
  private final Hosts hosts;
  private final PhysicalNetworks physicalNetworks;
  private final int unknownUnderlayBytes;

  /**
   * @param unknownUnderlayBytes what links carry as long as no host said
   */
  public ChooseMtu(Hosts hosts, PhysicalNetworks physicalNetworks, int unknownUnderlayBytes) {
    this.hosts = hosts;
    this.physicalNetworks = physicalNetworks;
    this.unknownUnderlayBytes = unknownUnderlayBytes;
  }

  /**
   * @param asked 0 for the largest
   */
  int choose(Tx tx, Segment segment, int asked) {
    OptionalInt narrowest =
        segment.physicalNetwork().isPresent()
            ? physicalNetworks.narrowest(tx, segment.physicalNetwork().get())
            : hosts.narrowestUnderlay(tx);
    int largest = narrowest.orElse(unknownUnderlayBytes) - segment.kind().overheadBytes();
    if (asked > largest) {
      throw NetworkErrors.invalid("Requested MTU is too big, maximum is " + largest);
    }
    return asked == 0 ? largest : asked;
  }
}
