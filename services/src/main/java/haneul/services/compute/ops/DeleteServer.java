package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.HostName;
import haneul.platform.http.Json;
import haneul.platform.link.Hosts;
import haneul.platform.saga.Run;
import haneul.platform.saga.Saga;
import haneul.platform.saga.Sagas;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.ComputeSettings;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.store.ComputeStore;
import haneul.services.network.contract.ServerPorts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes a server off its host, and when the host says that nothing is left of it, gives back its
 * ports and claim. There is no way back from the start: every step is tried until it succeeds.
 *
 * <p>Owns {@code wanted} and the deletion of the row. Waits for the create saga to end first
 * ({@code creating}); a host that is silent holds the delete up, because its guest may still use
 * the addresses.
 */
public final class DeleteServer implements Saga {
  public static final String KIND = "delete-server";
  private static final int FORGET_AT_ONCE = 50;

  private final ComputeStore store;
  private final ServerPorts ports;
  private final Hosts hosts;
  private final ComputeSettings settings;
  private final InstantSource clock;
  private final Supplier<Sagas> sagas;

  public DeleteServer(
      ComputeStore store,
      ServerPorts ports,
      Hosts hosts,
      ComputeSettings settings,
      InstantSource clock,
      Supplier<Sagas> sagas) {
    this.store = store;
    this.ports = ports;
    this.hosts = hosts;
    this.settings = settings;
    this.clock = clock;
    this.sagas = sagas;
  }

  @Override
  public List<Step> plan() {
    return List.of(
        Saga.pointOfNoReturn(),
        Saga.await("creation-ended", this::creationEnded),
        Saga.step("unwant", this::unwant),
        Saga.await("host-let-go", this::hostLetGo),
        Saga.step("release-ports", this::releasePorts),
        Saga.step("remove", this::remove));
  }

  @Override
  public String kind() {
    return KIND;
  }

  /**
   * Begins a delete, in the request's transaction; nothing when one is under way. What no host has
   * or will have is gone with it: clients take a server that they see in ERROR after they asked for
   * its end for one that failed to.
   */
  public void begin(Tx tx, Server server) {
    if (server.state().is(TaskState.DELETING)) {
      return;
    }
    if (!server.placement().creating() && !server.placement().wanted()) {
      ports.release(tx, server.id());
      remove(tx, server);
    } else {
      store.servers().task(tx, server.id(), TaskState.DELETING, clock.instant());
      sagas.get().start(tx, KIND, server.id().value(), Json.object());
    }
  }

  private boolean creationEnded(Tx tx, Run run) {
    return find(tx, run).map(server -> !server.placement().creating()).orElse(true);
  }

  private void unwant(Tx tx, Run run) {
    Server server = row(tx, run);
    Optional<HostName> host = server.placement().host();
    if (host.isPresent() && server.placement().wanted()) {
      store.servers().unwant(tx, server.id(), hosts.change(tx, host.get()), clock.instant());
    } else {
      store.servers().gone(tx, server.id());
    }
  }

  private boolean hostLetGo(Tx tx, Run run) {
    Optional<Server> server = find(tx, run);
    return server.isEmpty()
        || server.get().placement().gone()
        || server.get().placement().host().flatMap(host -> hosts.find(tx, host)).isEmpty();
  }

  private void releasePorts(Tx tx, Run run) {
    ports.release(tx, row(tx, run).id());
  }

  private void remove(Tx tx, Run run) {
    remove(tx, row(tx, run));
  }

  private void remove(Tx tx, Server server) {
    Instant now = clock.instant();
    store.servers().deleted(tx, server.id(), now);
    store.groups().leave(tx, server.id());
    store.actions().finishDelete(tx, server.id(), now);
    List<String> old = store.servers().forget(tx, now.minus(settings.retention()), FORGET_AT_ONCE);
    if (!old.isEmpty()) {
      store.tags().clear(tx, old);
      store.actions().clear(tx, old);
    }
  }

  @Override
  public void failed(Tx tx, Run run, CloudException why) {
    throw new IllegalStateException("a delete is never undone");
  }

  private Optional<Server> find(Tx tx, Run run) {
    return store.servers().find(tx, run.subject());
  }

  private Server row(Tx tx, Run run) {
    return find(tx, run)
        .orElseThrow(() -> new IllegalStateException("no row of server " + run.subject()));
  }
}
