package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.store.ComputeStore;
import haneul.services.network.contract.ServerPorts;
import java.util.List;

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

  /** Adds a group, by id or name, to those that each port has; nothing where one has it. */
  public void add(Caller caller, String server, String name) {
    change(
        caller,
        server,
        name,
        (tx, id, group) -> {
          if (!ports.addSecurityGroup(tx, id, group)) {
            throw CloudException.badRequest(
                "Network requires port_security_enabled and subnet associated in order to apply"
                    + " security groups.");
          }
        });
  }

  /** Takes a group away from all ports; 404 when none has it. */
  public void remove(Caller caller, String server, String name) {
    change(
        caller,
        server,
        name,
        (tx, id, group) -> {
          if (!ports.removeSecurityGroup(tx, id, group)) {
            throw CloudException.notFound(
                "SecurityGroupNotExistsForInstance",
                "Security group %s is not associated with the instance %s".formatted(name, id));
          }
        });
  }

  private interface Change {
    void make(Tx tx, ServerId server, SecurityGroupId group);
  }

  private void change(Caller caller, String id, String name, Change change) {
    database.run(tx -> {
      Server server = ServerLookup.findUnlocked(tx, store.servers(), caller, id);
      ServerLookup.requireNotDeleting("change security groups of", server);
      change.make(tx, server.id(), ports.securityGroups(tx, caller, List.of(name)).getFirst());
    });
  }
}
