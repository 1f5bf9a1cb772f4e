package haneul.platform.saga;

import haneul.base.error.CloudException;
import haneul.platform.store.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A change in several steps that is finished or undone whatever dies in between. One class an
 * operation; {@link #plan} is its first screen.
 *
 * <p>Each step runs in one transaction with the record that it ran: it happens exactly once. A step
 * that fails before the point of no return has the steps before it undone, last first; after that
 * point a step is tried again until it succeeds. A failure of kind UNAVAILABLE is passing: the step
 * is tried again on both sides of that point.
 */
public interface Saga {
  /** The name in the store and in logs: {@code create-server}. Never changes once released. */
  String kind();

  /** The steps, in order. Steps of a released kind are only ever added at the end. */
  List<Step> plan();

  /** Runs in the last transaction of an undone saga, e.g. to put the server into ERROR. */
  void failed(Tx tx, Run run, CloudException why);

  /** A step of a plan. */
  sealed interface Step {
    String name();
  }

  /** Does its work in the store; its undo takes back what it did. */
  record Do(String name, Work work, Work undo) implements Step {}

  /**
   * Waits until the store shows something, usually what a host reported. Nothing to undo.
   *
   * @param atMost how long before it counts as failed; empty: for ever
   */
  record Await(String name, Condition until, Optional<Duration> atMost) implements Step {}

  /** From here on there is no way back. */
  record PointOfNoReturn() implements Step {
    @Override
    public String name() {
      return "point-of-no-return";
    }
  }

  /** SQL only, as it may run more than once before it commits. */
  interface Work {
    void run(Tx tx, Run run);
  }

  /** Looks, changes nothing. What it throws fails the step. */
  interface Condition {
    boolean holds(Tx tx, Run run);
  }

  /** A step. */
  static Step step(String name, Work work, Work undo) {
    return new Do(name, work, undo);
  }

  /** A step after the point of no return, or one that leaves nothing to undo. */
  static Step step(String name, Work work) {
    return new Do(name, work, (tx, run) -> {});
  }

  /**
   * Parks the saga until the condition holds; checked when its subject is woken and now and then.
   */
  static Step await(String name, Condition until) {
    return new Await(name, until, Optional.empty());
  }

  /** The same, failing when the condition does not hold in time: before the point of no return. */
  static Step await(String name, Duration atMost, Condition until) {
    return new Await(name, until, Optional.of(atMost));
  }

  static Step pointOfNoReturn() {
    return new PointOfNoReturn();
  }
}
