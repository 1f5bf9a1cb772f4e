package haneul.services.network.ops;

import haneul.platform.store.Tx;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.Quota;
import haneul.services.network.domain.Segment;
import haneul.services.network.store.NetworkRows;

/** Makes a network. No host takes part in it until there is a port. */
public final class CreateNetwork {
  private final ChooseSegment segments;
  private final ChooseMtu mtus;

  /**
   * What is asked for.
   *
   * @param draft without a segment; its MTU is 0 for the largest there can be
   */
  public record Request(Network draft, ChooseSegment.Asked segment) {}

  public CreateNetwork(ChooseSegment segments, ChooseMtu mtus) {
    this.segments = segments;
    this.mtus = mtus;
  }

  /** Makes it in the caller's transaction. */
  public Network create(Tx tx, Request request) {
    Network draft = request.draft();
    Quotas.require(tx, draft.project(), Quota.NETWORK, 1);
    Segment segment = segments.choose(tx, request.segment());
    Network network = draft.on(segment, mtus.choose(tx, segment, draft.mtu()));
    NetworkRows.insert(tx, network);
    return network;
  }
}
