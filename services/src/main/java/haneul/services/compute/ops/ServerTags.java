package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.store.ComputeStore;
import java.util.List;

/** The tags of servers. */
public final class ServerTags {
  private static final int MOST = 50;

  private final Store database;
  private final ComputeStore store;

  public ServerTags(Store database, ComputeStore store) {
    this.database = database;
    this.store = store;
  }

  public List<String> list(Caller caller, String id) {
    return database.read(tx -> {
      Server server = ServerLookup.find(tx, store.servers(), caller, id);
      return of(tx, server);
    });
  }

  private List<String> of(Tx tx, Server server) {
    return store.tags().of(tx, List.of(server.id())).getOrDefault(server.id(), List.of());
  }

  /** These tags and no others. */
  public void replace(Caller caller, String id, List<String> tags) {
    database.run(tx -> {
      Server server = ServerLookup.findUnlocked(tx, store.servers(), caller, id);
      store.tags().clear(tx, List.of(server.id().value()));
      tags.forEach(tag -> store.tags().add(tx, server.id(), tag));
    });
  }

  /** Whether the tag is new. */
  public boolean add(Caller caller, String id, String tag) {
    return database.write(tx -> {
      Server server = ServerLookup.findUnlocked(tx, store.servers(), caller, id);
      List<String> has = of(tx, server);
      if (has.contains(tag)) {
        return false;
      }
      if (has.size() >= MOST) {
        throw CloudException.badRequest("The number of tags exceeded the per-server limit " + MOST);
      }
      store.tags().add(tx, server.id(), tag);
      return true;
    });
  }

  public void remove(Caller caller, String id, String tag) {
    database.run(tx -> {
      Server server = ServerLookup.findUnlocked(tx, store.servers(), caller, id);
      if (!store.tags().remove(tx, server.id(), tag)) {
        throw notFound(id, tag);
      }
    });
  }

  public static CloudException notFound(String id, String tag) {
    return CloudException.notFound("TagNotFound", "Server " + id + " has no tag '" + tag + "'");
  }
}
