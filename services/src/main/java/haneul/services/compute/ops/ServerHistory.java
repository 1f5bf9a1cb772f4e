package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.ServerAction;
import haneul.services.compute.store.ActionStore;
import haneul.services.compute.store.ComputeStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was asked of servers, and how it ended. */
public final class ServerHistory {
  private final Store database;
  private final ComputeStore store;

  public ServerHistory(Store database, ComputeStore store) {
    this.database = database;
    this.store = store;
  }

  /**
   * Which actions to list.
   *
   * @param deletedToo also of a server that is gone
   * @param marker request id of the last one of the page before
   */
  public record Wanted(
      boolean deletedToo,
      Optional<Instant> changedSince,
      Optional<Instant> changedBefore,
      Optional<String> marker,
      int limit) {}

  /** The newest first. */
  public List<ServerAction> list(Caller caller, String id, Wanted wanted) {
    return database.read(tx -> {
      Server server = server(tx, caller, id, wanted.deletedToo());
      Optional<ServerAction> marker =
          wanted
              .marker()
              .map(request ->
                  store
                      .actions()
                      .find(tx, server.id(), request)
                      .orElseThrow(
                          () -> CloudException.badRequest("marker [" + request + "] not found")));
      return store
          .actions()
          .list(
              tx,
              server.id(),
              new ActionStore.Listing(
                  wanted.changedSince(), wanted.changedBefore(), marker, wanted.limit()));
    });
  }

  public ServerAction show(Caller caller, String id, String requestId, boolean deletedToo) {
    return database.read(tx -> {
      Server server = server(tx, caller, id, deletedToo);
      return store
          .actions()
          .find(tx, server.id(), requestId)
          .orElseThrow(() ->
              CloudException.notFound(
                  "InstanceActionNotFound",
                  "Action for request_id %s on instance %s not found".formatted(requestId, id)));
    });
  }

  private Server server(Tx tx, Caller caller, String id, boolean deletedToo) {
    if (!deletedToo) {
      return ServerLookup.find(tx, store.servers(), caller, id);
    }
    return store
        .servers()
        .findAny(tx, id)
        .filter(server -> caller.sees(server.project()))
        .orElseThrow(() -> ServerLookup.notFound(id));
  }
}
