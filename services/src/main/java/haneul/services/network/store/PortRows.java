package haneul.services.network.store;

import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Stamp;
import haneul.services.network.store.Columns.Pair;
import haneul.services.network.store.Tables.Addresses;
import haneul.services.network.store.Tables.PortGroups;
import haneul.services.network.store.Tables.Ports;
import haneul.services.network.store.Tables.Subnets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;

/** Ports in the store, with their addresses and groups. */
public final class PortRows {
  static final String PLAIN = "plain";
  static final String SERVER = "server";
  static final String DHCP = "dhcp";

  private PortRows() {}

  /** Writes a new port, its groups too; its addresses are {@link AddressRows}'. */
  public static void insert(Tx tx, Port port) {
    tx.sql()
        .insertInto(Ports.TABLE)
        .set(changeable(port))
        .set(Ports.ID, port.id().value())
        .set(Ports.PROJECT, port.project().value())
        .set(Ports.NETWORK, port.network().value())
        .set(Ports.CREATED_AT, Times.text(port.stamp().createdAt()))
        .execute();
    addGroups(tx, port.id(), port.groups());
  }

  /** Writes everything that can change but addresses and groups. */
  public static void update(Tx tx, Port port) {
    tx.sql()
        .update(Ports.TABLE)
        .set(changeable(port))
        .where(Ports.ID.eq(port.id().value()))
        .execute();
  }

  private static Map<Field<?>, Object> changeable(Port port) {
    Map<Field<?>, Object> values = new LinkedHashMap<>();
    values.put(Ports.NAME, port.name());
    values.put(Ports.DESCRIPTION, port.description());
    values.put(Ports.MAC, port.mac());
    values.put(Ports.ADMIN_STATE_UP, port.adminStateUp());
    values.put(Ports.STATUS, port.status().name());
    values.put(Ports.DEVICE_ID, port.deviceId());
    values.put(Ports.DEVICE_OWNER, port.deviceOwner());
    values.put(Ports.PORT_SECURITY, port.portSecurity());
    values.put(Ports.DNS_NAME, port.dnsName());
    values.put(
        Ports.ADDRESS_PAIRS,
        Columns.pairs(
            port.addressPairs().stream().map(pair -> new Pair(pair.mac(), pair.cidr())).toList()));
    values.put(Ports.HOST, port.host().map(HostName::value).orElse(null));
    switch (port.use()) {
      case Port.Free free -> use(values, PLAIN, null, 0, false, "");
      case Port.Dhcp dhcp -> use(values, DHCP, null, 0, false, "");
      case Port.Server server ->
          use(values, SERVER, server.id().value(), server.nic(), server.made(), server.hostname());
    }
    values.put(Ports.REVISION, port.stamp().revision());
    values.put(Ports.UPDATED_AT, Times.text(port.stamp().updatedAt()));
    return values;
  }

  private static void use(
      Map<Field<?>, Object> values,
      String kind,
      @org.jspecify.annotations.Nullable String server,
      int nic,
      boolean made,
      String hostname) {
    values.put(Ports.KIND, kind);
    values.put(Ports.SERVER, server);
    values.put(Ports.SERVER_NIC, nic);
    values.put(Ports.SERVER_MADE, made);
    values.put(Ports.SERVER_HOSTNAME, hostname);
  }

  /** Sets what a host reported; nothing else changes, not even the revision. */
  public static void setStatus(Tx tx, PortId port, Port.Status status) {
    tx.sql()
        .update(Ports.TABLE)
        .set(Ports.STATUS, status.name())
        .where(Ports.ID.eq(port.value()))
        .execute();
  }

  /** Says that the ports are others now, as what is kept elsewhere of them is. */
  public static void touch(Tx tx, Collection<PortId> ports, Instant now) {
    Chunks.of(
        ports,
        chunk -> {
          tx.sql()
              .update(Ports.TABLE)
              .set(Ports.REVISION, Ports.REVISION.plus(1))
              .set(Ports.UPDATED_AT, Times.text(now))
              .where(Ports.ID.in(chunk))
              .execute();
          return List.of();
        });
  }

  public static void setGroups(Tx tx, PortId port, Collection<SecurityGroupId> groups) {
    tx.sql().deleteFrom(PortGroups.TABLE).where(PortGroups.PORT.eq(port.value())).execute();
    addGroups(tx, port, groups);
  }

  private static void addGroups(Tx tx, PortId port, Collection<SecurityGroupId> groups) {
    for (SecurityGroupId group : groups) {
      tx.sql()
          .insertInto(PortGroups.TABLE)
          .set(PortGroups.PORT, port.value())
          .set(PortGroups.GROUP, group.value())
          .execute();
    }
  }

  /** Deletes a port with its addresses and its part in groups. */
  public static void delete(Tx tx, PortId port) {
    AddressRows.release(tx, port);
    tx.sql().deleteFrom(PortGroups.TABLE).where(PortGroups.PORT.eq(port.value())).execute();
    tx.sql().deleteFrom(Ports.TABLE).where(Ports.ID.eq(port.value())).execute();
  }

  /** By an id that came from outside and may be anything. */
  public static Optional<Port> find(Tx tx, String id) {
    return where(tx, Ports.ID.eq(id)).stream().findFirst();
  }

  public static Optional<Port> find(Tx tx, PortId id) {
    return find(tx, id.value());
  }

  public static List<Port> all(Tx tx, Collection<PortId> ids) {
    return Chunks.of(ids, chunk -> where(tx, Ports.ID.in(chunk)));
  }

  public static List<Port> ofNetwork(Tx tx, NetworkId network) {
    return where(tx, Ports.NETWORK.eq(network.value()));
  }

  /** Every port of these networks, e.g. for DHCP's leases. */
  public static List<Port> ofNetworks(Tx tx, Collection<NetworkId> networks) {
    return Chunks.of(networks, chunk -> where(tx, Ports.NETWORK.in(chunk)));
  }

  public static List<Port> ofHost(Tx tx, HostName host) {
    return where(tx, Ports.HOST.eq(host.value()));
  }

  /** Those of them that are listed, serve the DHCP of a listed network, or are being built. */
  public static List<Port> ofHost(
      Tx tx, HostName host, Collection<PortId> listed, Collection<NetworkId> served) {
    return where(
        tx,
        Ports.HOST
            .eq(host.value())
            .and(
                Ports.STATUS
                    .eq(Port.Status.BUILD.name())
                    .or(Ports.ID.in(texts(listed)))
                    .or(Ports.KIND.eq(DHCP).and(Ports.NETWORK.in(texts(served))))));
  }

  private static List<String> texts(Collection<? extends Id> ids) {
    return ids.stream().map(Id::value).toList();
  }

  public static List<Port> ofServers(Tx tx, Collection<ServerId> servers) {
    return Chunks.of(servers, chunk -> where(tx, Ports.SERVER.in(chunk)));
  }

  /** The DHCP servers' ports of these networks. */
  public static List<Port> dhcpOf(Tx tx, Collection<NetworkId> networks) {
    return Chunks.of(
        networks, chunk -> where(tx, Ports.KIND.eq(DHCP).and(Ports.NETWORK.in(chunk))));
  }

  /** The DHCP servers' ports on these hosts. */
  public static List<Port> dhcpOn(Tx tx, Collection<HostName> hosts) {
    return Chunks.of(hosts, chunk -> where(tx, Ports.KIND.eq(DHCP).and(Ports.HOST.in(chunk))));
  }

  public static boolean macTaken(Tx tx, NetworkId network, String mac) {
    return tx.sql()
        .fetchExists(Ports.TABLE, Ports.NETWORK.eq(network.value()).and(Ports.MAC.eq(mac)));
  }

  public static int count(Tx tx, ProjectId project) {
    return tx.sql().fetchCount(Ports.TABLE, Ports.PROJECT.eq(project.value()));
  }

  /** In one query: a row for each address and group of a port, which are few. */
  private static List<Port> where(Tx tx, Condition condition) {
    var rows =
        tx.sql()
            .select(Ports.TABLE.fields())
            .select(Addresses.SUBNET, Addresses.ADDRESS, PortGroups.GROUP)
            .from(Ports.TABLE)
            .leftJoin(Addresses.TABLE)
            .on(Addresses.PORT.eq(Ports.ID))
            .leftJoin(Subnets.TABLE)
            .on(Subnets.ID.eq(Addresses.SUBNET))
            .leftJoin(PortGroups.TABLE)
            .on(PortGroups.PORT.eq(Ports.ID))
            .where(condition)
            .orderBy(
                Ports.SERVER_NIC,
                Ports.CREATED_AT,
                Ports.ID,
                Subnets.CREATED_AT,
                Addresses.SUBNET,
                Addresses.ADDRESS,
                PortGroups.GROUP)
            .fetch();
    List<Port> ports = new ArrayList<>();
    int next = 0;
    while (next < rows.size()) {
      Record first = rows.get(next);
      Set<Port.FixedIp> addresses = new LinkedHashSet<>();
      Set<SecurityGroupId> groups = new LinkedHashSet<>();
      for (String id = first.get(Ports.ID);
          next < rows.size() && rows.get(next).get(Ports.ID).equals(id);
          next++) {
        Record row = rows.get(next);
        if (row.get(Addresses.SUBNET) != null) {
          addresses.add(AddressRows.read(row));
        }
        if (row.get(PortGroups.GROUP) != null) {
          groups.add(new SecurityGroupId(row.get(PortGroups.GROUP)));
        }
      }
      ports.add(read(first, List.copyOf(addresses), List.copyOf(groups)));
    }
    return ports;
  }

  private static Port read(Record row, List<Port.FixedIp> fixedIps, List<SecurityGroupId> groups) {
    return new Port(
        new PortId(row.get(Ports.ID)),
        new ProjectId(row.get(Ports.PROJECT)),
        new NetworkId(row.get(Ports.NETWORK)),
        row.get(Ports.NAME),
        row.get(Ports.DESCRIPTION),
        row.get(Ports.MAC),
        row.get(Ports.ADMIN_STATE_UP),
        Port.Status.valueOf(row.get(Ports.STATUS)),
        row.get(Ports.DEVICE_ID),
        row.get(Ports.DEVICE_OWNER),
        row.get(Ports.PORT_SECURITY),
        row.get(Ports.DNS_NAME),
        Columns.pairs(row.get(Ports.ADDRESS_PAIRS)).stream()
            .map(pair -> new Port.AddressPair(pair.left(), pair.right()))
            .toList(),
        fixedIps,
        groups,
        readUse(row),
        new Stamp(
            row.get(Ports.REVISION),
            Times.parse(row.get(Ports.CREATED_AT)),
            Times.parse(row.get(Ports.UPDATED_AT))));
  }

  private static Port.Use readUse(Record row) {
    return switch (row.get(Ports.KIND)) {
      case DHCP -> new Port.Dhcp(new HostName(row.get(Ports.HOST)));
      case SERVER ->
          new Port.Server(
              new ServerId(row.get(Ports.SERVER)),
              new HostName(row.get(Ports.HOST)),
              row.get(Ports.SERVER_NIC),
              row.get(Ports.SERVER_MADE),
              row.get(Ports.SERVER_HOSTNAME));
      default -> new Port.Free();
    };
  }
}
