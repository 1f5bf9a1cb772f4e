package haneul.platform.saga;

import java.util.List;
import java.util.stream.Stream;

/** A saga and its steps, checked once. */
record Plan(Saga saga, List<Saga.Step> steps) {
  Plan {
    steps = List.copyOf(steps);
    long names = steps.stream().map(Saga.Step::name).distinct().count();
    if (names != steps.size()) {
      throw new IllegalArgumentException(saga.kind() + " has two steps of the same name");
    }
    boolean limited =
        afterPointOfNoReturn(steps)
            .anyMatch(step -> step instanceof Saga.Await wait && wait.atMost().isPresent());
    if (limited) {
      throw new IllegalArgumentException(
          saga.kind() + " cannot fail after its point of no return, so it cannot give up waiting");
    }
  }

  static Plan of(Saga saga) {
    return new Plan(saga, saga.plan());
  }

  private static Stream<Saga.Step> afterPointOfNoReturn(List<Saga.Step> steps) {
    return steps.stream().dropWhile(step -> !(step instanceof Saga.PointOfNoReturn));
  }

  /** Whether a failure of step {@code at} has the ones before it undone. */
  boolean canUndo(int at) {
    return steps.subList(0, at).stream().noneMatch(Saga.PointOfNoReturn.class::isInstance);
  }

  /** The step that follows {@code at}; a point of no return is passed with the step before it. */
  int after(int at) {
    int next = at + 1;
    while (next < steps.size() && steps.get(next) instanceof Saga.PointOfNoReturn) {
      next++;
    }
    return next;
  }
}
