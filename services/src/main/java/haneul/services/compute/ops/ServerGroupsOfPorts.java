package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.SecurityGroupId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.store.ComputeStore;
import haneul.services.network.contract.ServerPorts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The security groups of all ports of a server. */
public final class ServerGroupsOfPorts {
  private final Store database;
  private final ComputeStore store;
  private final ServerPorts ports;

  public ServerGroupsOfPorts(Store database, ComputeStore store, ServerPorts ports) {
    this.database = database;
    this.store = store;
    this.ports = ports;
  }

  /** The groups of the caller's project. */
  public List<ServerPorts.ProjectGroup> list(Caller caller) {
    return database.write(tx -> ports.groupsOf(tx, caller));
  }

  /** Adds a group, by id or name; nothing when the server has it. */
  public void add(Caller caller, String server, String group) {
    change(caller, server, group, true);
  }

  /** Takes a group away; 404 when the server does not have it. */
  public void remove(Caller caller, String server, String group) {
    change(caller, server, group, false);
  }

  private void change(Caller caller, String id, String name, boolean add) {
    database.run(tx -> {
      Server server = ServerLookup.findUnlocked(tx, store.servers(), caller, id);
      ServerLookup.requireNotDeleting("change security groups of", server);
      SecurityGroupId group = ports.securityGroups(tx, caller, List.of(name)).getFirst();
      Set<SecurityGroupId> groups = current(tx, server);
      boolean changed = add ? groups.add(group) : groups.remove(group);
      if (!add && !changed) {
        throw CloudException.notFound(
            "SecurityGroupNotExistsForInstance",
            "Security group %s is not associated with the instance %s"
                .formatted(name, server.id()));
      }
      if (changed) {
        ports.setSecurityGroups(tx, server.id(), List.copyOf(groups));
      }
    });
  }

  private Set<SecurityGroupId> current(Tx tx, Server server) {
    List<ServerPorts.Port> its =
        ports.of(tx, List.of(server.id())).getOrDefault(server.id(), List.of());
    if (its.isEmpty()) {
      throw CloudException.badRequest(
          "Network requires port_security_enabled and subnet associated in order to apply"
              + " security groups.");
    }
    Set<SecurityGroupId> groups = new LinkedHashSet<>();
    its.forEach(port -> port.groups().forEach(group -> groups.add(group.id())));
    return groups;
  }
}
