package haneul.services.compute.reconcile;

import haneul.base.host.HostReport;
import haneul.base.id.HostName;
import haneul.base.id.ServerId;
import haneul.platform.link.HostReportSink;
import haneul.platform.saga.Sagas;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.VmState;
import haneul.services.compute.ops.ComputeHosts;
import haneul.services.compute.ops.HostClaims;
import haneul.services.compute.store.ActionStore;
import haneul.services.compute.store.ServerStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Applies {@link ServerStates} to the servers of the host that reports. Writes the rows that change
 * and no others. Owns vm, task and power state of servers whose create saga has ended, and {@code
 * gone}; API requests set task states beside it, in transactions of their own.
 */
public final class ComputeReports implements HostReportSink {
  private static final System.Logger LOG = System.getLogger(ComputeReports.class.getName());

  private final ServerStore servers;
  private final ActionStore actions;
  private final InstantSource clock;
  private final Supplier<Sagas> sagas;
  private final ComputeHosts hosts;
  private final HostClaims claims;

  public ComputeReports(
      ServerStore servers,
      ActionStore actions,
      ComputeHosts hosts,
      HostClaims claims,
      InstantSource clock,
      Supplier<Sagas> sagas) {
    this.servers = servers;
    this.actions = actions;
    this.hosts = hosts;
    this.claims = claims;
    this.clock = clock;
    this.sagas = sagas;
  }

  @Override
  public void accept(Tx tx, Optional<HostReport> last, HostReport report) {
    if (!claims.knows(report.host())) {
      tx.afterCommit(claims::lookAgain);
    }
    Map<ServerId, HostReport.Guest> guests = guests(report);
    for (Server server : concerned(tx, last, report)) {
      apply(
          tx,
          server,
          ServerStates.decide(
              server, report.revision(), Optional.ofNullable(guests.get(server.id()))));
    }
  }

  /** Those of which the host says something new, or of whose wish it may have heard by now. */
  private List<Server> concerned(Tx tx, Optional<HostReport> last, HostReport report) {
    if (last.isEmpty()) {
      return servers.onHost(tx, report.host());
    }
    Map<ServerId, HostReport.Guest> before = guests(last.get());
    Map<ServerId, HostReport.Guest> now = guests(report);
    Set<ServerId> ids = new HashSet<>(before.keySet());
    ids.addAll(now.keySet());
    ids.removeIf(id -> Objects.equals(before.get(id), now.get(id)));
    return servers.onHost(tx, report.host(), ids, last.get().revision());
  }

  private static Map<ServerId, HostReport.Guest> guests(HostReport report) {
    return report.guests().stream()
        .collect(
            Collectors.toMap(HostReport.Guest::id, Function.identity(), (first, same) -> same));
  }

  @Override
  public void changed(Tx tx, HostName host) {
    hosts.forgetIfGone(tx, host);
    tx.afterCommit(claims::lookAgain);
  }

  private void apply(Tx tx, Server server, ServerStates.Decision decision) {
    Instant now = clock.instant();
    switch (decision) {
      case ServerStates.Nothing none -> {}
      case ServerStates.Gone gone -> {
        servers.gone(tx, server.id());
        tx.afterCommit(() -> sagas.get().wake(server.id().value()));
      }
      case ServerStates.Change change -> {
        Optional<Server.Fault> fault =
            change
                .fault()
                .filter(why -> change.vm() == VmState.ERROR)
                .map(why -> new Server.Fault(500, why, now));
        servers.state(
            tx,
            server.id(),
            change.vm(),
            change.task(),
            change.power(),
            change.launched(),
            fault,
            now);
        if (change.ends()) {
          actions.finish(tx, server.id(), change.fault().isEmpty(), change.fault(), now);
        }
        tx.afterCommit(() -> log(server, change));
      }
    }
  }

  private static void log(Server server, ServerStates.Change change) {
    String line = "server " + server.id() + " is " + change.vm().text();
    change
        .fault()
        .ifPresentOrElse(
            why -> LOG.log(System.Logger.Level.WARNING, line + ": " + why),
            () -> LOG.log(System.Logger.Level.INFO, line));
  }
}
