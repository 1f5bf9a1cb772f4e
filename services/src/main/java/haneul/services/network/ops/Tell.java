package haneul.services.network.ops;

import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Port;
import haneul.services.network.store.GroupRows;
import haneul.services.network.store.HostRows;
import haneul.services.network.store.NetworkRows;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells the hosts that a change is about, once each, in the transaction of the change. Who that is
 * depends on the tables: ask before a row goes and after a row came.
 */
public final class Tell {
  private final Hosts hosts;

  public Tell(Hosts hosts) {
    this.hosts = hosts;
  }

  /**
   * What a change is about.
   *
   * @param hosts those that must know
   * @param networks what {@link Views} knows of them counts no longer; {@code groups} the same
   */
  public record About(Set<HostName> hosts, Set<NetworkId> networks, Set<SecurityGroupId> groups) {
    /** Both together. */
    public About and(About other) {
      return new About(
          union(hosts, other.hosts), union(networks, other.networks), union(groups, other.groups));
    }

    private static <T> Set<T> union(Set<T> some, Set<T> others) {
      Set<T> all = new HashSet<>(some);
      all.addAll(others);
      return all;
    }
  }

  /**
   * A port that came, goes or changed: its own host, the one that leases its addresses, those whose
   * rules name its groups, and those with tunnels to its host.
   */
  public About aboutPort(Tx tx, Port port) {
    Set<HostName> about = new HashSet<>();
    port.host().ifPresent(about::add);
    Map<HostName, Boolean> taking = HostRows.takingPart(tx, port.network());
    taking.forEach((host, serving) -> {
      if (serving) {
        about.add(host);
      }
    });
    about.addAll(HostRows.ofThoseReferringTo(tx, port.groups()));
    port.host().ifPresent(host -> about.addAll(peers(tx, host, taking.keySet())));
    return new About(about, Set.of(port.network()), Set.copyOf(port.groups()));
  }

  /** Those of the hosts that take part in a network with tunnels to this one. */
  private Set<HostName> peers(Tx tx, HostName host, Set<HostName> taking) {
    Set<HostName> all = new HashSet<>(taking);
    all.add(host);
    Set<HostName> peers = hosts.tunnelAddresses(tx, all).keySet();
    return peers.contains(host) ? peers : Set.of();
  }

  /** A host's tunnels: all that have a network with it, and itself. */
  public About aboutHost(Tx tx, HostName host) {
    Set<HostName> about = new HashSet<>(HostRows.sharingNetworksWith(tx, host));
    about.add(host);
    return new About(about, NetworkRows.versionsOn(tx, host).keySet(), Set.of());
  }

  /** A network or its subnets: every host that takes part. */
  public About aboutNetwork(Tx tx, NetworkId network) {
    return new About(HostRows.ofNetwork(tx, network), Set.of(network), Set.of());
  }

  /** A group's name or rules: the hosts of its members. */
  public About aboutGroup(Tx tx, SecurityGroupId group) {
    return new About(HostRows.ofMembers(tx, List.of(group)), Set.of(), Set.of(group));
  }

  /** The addresses of groups' members: the hosts of those whose rules name the groups. */
  public About aboutMembers(Tx tx, Collection<SecurityGroupId> groups) {
    return new About(HostRows.ofThoseReferringTo(tx, groups), Set.of(), Set.copyOf(groups));
  }

  public void tell(Tx tx, About about) {
    NetworkRows.raiseVersions(tx, about.networks());
    GroupRows.raiseVersions(tx, about.groups());
    hosts.othersChanged(tx, about.hosts());
  }
}
