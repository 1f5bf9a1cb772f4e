package haneul.services.network.ops;

import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Port;
import haneul.services.network.store.HostRows;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
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
   * A port that came, goes or changed: its own host, the one that leases its addresses, those whose
   * rules name its groups, and those with tunnels to its host.
   */
  public Set<HostName> aboutPort(Tx tx, Port port) {
    Set<HostName> about = new HashSet<>();
    port.host().ifPresent(about::add);
    about.addAll(HostRows.ofDhcp(tx, port.network()));
    about.addAll(HostRows.ofThoseReferringTo(tx, port.groups()));
    port.host().ifPresent(host -> about.addAll(peers(tx, host, port.network())));
    return about;
  }

  /** The hosts with tunnels to this one for a network. */
  private Set<HostName> peers(Tx tx, HostName host, NetworkId network) {
    Set<HostName> all = new HashSet<>(HostRows.ofNetwork(tx, network));
    all.add(host);
    Set<HostName> peers = hosts.tunnelAddresses(tx, all).keySet();
    return peers.contains(host) ? peers : Set.of();
  }

  /** A host's tunnels: all that have a network with it, and itself. */
  public Set<HostName> aboutHost(Tx tx, HostName host) {
    Set<HostName> about = new HashSet<>(HostRows.sharingNetworksWith(tx, host));
    about.add(host);
    return about;
  }

  /** A network or its subnets: every host that takes part. */
  public Set<HostName> aboutNetwork(Tx tx, NetworkId network) {
    return HostRows.ofNetwork(tx, network);
  }

  /** A group's rules: the hosts of its members. */
  public Set<HostName> aboutRules(Tx tx, SecurityGroupId group) {
    return HostRows.ofMembers(tx, List.of(group));
  }

  public void tell(Tx tx, Collection<HostName> about) {
    hosts.othersChanged(tx, about);
  }
}
