package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.store.Store;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.Usage;
import haneul.services.compute.store.ComputeStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Who used how much, from the server rows: those of deleted servers are kept for it. */
public final class UsageReports {
  private static final int MOST_AT_ONCE = 20_000;

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
   * @param limit of a page; empty: all of them, if they are not too many
   */
  public record Wanted(
      Optional<ProjectId> project,
      Instant begin,
      Instant end,
      Optional<String> marker,
      OptionalInt limit) {
    boolean paged() {
      return limit.isPresent();
    }
  }

  public Instant now() {
    return clock.instant();
  }

  /** By project and server; the end is never in the future. */
  public List<Usage> usages(Wanted wanted) {
    Instant now = clock.instant();
    Instant end = wanted.end().isAfter(now) ? now : wanted.end();
    List<Usage.Run> runs =
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
              .ranWithin(
                  tx,
                  wanted.project(),
                  wanted.begin(),
                  end,
                  marker,
                  wanted.limit().orElse(MOST_AT_ONCE + 1));
        });
    if (!wanted.paged() && runs.size() > MOST_AT_ONCE) {
      throw CloudException.badRequest(
          "More than "
              + MOST_AT_ONCE
              + " servers ran in that time. Ask for a shorter one, or with microversion 2.40 or"
              + " later, which answers in pages.");
    }
    return runs.stream().map(run -> Usage.of(run, wanted.begin(), end, now)).toList();
  }

  private static boolean mayStartAfter(Server server, Wanted wanted) {
    return wanted.project().map(server.project()::equals).orElse(true);
  }
}
