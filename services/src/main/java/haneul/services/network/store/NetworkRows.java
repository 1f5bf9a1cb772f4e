package haneul.services.network.store;

import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.ProjectId;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.Segment;
import haneul.services.network.domain.Stamp;
import haneul.services.network.store.Tables.Bootstraps;
import haneul.services.network.store.Tables.Networks;
import haneul.services.network.store.Tables.Ports;
import haneul.services.network.store.Tables.Subnets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Networks in the store. */
public final class NetworkRows {
  private NetworkRows() {}

  public static void insert(Tx tx, Network network) {
    tx.sql()
        .insertInto(Networks.TABLE)
        .set(Networks.ID, network.id().value())
        .set(Networks.PROJECT, network.project().value())
        .set(Networks.NAME, network.name())
        .set(Networks.DESCRIPTION, network.description())
        .set(Networks.ADMIN_STATE_UP, network.adminStateUp())
        .set(Networks.SHARED, network.shared())
        .set(Networks.EXTERNAL, network.external())
        .set(Networks.PORT_SECURITY, network.portSecurity())
        .set(Networks.MTU, network.mtu())
        .set(Networks.TYPE, network.segment().kind().text())
        .set(Networks.PHYSICAL, network.segment().physicalNetwork().orElse(""))
        .set(Networks.SEGMENT, column(network.segment()))
        .set(Networks.REVISION, network.stamp().revision())
        .set(Networks.CREATED_AT, Times.text(network.stamp().createdAt()))
        .set(Networks.UPDATED_AT, Times.text(network.stamp().updatedAt()))
        .execute();
  }

  private static @Nullable Long column(Segment segment) {
    return switch (segment.kind()) {
      case LOCAL -> null;
      case FLAT -> 0L;
      case VLAN, VXLAN, GRE -> segment.id().orElseThrow();
    };
  }

  /**
   * Whether a network has this segment.
   *
   * @param physical empty for tunnels
   * @param id 0 for flat networks
   */
  public static boolean segmentTaken(Tx tx, Segment.Kind kind, String physical, long id) {
    return tx.sql()
        .fetchExists(Networks.TABLE, ofSegments(kind, physical).and(Networks.SEGMENT.eq(id)));
  }

  /** The lowest id from {@code first} to {@code last} that no network has; none when all do. */
  public static OptionalLong lowestFreeSegment(
      Tx tx, Segment.Kind kind, String physical, long first, long last) {
    long free = first;
    for (long taken :
        tx.sql()
            .select(Networks.SEGMENT)
            .from(Networks.TABLE)
            .where(ofSegments(kind, physical))
            .and(Networks.SEGMENT.between(first, last))
            .orderBy(Networks.SEGMENT)
            .fetch(row -> row.value1())) {
      if (taken > free) {
        break;
      }
      free = taken + 1;
    }
    return free <= last ? OptionalLong.of(free) : OptionalLong.empty();
  }

  private static Condition ofSegments(Segment.Kind kind, String physical) {
    return Networks.TYPE.eq(kind.text()).and(Networks.PHYSICAL.eq(physical));
  }

  /** Writes everything that can change. */
  public static void update(Tx tx, Network network) {
    tx.sql()
        .update(Networks.TABLE)
        .set(Networks.NAME, network.name())
        .set(Networks.DESCRIPTION, network.description())
        .set(Networks.ADMIN_STATE_UP, network.adminStateUp())
        .set(Networks.SHARED, network.shared())
        .set(Networks.EXTERNAL, network.external())
        .set(Networks.PORT_SECURITY, network.portSecurity())
        .set(Networks.MTU, network.mtu())
        .set(Networks.REVISION, network.stamp().revision())
        .set(Networks.UPDATED_AT, Times.text(network.stamp().updatedAt()))
        .where(Networks.ID.eq(network.id().value()))
        .execute();
  }

  public static void delete(Tx tx, NetworkId id) {
    tx.sql().deleteFrom(Networks.TABLE).where(Networks.ID.eq(id.value())).execute();
  }

  public static Optional<Network> find(Tx tx, NetworkId id) {
    return find(tx, id.value());
  }

  /** By an id that came from outside and may be anything. */
  public static Optional<Network> find(Tx tx, String id) {
    return tx.sql()
        .selectFrom(Networks.TABLE)
        .where(Networks.ID.eq(id))
        .fetchOptional(NetworkRows::read);
  }

  public static List<Network> all(Tx tx, Collection<NetworkId> ids) {
    return Chunks.of(
        ids,
        chunk ->
            tx.sql()
                .selectFrom(Networks.TABLE)
                .where(Networks.ID.in(chunk))
                .fetch(NetworkRows::read));
  }

  /** The versions of the networks of which a host has a port. */
  public static Map<NetworkId, Long> versionsOn(Tx tx, HostName host) {
    return tx
        .sql()
        .selectDistinct(Networks.ID, Networks.VERSION)
        .from(Ports.TABLE)
        .join(Networks.TABLE)
        .on(Networks.ID.eq(Ports.NETWORK))
        .where(Ports.HOST.eq(host.value()))
        .fetch()
        .stream()
        .collect(Collectors.toMap(row -> new NetworkId(row.value1()), row -> row.value2()));
  }

  /** Makes what was read of these networks count no longer. */
  public static void raiseVersions(Tx tx, Collection<NetworkId> networks) {
    Chunks.run(
        networks,
        chunk ->
            tx.sql()
                .update(Networks.TABLE)
                .set(Networks.VERSION, Networks.VERSION.plus(1))
                .where(Networks.ID.in(chunk))
                .execute());
  }

  /** What a project may boot on without saying so: its own networks and the shared ones. */
  public static List<Network> usableBy(Tx tx, ProjectId project) {
    return tx.sql()
        .selectFrom(Networks.TABLE)
        .where(Networks.PROJECT.eq(project.value()).or(Networks.SHARED.isTrue()))
        .and(Networks.EXTERNAL.isFalse())
        .orderBy(Networks.CREATED_AT, Networks.ID)
        .fetch(NetworkRows::read);
  }

  /** All that are of these kinds. */
  public static List<Network> ofKinds(Tx tx, Collection<Segment.Kind> kinds) {
    return tx.sql()
        .selectFrom(Networks.TABLE)
        .where(Networks.TYPE.in(kinds.stream().map(Segment.Kind::text).toList()))
        .orderBy(Networks.CREATED_AT, Networks.ID)
        .fetch(NetworkRows::read);
  }

  public static int count(Tx tx, ProjectId project) {
    return tx.sql().fetchCount(Networks.TABLE, Networks.PROJECT.eq(project.value()));
  }

  /** The physical network of each network that is on one. */
  public static Map<NetworkId, String> physicalNetworks(Tx tx) {
    return tx
        .sql()
        .select(Networks.ID, Networks.PHYSICAL)
        .from(Networks.TABLE)
        .where(Networks.PHYSICAL.ne(""))
        .fetch()
        .stream()
        .collect(Collectors.toMap(row -> new NetworkId(row.value1()), row -> row.value2()));
  }

  /** Networks with a subnet that wants DHCP and no DHCP server's port. */
  public static List<NetworkId> withoutDhcp(Tx tx) {
    var served =
        org.jooq
            .impl
            .DSL
            .selectOne()
            .from(Tables.Ports.TABLE)
            .where(Tables.Ports.KIND.eq(PortRows.DHCP))
            .and(Tables.Ports.NETWORK.eq(Subnets.NETWORK));
    return tx.sql()
        .selectDistinct(Subnets.NETWORK)
        .from(Subnets.TABLE)
        .where(Subnets.DHCP.isTrue())
        .andNotExists(served)
        .orderBy(Subnets.NETWORK)
        .fetch(row -> new NetworkId(row.value1()));
  }

  /** Remembers that the project was given its first network; false when it was before. */
  public static boolean bootstrap(Tx tx, ProjectId project, Instant now) {
    if (tx.sql().fetchExists(Bootstraps.TABLE, Bootstraps.PROJECT.eq(project.value()))) {
      return false;
    }
    tx.sql()
        .insertInto(Bootstraps.TABLE)
        .set(Bootstraps.PROJECT, project.value())
        .set(Bootstraps.CREATED_AT, Times.text(now))
        .execute();
    return true;
  }

  private static Network read(Record row) {
    return new Network(
        new NetworkId(row.get(Networks.ID)),
        new ProjectId(row.get(Networks.PROJECT)),
        row.get(Networks.NAME),
        row.get(Networks.DESCRIPTION),
        row.get(Networks.ADMIN_STATE_UP),
        row.get(Networks.SHARED),
        row.get(Networks.EXTERNAL),
        row.get(Networks.PORT_SECURITY),
        row.get(Networks.MTU),
        segment(row),
        new Stamp(
            row.get(Networks.REVISION),
            Times.parse(row.get(Networks.CREATED_AT)),
            Times.parse(row.get(Networks.UPDATED_AT))));
  }

  private static Segment segment(Record row) {
    Segment.Kind kind = Segment.Kind.parse(row.get(Networks.TYPE)).orElseThrow();
    Optional<String> physical =
        Optional.of(row.get(Networks.PHYSICAL)).filter(name -> !name.isEmpty());
    return switch (kind) {
      case LOCAL -> Segment.LOCAL;
      case FLAT -> new Segment(kind, physical, OptionalLong.empty());
      case VLAN, VXLAN, GRE ->
          new Segment(kind, physical, OptionalLong.of(row.get(Networks.SEGMENT)));
    };
  }
}
