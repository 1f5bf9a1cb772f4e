package haneul.services.network.store;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.select;

import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.store.Tx;
import haneul.services.network.store.Tables.PortGroups;
import haneul.services.network.store.Tables.Ports;
import haneul.services.network.store.Tables.Rules;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which hosts a change is about. */
public final class HostRows {
  private HostRows() {}

  /** Hosts with a port of the network. */
  public static Set<HostName> ofNetwork(Tx tx, NetworkId network) {
    return new HashSet<>(
        tx.sql()
            .selectDistinct(Ports.HOST)
            .from(Ports.TABLE)
            .where(Ports.NETWORK.eq(network.value()))
            .and(Ports.HOST.isNotNull())
            .fetch(row -> new HostName(row.value1())));
  }

  /** Hosts with a port of the network, and whether they serve its DHCP. */
  public static Map<HostName, Boolean> takingPart(Tx tx, NetworkId network) {
    Map<HostName, Boolean> hosts = new HashMap<>();
    tx.sql()
        .selectDistinct(Ports.HOST, Ports.KIND)
        .from(Ports.TABLE)
        .where(Ports.NETWORK.eq(network.value()))
        .and(Ports.HOST.isNotNull())
        .fetch()
        .forEach(row ->
            hosts.merge(
                new HostName(row.value1()),
                row.value2().equals(PortRows.DHCP),
                Boolean::logicalOr));
    return hosts;
  }

  /** Hosts with a port of a network that has one on this host, too. */
  public static Set<HostName> sharingNetworksWith(Tx tx, HostName host) {
    var own = select(Ports.NETWORK).from(Ports.TABLE).where(Ports.HOST.eq(host.value()));
    return new HashSet<>(
        tx.sql()
            .selectDistinct(Ports.HOST)
            .from(Ports.TABLE)
            .where(Ports.NETWORK.in(own))
            .and(Ports.HOST.isNotNull())
            .fetch(row -> new HostName(row.value1())));
  }

  /** Hosts with a port of any network. */
  public static Set<HostName> withPorts(Tx tx) {
    return new HashSet<>(
        tx.sql()
            .selectDistinct(Ports.HOST)
            .from(Ports.TABLE)
            .where(Ports.HOST.isNotNull())
            .fetch(row -> new HostName(row.value1())));
  }

  /** How many networks' DHCP each host serves; hosts that serve none are not there. */
  public static Map<HostName, Integer> dhcpServers(Tx tx) {
    Map<HostName, Integer> servers = new HashMap<>();
    tx.sql()
        .select(Ports.HOST, count())
        .from(Ports.TABLE)
        .where(Ports.KIND.eq(PortRows.DHCP))
        .groupBy(Ports.HOST)
        .fetch()
        .forEach(row -> servers.put(new HostName(row.value1()), row.value2()));
    return servers;
  }

  /** Hosts with a port of one of the groups. */
  public static Set<HostName> ofMembers(Tx tx, Collection<SecurityGroupId> groups) {
    return new HashSet<>(
        Chunks.of(
            groups,
            chunk ->
                tx.sql()
                    .selectDistinct(Ports.HOST)
                    .from(PortGroups.TABLE)
                    .join(Ports.TABLE)
                    .on(Ports.ID.eq(PortGroups.PORT))
                    .where(PortGroups.GROUP.in(chunk))
                    .and(Ports.HOST.isNotNull())
                    .fetch(row -> new HostName(row.value1()))));
  }

  /** Hosts with a port that obeys a rule about one of these groups' members. */
  public static Set<HostName> ofThoseReferringTo(Tx tx, Collection<SecurityGroupId> groups) {
    return new HashSet<>(
        Chunks.of(
            groups,
            chunk ->
                tx.sql()
                    .selectDistinct(Ports.HOST)
                    .from(Rules.TABLE)
                    .join(PortGroups.TABLE)
                    .on(PortGroups.GROUP.eq(Rules.GROUP))
                    .join(Ports.TABLE)
                    .on(Ports.ID.eq(PortGroups.PORT))
                    .where(Rules.REMOTE_GROUP.in(chunk))
                    .and(Ports.HOST.isNotNull())
                    .fetch(row -> new HostName(row.value1()))));
  }
}
