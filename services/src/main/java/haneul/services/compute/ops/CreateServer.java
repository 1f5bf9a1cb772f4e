package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.HostName;
import haneul.platform.link.Hosts;
import haneul.platform.saga.Run;
import haneul.platform.saga.Saga;
import haneul.platform.saga.Sagas;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.store.ComputeStore;
import haneul.services.network.contract.ServerPorts;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives an admitted server a host and ports, and hands it over to the host. The host's report makes
 * it ACTIVE later ({@code ServerStates}).
 *
 * <p>Owns the server's {@code host}, {@code creating} and task state until it ends. A delete may
 * come at any time: it only sets the task state, this sees that and gives up, and the delete's own
 * saga waits until {@code creating} is false.
 */
public final class CreateServer implements Saga {
  public static final String KIND = "create-server";

  private final ComputeStore store;
  private final ServerPorts ports;
  private final Hosts hosts;
  private final HostClaims claims;
  private final InstantSource clock;
  private final Supplier<Sagas> sagas;

  public CreateServer(
      ComputeStore store,
      ServerPorts ports,
      Hosts hosts,
      HostClaims claims,
      InstantSource clock,
      Supplier<Sagas> sagas) {
    this.store = store;
    this.ports = ports;
    this.hosts = hosts;
    this.claims = claims;
    this.clock = clock;
    this.sagas = sagas;
  }

  @Override
  public List<Step> plan() {
    return List.of(Saga.step("place", this::place));
  }

  @Override
  public String kind() {
    return KIND;
  }

  /** Host, ports and the word to the host are one transaction: there is nothing to take back. */
  private void place(Tx tx, Run run) {
    Server server = live(tx, run);
    HostName host = claims.choose(tx, server);
    Server.Nics nics = server.boot().nics();
    if (!nics.asked().isEmpty()) {
      ports.allocate(
          tx,
          server.id(),
          server.project(),
          host,
          server.boot().hostname(),
          nics.asked(),
          nics.groups());
    }
    store.servers().handOver(tx, server.id(), host, hosts.change(tx, host), clock.instant());
  }

  @Override
  public void failed(Tx tx, Run run, CloudException why) {
    Server server = row(tx, run);
    boolean deleted = server.state().is(TaskState.DELETING);
    Optional<Server.Fault> fault =
        deleted
            ? Optional.empty()
            : Optional.of(new Server.Fault(500, why.message(), clock.instant()));
    store.servers().creationFailed(tx, server.id(), fault, clock.instant());
    store.actions().finish(tx, server.id(), false, Optional.of(why.message()), clock.instant());
    tx.afterCommit(() -> sagas.get().wake(run.subject()));
  }

  private Server row(Tx tx, Run run) {
    return store
        .servers()
        .find(tx, run.subject())
        .orElseThrow(() -> new IllegalStateException("no row of server " + run.subject()));
  }

  /** The server, unless its owner has deleted it meanwhile. */
  private Server live(Tx tx, Run run) {
    Server server = row(tx, run);
    if (server.state().is(TaskState.DELETING)) {
      throw CloudException.conflict("Deleted", "The server was deleted while it was being made.");
    }
    return server;
  }
}
