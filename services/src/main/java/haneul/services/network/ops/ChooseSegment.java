package haneul.services.network.ops;

import haneul.platform.store.Tx;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Segment;
import haneul.services.network.domain.Segment.Kind;
import haneul.services.network.domain.SegmentSettings;
import haneul.services.network.store.NetworkRows;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Gives a network its segment: the one an admin asks for, or a free one. The table's key keeps it
 * with one network; whoever meets another looks again.
 *
 * <p>A free id is looked for at random, so that one given back is not given out again while a host
 * still forgets it.
 */
public final class ChooseSegment {
  private static final int TRIES = 16;

  private final SegmentSettings settings;
  private final PhysicalNetworks physicalNetworks;
  private final RandomGenerator random;

  /** What an admin may say; all of it empty when nobody did. */
  public record Asked(Optional<String> kind, Optional<String> physicalNetwork, OptionalLong id) {
    /** Nothing. */
    public static final Asked NOTHING =
        new Asked(Optional.empty(), Optional.empty(), OptionalLong.empty());
  }

  public ChooseSegment(
      SegmentSettings settings, PhysicalNetworks physicalNetworks, RandomGenerator random) {
    this.settings = settings;
    this.physicalNetworks = physicalNetworks;
    this.random = random;
  }

  /** The segment of a network to be made. Errors are Neutron's. */
  Segment choose(Tx tx, Asked asked) {
    if (asked.kind().isEmpty()) {
      if (asked.physicalNetwork().isPresent() || asked.id().isPresent()) {
        throw NetworkErrors.invalid("network_type required");
      }
      return tunnelOrLocal(tx, settings.usual(), asked);
    }
    String name = asked.kind().get();
    Kind kind =
        Kind.parse(name)
            .orElseThrow(
                () -> NetworkErrors.invalid("network_type value '" + name + "' not supported"));
    return switch (kind) {
      case LOCAL, VXLAN, GRE -> tunnelOrLocal(tx, kind, asked);
      case FLAT -> flat(tx, asked);
      case VLAN -> vlan(tx, asked);
    };
  }

  private Segment tunnelOrLocal(Tx tx, Kind kind, Asked asked) {
    if (kind == Kind.LOCAL) {
      prohibit(asked.physicalNetwork().isPresent(), "physical_network", kind);
      prohibit(asked.id().isPresent(), "segmentation_id", kind);
      return Segment.LOCAL;
    }
    if (asked.physicalNetwork().isPresent()) {
      throw NetworkErrors.invalid(
          "provider:physical_network specified for " + kind.text() + " network");
    }
    if (asked.id().isEmpty()) {
      long last = Math.min(settings.lastId(), kind.lastId());
      return free(tx, kind, "", settings.firstId(), last).orElseThrow(NetworkErrors::noSegment);
    }
    long id = inRange(kind, asked.id().getAsLong());
    if (NetworkRows.segmentTaken(tx, kind, "", id)) {
      throw NetworkErrors.conflict(
          "TunnelIdInUse", "Unable to create the network. The tunnel ID " + id + " is in use.");
    }
    return new Segment(kind, Optional.empty(), OptionalLong.of(id));
  }

  private Segment flat(Tx tx, Asked asked) {
    String physical =
        asked
            .physicalNetwork()
            .orElseThrow(
                () -> NetworkErrors.invalid("physical_network required for flat provider network"));
    requireKnown(tx, physical, "flat");
    prohibit(asked.id().isPresent(), "segmentation_id", Kind.FLAT);
    if (NetworkRows.segmentTaken(tx, Kind.FLAT, physical, 0)) {
      throw NetworkErrors.conflict(
          "FlatNetworkInUse",
          "Unable to create the flat network. Physical network " + physical + " is in use.");
    }
    return new Segment(Kind.FLAT, Optional.of(physical), OptionalLong.empty());
  }

  private Segment vlan(Tx tx, Asked asked) {
    if (asked.physicalNetwork().isEmpty() && asked.id().isPresent()) {
      throw NetworkErrors.invalid(
          "segmentation_id requires physical_network for VLAN provider network");
    }
    asked.physicalNetwork().ifPresent(name -> requireKnown(tx, name, "VLAN"));
    if (asked.id().isEmpty()) {
      List<String> names =
          asked.physicalNetwork().map(List::of).orElseGet(() -> physicalNetworks.names(tx));
      return names.stream()
          .flatMap(name -> free(tx, Kind.VLAN, name, 1, Kind.VLAN.lastId()).stream())
          .findFirst()
          .orElseThrow(NetworkErrors::noSegment);
    }
    String physical = asked.physicalNetwork().orElseThrow();
    long id = inRange(Kind.VLAN, asked.id().getAsLong());
    if (NetworkRows.segmentTaken(tx, Kind.VLAN, physical, id)) {
      throw NetworkErrors.conflict(
          "VlanIdInUse",
          "Unable to create the network. The VLAN "
              + id
              + " on physical network "
              + physical
              + " is in use.");
    }
    return new Segment(Kind.VLAN, Optional.of(physical), OptionalLong.of(id));
  }

  private static long inRange(Kind kind, long id) {
    if (id < 1 || id > kind.lastId()) {
      throw NetworkErrors.invalid("segmentation_id out of range (1 through " + kind.lastId() + ")");
    }
    return id;
  }

  private static void prohibit(boolean given, String attribute, Kind kind) {
    if (given) {
      throw NetworkErrors.invalid(
          attribute + " prohibited for " + kind.text() + " provider network");
    }
  }

  private void requireKnown(Tx tx, String physical, String kind) {
    if (!physicalNetworks.names(tx).contains(physical)) {
      throw NetworkErrors.invalid(
          "physical_network '" + physical + "' unknown for " + kind + " provider network");
    }
  }

  private Optional<Segment> free(Tx tx, Kind kind, String physical, long first, long last) {
    if (last < first) {
      return Optional.empty();
    }
    OptionalLong id = OptionalLong.empty();
    for (int i = 0; i < TRIES && id.isEmpty(); i++) {
      long tried = random.nextLong(first, last + 1);
      if (!NetworkRows.segmentTaken(tx, kind, physical, tried)) {
        id = OptionalLong.of(tried);
      }
    }
    if (id.isEmpty()) {
      id = NetworkRows.lowestFreeSegment(tx, kind, physical, first, last);
    }
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(new Segment(kind, Optional.of(physical).filter(it -> !it.isEmpty()), id));
  }
}
