package haneul.services.network.contract;

import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Ports for servers. All of it happens in the caller's transaction. */
public interface ServerPorts {
  /** What a server's creator asked for: a network or an existing port, perhaps an address. */
  record NicRequest(Optional<NetworkId> network, Optional<PortId> port, Optional<String> fixedIp) {}

  /**
   * Checks what was asked before anything is made: networks and ports exist as far as the caller
   * may know, ports are free, addresses are within a subnet and free, the port quota has room.
   *
   * @param asked empty: the project's only network, none when it has none
   * @return what to give to {@link #allocate}
   */
  List<NicRequest> check(Tx tx, Caller caller, List<NicRequest> asked);

  /**
   * Groups by id or name; empty input means the project's default group, which is made when it is
   * not there yet: not for read transactions. 404s name the group.
   */
  List<SecurityGroupId> securityGroups(Tx tx, Caller caller, List<String> idsOrNames);

  /**
   * All groups of the caller's project, by name, the default group made when it is not there yet.
   */
  List<ProjectGroup> groupsOf(Tx tx, Caller caller);

  /**
   * A group with what it lets in.
   *
   * @param ingress its rules for incoming traffic
   */
  record ProjectGroup(
      SecurityGroupId id,
      String name,
      String description,
      ProjectId project,
      List<IngressRule> ingress) {
    public ProjectGroup {
      ingress = List.copyOf(ingress);
    }
  }

  /**
   * What a group lets in.
   *
   * @param protocol a name or number; empty means any
   * @param remoteGroup the name of the group it comes from
   */
  record IngressRule(
      String id,
      Optional<String> protocol,
      OptionalInt portMin,
      OptionalInt portMax,
      Optional<String> remoteCidr,
      Optional<String> remoteGroup) {}

  /** The physical networks that a host must reach to have such cards. */
  Set<String> physicalNetworks(Tx tx, List<NicRequest> nics);

  /** Makes or takes the ports and binds them to the host, in the order asked. Safe to repeat. */
  void allocate(
      Tx tx,
      ServerId server,
      ProjectId project,
      HostName host,
      String hostname,
      List<NicRequest> nics,
      List<SecurityGroupId> groups);

  /** Deletes the ports made for the server, and lets go of those it was given. Safe to repeat. */
  void release(Tx tx, ServerId server);

  /** The ports of each server, in the order of the server's network cards. */
  Map<ServerId, List<Port>> of(Tx tx, Collection<ServerId> servers);

  /** The network cards of each server that is on the host, in their order. */
  Map<ServerId, List<Nic>> nics(Tx tx, HostName host);

  /**
   * Adds a group to those that each port of a server has; ports without port security obey none.
   *
   * @return whether any port can have groups
   */
  boolean addSecurityGroup(Tx tx, ServerId server, SecurityGroupId group);

  /**
   * Takes a group from every port of a server.
   *
   * @return whether any had it
   */
  boolean removeSecurityGroup(Tx tx, ServerId server, SecurityGroupId group);

  /**
   * What a host must know of a network card.
   *
   * @param groups the names of its security groups
   */
  record Nic(PortId id, String mac, int mtu, List<String> groups) {}

  /** The same for every network, for the instance's list of group names. */
  record Group(SecurityGroupId id, String name) {}

  /**
   * @param addresses fixed addresses
   * @param up whether its host reported that traffic can pass
   */
  record Port(
      PortId id,
      NetworkId network,
      String networkName,
      String mac,
      int mtu,
      List<Address> addresses,
      List<Group> groups,
      boolean up) {}

  /** A fixed address; version is 4 or 6. */
  record Address(String subnetId, String address, int version) {}
}
