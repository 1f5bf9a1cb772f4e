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
 * come at any time: it only sets the task state, each step here sees that and gives up, and the
 * delete's own saga waits until {@code creating} is false.
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
    return List.of(
        Saga.step("claim-host", this::claimHost, this::releaseHost),
        Saga.step("allocate-ports", this::allocatePorts, this::releasePorts),
        Saga.step("hand-over", this::handOver),
        Saga.pointOfNoReturn());
  }

  @Override
  public String kind() {
    return KIND;
  }

  private void claimHost(Tx tx, Run run) {
    Server server = live(tx, run);
    HostName host = claims.choose(tx, server);
    store
        .servers()
        .place(tx, server.id(), Optional.of(host), TaskState.NETWORKING, clock.instant());
  }

  private void releaseHost(Tx tx, Run run) {
    Server server = row(tx, run);
    TaskState task = server.state().task().orElse(TaskState.SCHEDULING);
    boolean deleting = task == TaskState.DELETING;
    store
        .servers()
        .place(
            tx,
            server.id(),
            Optional.empty(),
            deleting ? task : TaskState.SCHEDULING,
            clock.instant());
  }

  private void allocatePorts(Tx tx, Run run) {
    Server server = live(tx, run);
    Server.Nics nics = server.boot().nics();
    if (!nics.asked().isEmpty()) {
      ports.allocate(
          tx,
          server.id(),
          server.project(),
          host(server),
          server.boot().hostname(),
          nics.asked(),
          nics.groups());
    }
  }

  private void releasePorts(Tx tx, Run run) {
    ports.release(tx, row(tx, run).id());
  }

  private void handOver(Tx tx, Run run) {
    Server server = live(tx, run);
    HostName host = host(server);
    hosts.changed(tx, host);
    store.servers().handOver(tx, server.id(), revision(tx, host), clock.instant());
  }

  private long revision(Tx tx, HostName host) {
    return hosts.find(tx, host).map(Hosts.Host::revision).orElse(0L);
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

  private static HostName host(Server server) {
    return server
        .placement()
        .host()
        .orElseThrow(() -> new IllegalStateException("server " + server.id() + " has no host"));
  }
}
