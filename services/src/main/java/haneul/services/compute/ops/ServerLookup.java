package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.store.ServerStore;

/** Finds the server a request is about. */
public final class ServerLookup {
  private ServerLookup() {}

  /** 404 when there is none, or it is another project's. */
  public static Server find(Tx tx, ServerStore servers, Caller caller, String id) {
    return servers
        .find(tx, id)
        .filter(server -> caller.sees(server.project()))
        .orElseThrow(() -> notFound(id));
  }

  /** {@link #find}, and 409 when it is locked and the caller is no administrator. */
  public static Server findUnlocked(Tx tx, ServerStore servers, Caller caller, String id) {
    Server server = find(tx, servers, caller, id);
    if (server.lock().locked() && !caller.isAdmin()) {
      throw CloudException.conflict("InstanceIsLocked", "Instance " + id + " is locked");
    }
    return server;
  }

  public static CloudException notFound(String id) {
    return CloudException.notFound("InstanceNotFound", "Instance " + id + " could not be found.");
  }

  /** nova's 409: {@code Cannot 'stop' instance X while it is in vm_state stopped}. */
  public static CloudException cannot(String what, Server server, String attribute, String state) {
    return CloudException.conflict(
        "InstanceInvalidState",
        "Cannot '%s' instance %s while it is in %s %s"
            .formatted(what, server.id(), attribute, state));
  }

  /** Refuses {@code what} on a server that is on its way out. */
  public static void requireNotDeleting(String what, Server server) {
    if (server.state().is(TaskState.DELETING)) {
      throw cannot(what, server, "task_state", TaskState.DELETING.text());
    }
  }

  /** Refuses {@code what} while anything is being done to the server. */
  public static void requireIdle(String what, Server server) {
    if (server.state().task().isPresent()) {
      TaskState task = server.state().task().get();
      throw cannot(what, server, "task_state", task.text());
    }
  }
}
