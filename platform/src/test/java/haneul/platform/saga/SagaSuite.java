package haneul.platform.saga;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.error.CloudException;
import haneul.platform.saga.SagaTable.Row;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Fails, repeats and undoes each step of a saga, and looks at what is left. A saga's test is a
 * {@link Scenario} and
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> everyStep() {
 *   return SagaSuite.of(() -> new CreateServerScenario(TestStores.sqlite()));
 * }
 * }</pre>
 *
 * <p>It takes the steps itself, one after another on the test's thread, with the code that takes
 * them in the program; no saga runs by itself. In every run a second controller comes late to every
 * step.
 */
public final class SagaSuite {
  private static final int MOST_ADVANCES = 1_000;

  private SagaSuite() {}

  /** A fresh world in which the saga is run once. */
  public interface Scenario extends AutoCloseable {
    Store store();

    /** The saga under test. */
    Saga saga();

    /** Does what a request does, up to the commit of the transaction that begins the saga. */
    void begin(Sagas sagas);

    /** Makes the condition of the named await hold, as a host's report would. */
    default void happen(Tx tx, String await) {}

    /** What an undo must take back: the rows the steps make, without those that tell of the end. */
    Object leftovers(Tx tx);

    /** What there is once the saga is done: the same however often its steps were tried. */
    Object result(Tx tx);

    @Override
    default void close() {}
  }

  /** The tests of a saga, each in a scenario of its own. */
  public static Stream<DynamicTest> of(Supplier<Scenario> scenarios) {
    Plan plan;
    Object result;
    try (Scenario scenario = scenarios.get()) {
      plan = Plan.of(scenario.saga());
      new Trial(scenario, scenario.saga()).runsTo(Stepper.Outcome.DONE);
      result = scenario.store().read(scenario::result);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (int at = 0; at < plan.steps().size(); at++) {
      if (plan.steps().get(at) instanceof Saga.PointOfNoReturn) {
        continue;
      }
      String step = plan.steps().get(at).name();
      tests.add(
          test(
              step + " is tried thrice",
              scenarios,
              scenario -> {
                new Trial(scenario, BrokenSaga.passing(scenario.saga(), step, 2))
                    .runsTo(Stepper.Outcome.DONE);
                assertThat(scenario.store().read(scenario::result)).isEqualTo(result);
              }));
      if (plan.canUndo(at)) {
        tests.add(
            test(
                step + " fails, all is undone",
                scenarios,
                scenario -> isUndone(scenario, BrokenSaga.failing(scenario.saga(), step, 1))));
        tests.add(
            test(
                step + " fails, each undo is tried thrice",
                scenarios,
                scenario ->
                    isUndone(
                        scenario,
                        BrokenSaga.undoneByFits(BrokenSaga.failing(scenario.saga(), step, 1), 2))));
      } else {
        tests.add(
            test(
                step + " fails twice, then works",
                scenarios,
                scenario -> {
                  new Trial(scenario, BrokenSaga.failing(scenario.saga(), step, 2))
                      .runsTo(Stepper.Outcome.DONE);
                  assertThat(scenario.store().read(scenario::result)).isEqualTo(result);
                }));
      }
    }
    return tests.stream();
  }

  private static void isUndone(Scenario scenario, Saga saga) {
    Trial trial = new Trial(scenario, saga);
    trial.runsTo(Stepper.Outcome.UNDONE);
    assertThat(scenario.store().read(scenario::leftovers)).isEqualTo(trial.before);
  }

  private static DynamicTest test(
      String name, Supplier<Scenario> scenarios, Consumer<Scenario> check) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          try (Scenario scenario = scenarios.get()) {
            check.accept(scenario);
          }
        });
  }

  /** One run in one scenario. */
  private static final class Trial {
    private final Scenario scenario;
    private final Store store;
    private final Object before;
    private final Plan plan;
    private final Stepper stepper;
    private Row row;

    Trial(Scenario scenario, Saga saga) {
      this.scenario = scenario;
      this.store = scenario.store();
      this.plan = Plan.of(saga);
      this.stepper = new Stepper(store, InstantSource.system());
      this.before = store.read(scenario::leftovers);
      // Closed, it writes down what is begun and runs nothing.
      Sagas sagas = new Sagas(store, InstantSource.system(), List.of(saga));
      sagas.close();
      scenario.begin(sagas);
      Instant soon = Instant.now().plusSeconds(60);
      List<String> ids = store.read(tx -> SagaTable.standing(tx, Set.of(saga.kind()), soon, 10));
      assertThat(ids).as("sagas of kind " + saga.kind() + " after the request").hasSize(1);
      this.row = store.read(tx -> SagaTable.find(tx, ids.getFirst())).orElseThrow();
    }

    void runsTo(Stepper.Outcome outcome) {
      boolean happened = false;
      for (int i = 0; i < MOST_ADVANCES; i++) {
        Row earlier = row;
        switch (advanceOrFail()) {
          case Stepper.Go go -> {
            row = go.row();
            happened = false;
            comesLate(earlier);
          }
          case Stepper.Park park -> {
            String step = plan.steps().get(row.step()).name();
            assertThat(happened).as(step + " still waits after it happened").isFalse();
            store.run(tx -> scenario.happen(tx, step));
            happened = true;
          }
          case Stepper.End end -> {
            assertThat(end.outcome()).isEqualTo(outcome);
            assertThat(stepper.advance(plan, earlier))
                .isEqualTo(new Stepper.End(Stepper.Outcome.ELSEWHERE));
            return;
          }
        }
      }
      throw new AssertionError("not over after " + MOST_ADVANCES + " tries, at step " + row.step());
    }

    private Stepper.Next advanceOrFail() {
      try {
        return stepper.advance(plan, row);
      } catch (CloudException e) {
        if (BrokenSaga.broke(e)) {
          return new Stepper.Go(row);
        }
        throw e;
      }
    }

    private void comesLate(Row earlier) {
      if (!earlier.sameStep(row)) {
        assertThat(stepper.advance(plan, earlier))
            .as("a second controller at the same step")
            .isInstanceOfSatisfying(
                Stepper.Go.class, late -> assertThat(late.row().sameStep(row)).isTrue());
      }
    }
  }
}
