package haneul.services.network.domain;

import java.util.List;

/**
 * Which segments there are.
 *
 * @param usual of a network whose maker did not say: a tunnel or local
 * @param firstId the first id given to tunnels
 * @param lastId the last one
 * @param physicalNetworks names that flat and VLAN networks may be on
 */
public record SegmentSettings(
    Segment.Kind usual, long firstId, long lastId, List<String> physicalNetworks) {
  /** Tunnels over VXLAN, with every id there is. */
  public static final SegmentSettings USUAL =
      new SegmentSettings(Segment.Kind.VXLAN, 1, Segment.Kind.VXLAN.lastId(), List.of());

  public SegmentSettings {
    physicalNetworks = List.copyOf(physicalNetworks);
    switch (usual) {
      case VXLAN, GRE, LOCAL -> {}
      case FLAT, VLAN ->
          throw new IllegalArgumentException(
              "networks are of the type vxlan, gre or local unless an admin says otherwise, not "
                  + usual.text());
    }
    if (firstId < 1 || lastId < firstId) {
      throw new IllegalArgumentException(firstId + "-" + lastId + " is no range of ids");
    }
    if (usual == Segment.Kind.VXLAN && lastId > usual.lastId()) {
      throw new IllegalArgumentException("VXLAN's ids end at " + usual.lastId());
    }
  }
}
