package haneul.platform.saga;

import haneul.base.CrashPoint;
import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.saga.SagaTable.Row;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Takes a saga one step further, or one step back. The row it is given may be stale: every
 * transaction reads it anew, and does nothing when another controller has moved it.
 */
final class Stepper {
  private static final System.Logger LOG = System.getLogger(Stepper.class.getName());

  private final Store store;
  private final InstantSource clock;

  Stepper(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Where a saga stands after a look at it. */
  sealed interface Next {}

  /** There is more to do at once. */
  record Go(Row row) implements Next {}

  /** Its condition does not hold yet. */
  record Park(Row row) implements Next {}

  /** It is over. */
  record End(Outcome outcome) implements Next {}

  enum Outcome {
    DONE,
    UNDONE,
    /** Another controller ended it. */
    ELSEWHERE
  }

  /** One transaction's worth of progress. What it throws is passing: call it again later. */
  Next advance(Plan plan, Row row) {
    if (row.undoing()) {
      return row.step() < 0 ? fail(plan, row) : undo(plan, row);
    }
    if (row.step() >= plan.steps().size()) {
      return changing(row, this::done);
    }
    try {
      return switch (plan.steps().get(row.step())) {
        case Saga.Do step -> run(plan, row, step);
        case Saga.Await step -> look(plan, row, step);
        case Saga.PointOfNoReturn none -> changing(row, (tx, now) -> forward(tx, plan, now));
      };
    } catch (RuntimeException e) {
      boolean passing = e instanceof CloudException cloud && cloud.kind() == ErrorKind.UNAVAILABLE;
      if (passing || !plan.canUndo(row.step())) {
        throw e;
      }
      return giveUp(plan, row, e);
    }
  }

  private Next run(Plan plan, Row row, Saga.Do step) {
    String point = plan.saga().kind() + "/" + step.name();
    CrashPoint.reach(point);
    Next next =
        changing(
            row,
            (tx, now) -> {
              step.work().run(tx, now.run());
              return forward(tx, plan, now);
            });
    CrashPoint.reach(point + ":done");
    return next;
  }

  /** Most looks find nothing new, so they write nothing. */
  private Next look(Plan plan, Row row, Saga.Await step) {
    boolean holds = store.read(tx -> step.until().holds(tx, row.run()));
    if (holds) {
      return changing(
          row,
          (tx, now) -> step.until().holds(tx, now.run()) ? forward(tx, plan, now) : new Park(now));
    }
    if (step.atMost().isPresent() && isLate(row.reachedAt(), step.atMost().get())) {
      throw CloudException.conflict(
          "Timeout",
          "Step " + step.name() + " took more than " + step.atMost().get().toSeconds() + " s.");
    }
    Optional<Row> now = store.read(tx -> SagaTable.find(tx, row.id()));
    return now.map(found -> row.sameStep(found) ? new Park(found) : (Next) new Go(found))
        .orElse(new End(Outcome.ELSEWHERE));
  }

  private boolean isLate(Instant since, Duration atMost) {
    return since.plus(atMost).isBefore(clock.instant());
  }

  private Next forward(Tx tx, Plan plan, Row row) {
    int next = plan.after(row.step());
    return next < plan.steps().size()
        ? new Go(SagaTable.move(tx, row, false, next, clock.instant()))
        : done(tx, row);
  }

  private Next done(Tx tx, Row row) {
    SagaTable.delete(tx, row);
    return new End(Outcome.DONE);
  }

  private Next giveUp(Plan plan, Row row, RuntimeException e) {
    CloudException why =
        e instanceof CloudException cloud
            ? cloud
            : CloudException.of(
                ErrorKind.INTERNAL, "InternalError", "An unexpected error stopped it.", e);
    LOG.log(
        System.Logger.Level.WARNING,
        () -> describe(plan, row) + " failed and is undone: " + why.message(),
        e instanceof CloudException ? null : e);
    return changing(
        row,
        (tx, now) ->
            new Go(
                SagaTable.move(
                    tx, SagaTable.blame(tx, now, why), true, now.step() - 1, clock.instant())));
  }

  private Next undo(Plan plan, Row row) {
    Saga.Step step = plan.steps().get(row.step());
    String point = plan.saga().kind() + "/" + step.name();
    CrashPoint.reach(point + ":undo");
    Next next =
        changing(
            row,
            (tx, now) -> {
              if (step instanceof Saga.Do work) {
                work.undo().run(tx, now.run());
              }
              return new Go(SagaTable.move(tx, now, true, now.step() - 1, clock.instant()));
            });
    CrashPoint.reach(point + ":undone");
    return next;
  }

  private Next fail(Plan plan, Row row) {
    return changing(
        row,
        (tx, now) -> {
          CloudException why =
              now.error().orElseGet(() -> CloudException.conflict("Undone", "It was undone."));
          plan.saga().failed(tx, now.run(), why);
          SagaTable.delete(tx, now);
          return new End(Outcome.UNDONE);
        });
  }

  /** Runs {@code change} if the saga still is where it was; it gets the row as it is now. */
  private Next changing(Row row, BiFunction<Tx, Row, Next> change) {
    return store.write(tx -> {
      Optional<Row> now = SagaTable.find(tx, row.id());
      if (now.isEmpty()) {
        return new End(Outcome.ELSEWHERE);
      }
      return row.sameStep(now.get()) ? change.apply(tx, now.get()) : new Go(now.get());
    });
  }

  static String describe(Plan plan, Row row) {
    String step =
        row.step() >= 0 && row.step() < plan.steps().size()
            ? plan.steps().get(row.step()).name()
            : "the end";
    return "saga %s of %s at %s%s"
        .formatted(
            plan.saga().kind(), row.run().subject(), row.undoing() ? "the undoing of " : "", step);
  }
}
