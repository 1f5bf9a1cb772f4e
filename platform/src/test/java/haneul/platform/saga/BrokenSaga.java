package haneul.platform.saga;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.store.Tx;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A saga with steps that fail after they have done their work. */
record BrokenSaga(Saga sound, UnaryOperator<Step> breaking) implements Saga {
  private static final String CODE = "BrokenOnPurpose";

  /** {@code step} fails the first so many times in a way that does not pass. */
  static Saga failing(Saga sound, String step, int times) {
    AtomicInteger left = new AtomicInteger(times);
    return new BrokenSaga(sound, each -> breakIf(each, step, left, ErrorKind.CONFLICT));
  }

  /** {@code step} fails the first so many times in a way that passes. */
  static Saga passing(Saga sound, String step, int times) {
    AtomicInteger left = new AtomicInteger(times);
    return new BrokenSaga(sound, each -> breakIf(each, step, left, ErrorKind.UNAVAILABLE));
  }

  private static Step breakIf(Step each, String step, AtomicInteger left, ErrorKind kind) {
    if (!each.name().equals(step)) {
      return each;
    }
    return switch (each) {
      case Do(String name, Work work, Work undo) ->
          new Do(
              name,
              (tx, run) -> {
                work.run(tx, run);
                fail(left, kind);
              },
              undo);
      case Await wait ->
          new Await(
              wait.name(),
              (tx, run) -> {
                fail(left, kind);
                return wait.until().holds(tx, run);
              },
              wait.atMost());
      case PointOfNoReturn point -> point;
    };
  }

  /** Every undo fails the first so many times. */
  static Saga undoneByFits(Saga sound, int times) {
    return new BrokenSaga(
        sound,
        each -> {
          if (!(each instanceof Do(String name, Work work, Work undo))) {
            return each;
          }
          AtomicInteger left = new AtomicInteger(times);
          return new Do(
              name,
              work,
              (tx, run) -> {
                undo.run(tx, run);
                fail(left, ErrorKind.CONFLICT);
              });
        });
  }

  private static void fail(AtomicInteger left, ErrorKind kind) {
    if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw CloudException.of(kind, CODE, "It was broken on purpose.");
    }
  }

  static boolean broke(RuntimeException e) {
    return e instanceof CloudException cloud && cloud.code().equals(CODE);
  }

  @Override
  public String kind() {
    return sound.kind();
  }

  @Override
  public List<Step> plan() {
    return sound.plan().stream().map(breaking).toList();
  }

  @Override
  public void failed(Tx tx, Run run, CloudException why) {
    sound.failed(tx, run, why);
  }
}
