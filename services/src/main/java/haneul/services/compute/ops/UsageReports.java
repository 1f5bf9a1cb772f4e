package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.store.Store;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.Usage;
import haneul.services.compute.store.ComputeStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who used how much, from the server rows: those of deleted servers are kept for it. */
public final class UsageReports {
  private final Store database;
  private final ComputeStore store;
  private final InstantSource clock;

  public UsageReports(Store database, ComputeStore store, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /**
   * What is asked for.
   *
   * @param project only this one's; empty: every project's
   * @param marker id of the last server of the page before
   */
  public record Wanted(
      Optional<ProjectId> project,
      Instant begin,
      Instant end,
      Optional<String> marker,
      int limit) {}

  public Instant now() {
    return clock.instant();
  }

  /** By project and server; the end is never in the future. */
  public List<Usage> usages(Wanted wanted) {
    Instant now = clock.instant();
    Instant end = wanted.end().isAfter(now) ? now : wanted.end();
    List<Server> servers =
        database.read(tx -> {
          Optional<Server> marker =
              wanted
                  .marker()
                  .map(id ->
                      store
                          .servers()
                          .findAny(tx, id)
                          .filter(server -> mayStartAfter(server, wanted))
                          .orElseThrow(
                              () -> CloudException.badRequest("marker [" + id + "] not found")));
          return store
              .queries()
              .ranWithin(tx, wanted.project(), wanted.begin(), end, marker, wanted.limit());
        });
    List<Usage> usages = new ArrayList<>();
    for (Server server : servers) {
      server
          .moments()
          .launched()
          .ifPresent(launched -> usages.add(Usage.of(server, launched, wanted.begin(), end, now)));
    }
    return usages;
  }

  private static boolean mayStartAfter(Server server, Wanted wanted) {
    return wanted.project().map(server.project()::equals).orElse(true);
  }
}
