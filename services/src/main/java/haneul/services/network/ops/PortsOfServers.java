package haneul.services.network.ops;

import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.network.contract.ServerPorts;
import haneul.services.network.domain.GroupView;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkView;
import haneul.services.network.domain.Port.Server;
import haneul.services.network.domain.Port.Status;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.ops.Views.HostView;
import haneul.services.network.store.GroupRows;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Ports as compute sees them. Everything is in compute's transaction. */
public final class PortsOfServers implements ServerPorts {
  private final CheckNics checkNics;
  private final AttachPorts attachPorts;
  private final FindGroups findGroups;
  private final Views views;

  public PortsOfServers(
      CheckNics checkNics, AttachPorts attachPorts, FindGroups findGroups, Views views) {
    this.views = views;
    this.checkNics = checkNics;
    this.attachPorts = attachPorts;
    this.findGroups = findGroups;
  }

  @Override
  public List<NicRequest> check(Tx tx, Caller caller, List<NicRequest> asked) {
    return checkNics.check(tx, caller, asked);
  }

  @Override
  public List<SecurityGroupId> securityGroups(Tx tx, Caller caller, List<String> idsOrNames) {
    return findGroups.byIdOrName(tx, caller, idsOrNames);
  }

  @Override
  public List<ProjectGroup> groupsOf(Tx tx, Caller caller) {
    return findGroups.all(tx, caller);
  }

  @Override
  public Set<String> physicalNetworks(Tx tx, List<NicRequest> nics) {
    Set<NetworkId> ids = new HashSet<>();
    for (NicRequest nic : nics) {
      nic.network().ifPresent(ids::add);
      nic.port()
          .flatMap(port -> PortRows.find(tx, port))
          .ifPresent(port -> ids.add(port.network()));
    }
    return NetworkRows.all(tx, ids).stream()
        .flatMap(network -> network.segment().physicalNetwork().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public void allocate(
      Tx tx,
      ServerId server,
      ProjectId project,
      HostName host,
      String hostname,
      List<NicRequest> nics,
      List<SecurityGroupId> groups) {
    attachPorts.allocate(tx, server, project, host, hostname, nics, groups);
  }

  @Override
  public void release(Tx tx, ServerId server) {
    attachPorts.release(tx, server);
  }

  @Override
  public boolean addSecurityGroup(Tx tx, ServerId server, SecurityGroupId group) {
    return attachPorts.addSecurityGroup(tx, server, group);
  }

  @Override
  public boolean removeSecurityGroup(Tx tx, ServerId server, SecurityGroupId group) {
    return attachPorts.removeSecurityGroup(tx, server, group);
  }

  @Override
  public Map<ServerId, List<Port>> of(Tx tx, Collection<ServerId> servers) {
    var ports = PortRows.ofServers(tx, servers);
    Map<NetworkId, Network> networks =
        NetworkRows.all(tx, ports.stream().map(port -> port.network()).toList()).stream()
            .collect(Collectors.toMap(Network::id, network -> network));
    Set<SecurityGroupId> groupIds = new HashSet<>();
    ports.forEach(port -> groupIds.addAll(port.groups()));
    Map<SecurityGroupId, String> groupNames = GroupRows.names(tx, groupIds);
    Map<ServerId, List<Port>> byServer = new HashMap<>();
    for (var port : ports) {
      Network network = networks.get(port.network());
      if (network != null && port.use() instanceof Server use) {
        byServer
            .computeIfAbsent(use.id(), id -> new java.util.ArrayList<>())
            .add(shown(port, network, groupNames));
      }
    }
    return byServer;
  }

  @Override
  public Map<ServerId, List<Nic>> nics(Tx tx, HostName host) {
    Map<ServerId, SortedMap<Integer, Nic>> byServer = new HashMap<>();
    HostView known = views.of(tx, host);
    for (NetworkView view : known.networks()) {
      for (var port : view.on(host)) {
        if (port.use() instanceof Server use) {
          byServer
              .computeIfAbsent(use.id(), _ -> new TreeMap<>())
              .put(use.nic(), nic(port, view.network(), known.groups()));
        }
      }
    }
    return byServer.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, its -> List.copyOf(its.getValue().values())));
  }

  private static Nic nic(
      haneul.services.network.domain.Port port,
      Network network,
      Map<SecurityGroupId, GroupView> groups) {
    return new Nic(
        port.id(),
        port.mac(),
        network.mtu(),
        port.groups().stream()
            .flatMap(id -> Optional.ofNullable(groups.get(id)).stream())
            .map(view -> view.group().name())
            .toList());
  }

  private static Port shown(
      haneul.services.network.domain.Port port,
      Network network,
      Map<SecurityGroupId, String> groupNames) {
    return new Port(
        port.id(),
        network.id(),
        network.name(),
        port.mac(),
        network.mtu(),
        port.fixedIps().stream()
            .map(address ->
                new Address(
                    address.subnet().value(),
                    address.address().toString(),
                    address.address().version()))
            .toList(),
        port.groups().stream()
            .map(group -> new Group(group, groupNames.getOrDefault(group, SecurityGroup.DEFAULT)))
            .toList(),
        port.status() == Status.ACTIVE);
  }
}
