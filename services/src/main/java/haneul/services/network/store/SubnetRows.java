package haneul.services.network.store;

import haneul.base.host.Ipv6Mode;
import haneul.base.id.NetworkId;
import haneul.base.id.ProjectId;
import haneul.base.id.SubnetId;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.network.domain.AddressPool;
import haneul.services.network.domain.AddressPools;
import haneul.services.network.domain.Cidr;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.Stamp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.Columns.Pair;
import haneul.services.network.store.Tables.Subnets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Record;

/** Subnets in the store. */
public final class SubnetRows {
  private SubnetRows() {}

  public static void insert(Tx tx, Subnet subnet) {
    tx.sql()
        .insertInto(Subnets.TABLE)
        .set(changeable(subnet))
        .set(Subnets.ID, subnet.id().value())
        .set(Subnets.PROJECT, subnet.project().value())
        .set(Subnets.NETWORK, subnet.network().value())
        .set(Subnets.CIDR, subnet.cidr().toString())
        .set(Subnets.VERSION, subnet.cidr().first().version())
        .set(Subnets.RA_MODE, subnet.raMode().map(Ipv6Mode::text).orElse(null))
        .set(Subnets.ADDRESS_MODE, subnet.addressMode().map(Ipv6Mode::text).orElse(null))
        .set(Subnets.CREATED_AT, Times.text(subnet.stamp().createdAt()))
        .execute();
  }

  /** Writes everything that can change. */
  public static void update(Tx tx, Subnet subnet) {
    tx.sql()
        .update(Subnets.TABLE)
        .set(changeable(subnet))
        .where(Subnets.ID.eq(subnet.id().value()))
        .execute();
  }

  private static Map<Field<?>, Object> changeable(Subnet subnet) {
    Map<Field<?>, Object> values = new java.util.LinkedHashMap<>();
    values.put(Subnets.NAME, subnet.name());
    values.put(Subnets.DESCRIPTION, subnet.description());
    values.put(Subnets.GATEWAY, subnet.gateway().map(IpAddress::toString).orElse(null));
    values.put(Subnets.DHCP, subnet.dhcp());
    values.put(
        Subnets.POOLS,
        Columns.pairs(
            subnet.pools().pools().stream()
                .map(pool -> new Pair(pool.first().toString(), pool.last().toString()))
                .toList()));
    values.put(
        Subnets.DNS_SERVERS,
        Columns.strings(subnet.dnsServers().stream().map(IpAddress::toString).toList()));
    values.put(
        Subnets.HOST_ROUTES,
        Columns.pairs(
            subnet.hostRoutes().stream()
                .map(route -> new Pair(route.destination().toString(), route.nextHop().toString()))
                .toList()));
    values.put(Subnets.REVISION, subnet.stamp().revision());
    values.put(Subnets.UPDATED_AT, Times.text(subnet.stamp().updatedAt()));
    return values;
  }

  public static void delete(Tx tx, SubnetId id) {
    tx.sql().deleteFrom(Subnets.TABLE).where(Subnets.ID.eq(id.value())).execute();
  }

  /** By an id that came from outside and may be anything. */
  public static Optional<Subnet> find(Tx tx, String id) {
    return tx.sql()
        .selectFrom(Subnets.TABLE)
        .where(Subnets.ID.eq(id))
        .fetchOptional(SubnetRows::read);
  }

  public static List<Subnet> all(Tx tx, Collection<SubnetId> ids) {
    return Chunks.of(
        ids,
        chunk ->
            tx.sql().selectFrom(Subnets.TABLE).where(Subnets.ID.in(chunk)).fetch(SubnetRows::read));
  }

  /** Whether a network has any. */
  public static boolean any(Tx tx, NetworkId network) {
    return tx.sql().fetchExists(Subnets.TABLE, Subnets.NETWORK.eq(network.value()));
  }

  /** A network's subnets, the oldest first. */
  public static List<Subnet> of(Tx tx, NetworkId network) {
    return tx.sql()
        .selectFrom(Subnets.TABLE)
        .where(Subnets.NETWORK.eq(network.value()))
        .orderBy(Subnets.CREATED_AT, Subnets.ID)
        .fetch(SubnetRows::read);
  }

  /** The subnets of each network that has any. */
  public static Map<NetworkId, List<Subnet>> of(Tx tx, Collection<NetworkId> networks) {
    List<Subnet> subnets =
        Chunks.of(
            networks,
            chunk ->
                tx.sql()
                    .selectFrom(Subnets.TABLE)
                    .where(Subnets.NETWORK.in(chunk))
                    .orderBy(Subnets.CREATED_AT, Subnets.ID)
                    .fetch(SubnetRows::read));
    return subnets.stream().collect(Collectors.groupingBy(Subnet::network));
  }

  public static int count(Tx tx, ProjectId project) {
    return tx.sql().fetchCount(Subnets.TABLE, Subnets.PROJECT.eq(project.value()));
  }

  private static Subnet read(Record row) {
    return new Subnet(
        new SubnetId(row.get(Subnets.ID)),
        new ProjectId(row.get(Subnets.PROJECT)),
        new NetworkId(row.get(Subnets.NETWORK)),
        row.get(Subnets.NAME),
        row.get(Subnets.DESCRIPTION),
        Cidr.of(row.get(Subnets.CIDR)),
        Optional.ofNullable(row.get(Subnets.GATEWAY)).map(IpAddress::of),
        row.get(Subnets.DHCP),
        Optional.ofNullable(row.get(Subnets.RA_MODE)).flatMap(Ipv6Mode::parse),
        Optional.ofNullable(row.get(Subnets.ADDRESS_MODE)).flatMap(Ipv6Mode::parse),
        new AddressPools(
            Columns.pairs(row.get(Subnets.POOLS)).stream()
                .map(pair -> new AddressPool(IpAddress.of(pair.left()), IpAddress.of(pair.right())))
                .toList()),
        Columns.strings(row.get(Subnets.DNS_SERVERS)).stream().map(IpAddress::of).toList(),
        Columns.pairs(row.get(Subnets.HOST_ROUTES)).stream()
            .map(pair -> new Subnet.HostRoute(Cidr.of(pair.left()), IpAddress.of(pair.right())))
            .toList(),
        new Stamp(
            row.get(Subnets.REVISION),
            Times.parse(row.get(Subnets.CREATED_AT)),
            Times.parse(row.get(Subnets.UPDATED_AT))));
  }
}
