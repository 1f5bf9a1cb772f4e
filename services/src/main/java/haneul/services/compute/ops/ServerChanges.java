package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.auth.Caller;
import haneul.platform.link.Hosts;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Quota.Resource;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.ServerAction;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.domain.VmState;
import haneul.services.compute.store.ComputeStore;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Changes that requests make to servers: one method, one transaction. */
public final class ServerChanges {
  private final Store database;
  private final ComputeStore store;
  private final ServerAdmission admission;
  private final DeleteServer delete;
  private final PowerServer power;
  private final Hosts hosts;
  private final InstantSource clock;

  public ServerChanges(
      Store database,
      ComputeStore store,
      ServerAdmission admission,
      DeleteServer delete,
      PowerServer power,
      Hosts hosts,
      InstantSource clock) {
    this.database = database;
    this.store = store;
    this.admission = admission;
    this.delete = delete;
    this.power = power;
    this.hosts = hosts;
    this.clock = clock;
  }

  /** See {@link ServerAdmission}. */
  public List<Server> create(Caller caller, String requestId, NewServer wish) {
    return database.write(tx -> admission.admit(tx, caller, requestId, wish));
  }

  /** 404 when the caller may not know of the server. */
  public void requireVisible(Caller caller, String id) {
    database.read(tx -> ServerLookup.find(tx, store.servers(), caller, id));
  }

  /** See {@link DeleteServer}. */
  public void delete(Caller caller, String requestId, String id) {
    database.run(tx -> {
      Server server = ServerLookup.findUnlocked(tx, store.servers(), caller, id);
      if (!server.state().is(TaskState.DELETING)) {
        begin(tx, caller, requestId, server, ServerAction.Kind.DELETE);
      }
      delete.begin(tx, server);
    });
  }

  /** See {@link PowerServer}. */
  public void power(Caller caller, String requestId, String id, PowerServer.Power what) {
    database.run(tx -> power.ask(tx, caller, requestId, id, what));
  }

  /**
   * What {@code PUT /servers/{id}} changes; empty stays as it is.
   *
   * @param description an inner empty value takes it away
   */
  public record Update(
      Optional<String> name,
      Optional<Optional<String>> description,
      Optional<String> hostname,
      Optional<String> accessIpv4,
      Optional<String> accessIpv6,
      Optional<String> diskConfig) {}

  public void update(Caller caller, String id, Update update) {
    database.run(tx -> {
      Server server = ServerLookup.findUnlocked(tx, store.servers(), caller, id);
      store
          .servers()
          .rename(
              tx,
              server.id(),
              update.name().orElse(server.name()),
              update.description().orElse(server.description()),
              clock.instant());
      store
          .servers()
          .access(
              tx,
              server.id(),
              new Server.Address(
                  update.accessIpv4().orElse(server.access().ipv4()),
                  update.accessIpv6().orElse(server.access().ipv6())),
              clock.instant());
      update
          .hostname()
          .ifPresent(name -> store.servers().hostname(tx, server.id(), name, clock.instant()));
      update
          .diskConfig()
          .ifPresent(how -> store.servers().diskConfig(tx, server.id(), how, clock.instant()));
      tellHost(tx, server);
    });
  }

  /** Changes the metadata and answers what it is then. */
  public Map<String, String> metadata(
      Caller caller, String id, UnaryOperator<Map<String, String>> change) {
    return database.write(tx -> {
      Server server = ServerLookup.findUnlocked(tx, store.servers(), caller, id);
      ServerLookup.requireNotDeleting("update metadata", server);
      Map<String, String> changed = change.apply(new LinkedHashMap<>(server.metadata()));
      int items =
          store
              .quotas()
              .limits(tx, server.project().value())
              .getOrDefault(Resource.METADATA_ITEMS, 0);
      if (items >= 0 && changed.size() > items) {
        throw CloudException.of(
            ErrorKind.OVER_QUOTA,
            "MetadataLimitExceeded",
            "Maximum number of metadata items exceeds " + items);
      }
      store.servers().metadata(tx, server.id(), changed, clock.instant());
      tellHost(tx, server);
      return changed;
    });
  }

  /** A lock that there is already is an administrator's alone to change, as in nova. */
  public void lock(Caller caller, String requestId, String id, Optional<String> reason) {
    database.run(tx -> {
      Server server = ServerLookup.find(tx, store.servers(), caller, id);
      if (server.lock().locked() && !caller.isAdmin()) {
        return;
      }
      store
          .servers()
          .lock(tx, server.id(), new Server.Lock(true, caller.isAdmin(), reason), clock.instant());
      done(tx, caller, requestId, server, ServerAction.Kind.LOCK);
    });
  }

  public void unlock(Caller caller, String requestId, String id) {
    database.run(tx -> {
      Server server = ServerLookup.find(tx, store.servers(), caller, id);
      if (server.lock().locked() && server.lock().byAdmin() && !caller.isAdmin()) {
        throw CloudException.forbidden(
            "Policy doesn't allow os_compute_api:os-lock-server:unlock:unlock_override to be"
                + " performed.");
      }
      store.servers().lock(tx, server.id(), Server.Lock.NONE, clock.instant());
      done(tx, caller, requestId, server, ServerAction.Kind.UNLOCK);
    });
  }

  /** An administrator says what a server is: ACTIVE or ERROR. */
  public void resetState(Caller caller, String id, VmState vm) {
    database.run(tx -> {
      Server server = ServerLookup.find(tx, store.servers(), caller, id);
      if (server.placement().creating() || server.state().is(TaskState.DELETING)) {
        throw ServerLookup.cannot(
            "resetState",
            server,
            "task_state",
            server.state().task().map(TaskState::text).orElse("none"));
      }
      store
          .servers()
          .state(
              tx,
              server.id(),
              vm,
              Optional.empty(),
              server.state().power(),
              false,
              Optional.empty(),
              clock.instant());
    });
  }

  private void tellHost(Tx tx, Server server) {
    if (server.placement().wanted()) {
      server.placement().host().ifPresent(host -> hosts.changed(tx, host));
    }
  }

  private void begin(
      Tx tx, Caller caller, String requestId, Server server, ServerAction.Kind kind) {
    store.actions().begin(tx, ServerAction.begun(server, requestId, kind, caller, clock.instant()));
  }

  /** Records what was done at once. */
  private void done(Tx tx, Caller caller, String requestId, Server server, ServerAction.Kind kind) {
    store
        .actions()
        .begin(tx, ServerAction.begun(server, requestId, kind, caller, clock.instant()).done());
  }
}
