package haneul.agent;

import haneul.base.host.HostReport.GuestState;
import haneul.base.host.HostWanted;
import haneul.base.host.WantedGuest;
import haneul.base.id.ServerId;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.GuestDriver.Observed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the host's guests as they shall be: decides for each guest, and gives it a thread of its
 * own for as long as there is something to do, so that a guest slow to shut down holds up no other.
 * Never two threads for one guest; only a deletion interrupts what is under way.
 */
final class GuestReconciler implements AutoCloseable {
  private final GuestDriver driver;
  private final WantedState wanted;
  private final GuestWorker worker;
  private final Faults faults;
  private final Runnable progressed;
  private final AgentTiming timing;
  private final Bell bell = new Bell();
  private final Map<ServerId, Busy> busy = new ConcurrentHashMap<>();
  private final Loop loop;
  private volatile long revision = -1;
  private volatile boolean closed;

  private record Busy(GuestAction action, Thread thread) {}

  /**
   * @param progressed rung when something was done about a guest
   */
  GuestReconciler(
      GuestDriver driver,
      WantedState wanted,
      GuestWorker worker,
      Faults faults,
      AgentTiming timing,
      Runnable progressed) {
    this.driver = driver;
    this.wanted = wanted;
    this.worker = worker;
    this.faults = faults;
    this.timing = timing;
    this.progressed = progressed;
    this.loop = Loop.start("agent guests", timing, this::turn);
  }

  void wake() {
    bell.ring();
  }

  /** The revision whose guests are all either as they shall be, or being worked on. */
  long revision() {
    return revision;
  }

  /** Guests that are being worked on: of these there may be something soon. */
  Set<ServerId> busy() {
    return Set.copyOf(busy.keySet());
  }

  /** Stops; what is under way is interrupted, and repeated by the next agent. */
  @Override
  public void close() {
    closed = true;
    loop.close();
    busy.values().forEach(one -> one.thread().interrupt());
  }

  private void turn() throws InterruptedException {
    Optional<HostWanted> now = wanted.get();
    if (now.isPresent()) {
      reconcile(now.get());
      revision = now.get().revision();
    }
    bell.await(timing.lookEvery());
  }

  private void reconcile(HostWanted now) {
    Map<ServerId, WantedGuest> wantedGuests = new HashMap<>();
    now.guests().forEach(guest -> wantedGuests.put(guest.id(), guest));
    Map<ServerId, Observed> observed = observed();
    Set<ServerId> all = new HashSet<>(observed.keySet());
    all.addAll(wantedGuests.keySet());
    for (ServerId id : all) {
      GuestAction action =
          GuestDecision.decide(
              Optional.ofNullable(wantedGuests.get(id)), Optional.ofNullable(observed.get(id)));
      dispatch(id, action, now.revision());
    }
  }

  /**
   * What the driver sees, and what is under way: who fetches an image has left no trace yet, and
   * must be stopped all the same. A wish that failed counts as performed.
   */
  private Map<ServerId, Observed> observed() {
    Map<ServerId, Observed> observed = new HashMap<>();
    busy().forEach(id -> observed.put(id, new Observed(GuestState.PREPARING, 0)));
    observed.putAll(driver.guests());
    faults
        .all()
        .forEach((id, fault) ->
            observed.merge(
                id,
                new Observed(GuestState.PREPARING, fault.powerEpoch()),
                (seen, failed) ->
                    new Observed(seen.state(), Math.max(seen.powerEpoch(), failed.powerEpoch()))));
    return observed;
  }

  private void dispatch(ServerId id, GuestAction action, long decidedOn) {
    if (action instanceof GuestAction.Nothing || closed) {
      return;
    }
    Busy running = busy.get(id);
    if (running != null) {
      if (action instanceof GuestAction.Destroy
          && !(running.action() instanceof GuestAction.Destroy)) {
        running.thread().interrupt();
      }
      return;
    }
    Thread thread =
        Thread.ofVirtual().name("agent guest " + id).unstarted(() -> work(id, action, decidedOn));
    busy.put(id, new Busy(action, thread));
    thread.start();
  }

  private void work(ServerId id, GuestAction action, long decidedOn) {
    try {
      worker.perform(id, action, decidedOn);
    } catch (InterruptedException superseded) {
      // What is wanted now is decided anew.
    } finally {
      busy.remove(id);
      bell.ring();
      progressed.run();
    }
  }
}
