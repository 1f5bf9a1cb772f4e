package haneul.services.network.store;

import haneul.base.id.PortId;
import haneul.base.id.SubnetId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.Port;
import haneul.services.network.store.Tables.Addresses;
import haneul.services.network.store.Tables.Ports;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Record;

/** Which port has which address. The primary key gives an address to one port only. */
public final class AddressRows {
  private AddressRows() {}

  public static void insert(Tx tx, PortId port, Port.FixedIp address) {
    tx.sql()
        .insertInto(Addresses.TABLE)
        .set(Addresses.SUBNET, address.subnet().value())
        .set(Addresses.ADDRESS, address.address().key())
        .set(Addresses.PORT, port.value())
        .execute();
  }

  /** One more address for each of these ports. */
  public static void insertAll(Tx tx, Map<PortId, Port.FixedIp> addresses) {
    Chunks.of(
        addresses.keySet(),
        chunk -> {
          var insert =
              tx.sql()
                  .insertInto(Addresses.TABLE, Addresses.SUBNET, Addresses.ADDRESS, Addresses.PORT);
          for (String port : chunk) {
            Port.FixedIp its = addresses.get(new PortId(port));
            if (its != null) {
              insert = insert.values(its.subnet().value(), its.address().key(), port);
            }
          }
          insert.execute();
          return List.of();
        });
  }

  public static void release(Tx tx, PortId port) {
    tx.sql().deleteFrom(Addresses.TABLE).where(Addresses.PORT.eq(port.value())).execute();
  }

  /** What these ports have of a subnet. */
  public static void release(Tx tx, SubnetId subnet, Collection<PortId> ports) {
    Chunks.of(
        ports,
        chunk -> {
          tx.sql()
              .deleteFrom(Addresses.TABLE)
              .where(Addresses.SUBNET.eq(subnet.value()))
              .and(Addresses.PORT.in(chunk))
              .execute();
          return List.of();
        });
  }

  public static void release(Tx tx, PortId port, Port.FixedIp address) {
    tx.sql()
        .deleteFrom(Addresses.TABLE)
        .where(Addresses.SUBNET.eq(address.subnet().value()))
        .and(Addresses.ADDRESS.eq(address.address().key()))
        .and(Addresses.PORT.eq(port.value()))
        .execute();
  }

  /** Which of the candidates are taken. */
  public static Set<IpAddress> taken(Tx tx, SubnetId subnet, Collection<IpAddress> candidates) {
    return tx
        .sql()
        .select(Addresses.ADDRESS)
        .from(Addresses.TABLE)
        .where(Addresses.SUBNET.eq(subnet.value()))
        .and(Addresses.ADDRESS.in(candidates.stream().map(IpAddress::key).toList()))
        .fetch(row -> IpAddress.ofKey(row.value1()))
        .stream()
        .collect(Collectors.toSet());
  }

  /** The next {@code limit} taken addresses at or after {@code from}, ascending. */
  public static List<IpAddress> takenFrom(Tx tx, SubnetId subnet, IpAddress from, int limit) {
    return tx.sql()
        .select(Addresses.ADDRESS)
        .from(Addresses.TABLE)
        .where(Addresses.SUBNET.eq(subnet.value()))
        .and(Addresses.ADDRESS.ge(from.key()))
        .orderBy(Addresses.ADDRESS)
        .limit(limit)
        .fetch(row -> IpAddress.ofKey(row.value1()));
  }

  public static int count(Tx tx, SubnetId subnet) {
    return tx.sql().fetchCount(Addresses.TABLE, Addresses.SUBNET.eq(subnet.value()));
  }

  /** Whether a port that does not go with the subnet by itself has an address of it. */
  public static boolean usedByOthers(Tx tx, SubnetId subnet) {
    return tx.sql()
        .fetchExists(
            tx.sql()
                .selectOne()
                .from(Addresses.TABLE)
                .join(Ports.TABLE)
                .on(Ports.ID.eq(Addresses.PORT))
                .where(Addresses.SUBNET.eq(subnet.value()))
                .and(Ports.KIND.ne(PortRows.DHCP)));
  }

  /** The address in a row that has one. */
  static Port.FixedIp read(Record row) {
    return new Port.FixedIp(
        new SubnetId(row.get(Addresses.SUBNET)), IpAddress.ofKey(row.get(Addresses.ADDRESS)));
  }
}
