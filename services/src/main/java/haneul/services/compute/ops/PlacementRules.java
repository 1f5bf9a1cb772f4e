package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.HostName;
import haneul.platform.auth.Caller;
import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.PlacementWish;
import haneul.services.compute.domain.Quota.Resource;
import haneul.services.compute.store.ComputeStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a caller may ask for a server to be; refused where that names what is not there. */
public final class PlacementRules {
  private final ComputeStore store;
  private final Hosts hosts;
  private final ComputeHosts computeHosts;

  public PlacementRules(ComputeStore store, Hosts hosts, ComputeHosts computeHosts) {
    this.store = store;
    this.hosts = hosts;
    this.computeHosts = computeHosts;
  }

  PlacementWish check(Tx tx, Caller caller, NewServer wish) {
    String[] parts = wish.zone().orElse("").split(":", 3);
    Optional<String> zone = Optional.of(parts[0]).filter(name -> !name.isEmpty());
    Optional<String> forced = Optional.of(parts).filter(its -> its.length > 1).map(its -> its[1]);
    Optional<HostName> host =
        forced.filter(name -> !name.isEmpty()).map(HostNames::checked).or(wish::host);
    if (zone.isPresent() && !computeHosts.zones(tx).contains(zone.get())) {
      throw CloudException.badRequest("The requested availability zone is not available");
    }
    host.ifPresent(name -> requireHost(tx, caller, name));
    NewServer.Hints hints = wish.hints();
    hints.group().ifPresent(group -> requireGroup(tx, caller, group));
    requireServers(tx, caller, "same_host", hints.sameHost());
    requireServers(tx, caller, "different_host", hints.differentHost());
    return new PlacementWish(host, zone, hints.group(), hints.sameHost(), hints.differentHost());
  }

  private void requireHost(Tx tx, Caller caller, HostName host) {
    if (!caller.isAdmin()) {
      throw CloudException.forbidden(
          "Policy doesn't allow os_compute_api:servers:create:forced_host to be performed.");
    }
    if (hosts.find(tx, host).isEmpty()) {
      throw CloudException.badRequest("Compute host " + host + " could not be found.");
    }
  }

  private void requireGroup(Tx tx, Caller caller, String id) {
    if (store.groups().find(tx, id).filter(group -> caller.sees(group.project())).isEmpty()) {
      throw CloudException.badRequest("Instance group " + id + " could not be found.");
    }
  }

  private void requireServers(Tx tx, Caller caller, String hint, List<String> ids) {
    for (String id : ids) {
      if (store.servers().find(tx, id).filter(its -> caller.sees(its.project())).isEmpty()) {
        throw CloudException.badField(hint, id, "there is no server " + id);
      }
    }
  }

  /** Refuses servers that are more than a group may have. */
  void requireRoom(Tx tx, Map<Resource, Integer> limits, String group, int count) {
    int most = limits.getOrDefault(Resource.SERVER_GROUP_MEMBERS, -1);
    if (most >= 0 && store.groups().memberCount(tx, group) + count > most) {
      throw CloudException.of(
          ErrorKind.OVER_QUOTA,
          "ServerGroupMembersQuota",
          "Quota exceeded, too many servers in group");
    }
  }
}
