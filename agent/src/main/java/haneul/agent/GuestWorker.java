package haneul.agent;

import haneul.base.CrashPoint;
import haneul.base.host.ControlAway;
import haneul.base.host.WantedGuest;
import haneul.base.id.ServerId;
import haneul.drivers.spi.GuestDriver;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Performs an action on one guest, on the calling thread. Safe to be killed at any step: a wish is
 * recorded after it is done, so the next agent decides the same again, and each step does nothing
 * when it was done.
 */
final class GuestWorker {
  private static final Logger LOG = System.getLogger(GuestWorker.class.getName());

  private final GuestDriver driver;
  private final NetworkReconciler networks;
  private final ImageCache images;
  private final Faults faults;
  private final AgentTiming timing;

  /** Making disks and starting engines at once: no more than the host's processors can feed. */
  private final Semaphore heavy =
      new Semaphore(Math.max(4, Runtime.getRuntime().availableProcessors()), true);

  GuestWorker(
      GuestDriver driver,
      NetworkReconciler networks,
      ImageCache images,
      Faults faults,
      AgentTiming timing) {
    this.driver = driver;
    this.networks = networks;
    this.images = images;
    this.faults = faults;
    this.timing = timing;
  }

  /**
   * @param revision of the wanted state that the action was decided on
   */
  void perform(ServerId id, GuestAction action, long revision) throws InterruptedException {
    switch (action) {
      case GuestAction.Nothing _ -> {}
      case GuestAction.Destroy _ -> destroy(id);
      case GuestAction.Wish wish -> performWish(wish, revision);
    }
  }

  /** Not given up: what is not wanted must go. The reconciler asks again. */
  private void destroy(ServerId id) throws InterruptedException {
    try {
      driver.destroy(id);
      CrashPoint.reach("agent/guest:destroyed");
      faults.clear(id);
    } catch (IOException | RuntimeException failed) {
      stopIfInterrupted(failed);
      LOG.log(Level.WARNING, "server {0}: cannot be destroyed: {1}", id, sentence(failed));
      faults.put(id, new Faults.Fault(0, "It cannot be destroyed: " + sentence(failed)));
      Thread.sleep(timing.firstRetry().multipliedBy(4));
    }
  }

  private void performWish(GuestAction.Wish wish, long revision) throws InterruptedException {
    ServerId id = wish.guest().id();
    long epoch = wish.guest().power().epoch();
    Duration pause = timing.firstRetry();
    for (int attempt = 1; ; ) {
      try {
        tryWish(wish, revision);
        driver.recordPowerEpoch(id, epoch);
        faults.clear(id);
        CrashPoint.reach("agent/guest:recorded");
        return;
      } catch (ControlAway away) {
        // No fault of the guest's: it waits until control is back, or the guest is not wanted.
        stopIfInterrupted(away);
        LOG.log(Level.WARNING, "server {0} waits: {1}", id, sentence(away));
      } catch (IOException | RuntimeException failed) {
        stopIfInterrupted(failed);
        LOG.log(
            Level.WARNING,
            "server {0}: {1} failed (attempt {2} of {3}): {4}",
            id,
            wish.guest().power().action(),
            attempt,
            timing.attempts(),
            sentence(failed));
        if (attempt >= timing.attempts()) {
          giveUp(id, epoch, failed);
          return;
        }
        attempt++;
      }
      Thread.sleep(pause);
      pause = timing.nextRetry(pause);
    }
  }

  private void tryWish(GuestAction.Wish wish, long revision)
      throws IOException, InterruptedException {
    WantedGuest guest = wish.guest();
    switch (wish) {
      case GuestAction.MarkDone _ -> {}
      case GuestAction.Start _ -> {
        prepare(guest);
        start(guest, revision);
      }
      case GuestAction.Stop _ -> {
        prepare(guest);
        driver.stop(guest.id(), timing.patience());
      }
      case GuestAction.RestartSoft _ -> {
        if (!driver.rebootSoft(guest.id(), timing.patience())) {
          restartHard(guest, revision);
        }
      }
      case GuestAction.RestartHard _ -> {
        prepare(guest);
        restartHard(guest, revision);
      }
    }
  }

  private void restartHard(WantedGuest guest, long revision)
      throws IOException, InterruptedException {
    driver.stop(guest.id(), Duration.ZERO);
    CrashPoint.reach("agent/guest:plug-pulled");
    start(guest, revision);
  }

  private void prepare(WantedGuest guest) throws IOException, InterruptedException {
    heavy.acquire();
    try {
      Path image = images.fetched(guest.image());
      CrashPoint.reach("agent/guest:image");
      driver.prepare(guest, image);
      CrashPoint.reach("agent/guest:prepared");
    } finally {
      heavy.release();
    }
  }

  private void start(WantedGuest guest, long revision) throws IOException, InterruptedException {
    Map<String, String> taps = networks.awaitTaps(guest, revision, timing.networkLimit());
    heavy.acquire();
    try {
      driver.start(guest, taps);
      CrashPoint.reach("agent/guest:started");
    } finally {
      heavy.release();
    }
  }

  private void giveUp(ServerId id, long epoch, Exception failed) {
    faults.put(id, new Faults.Fault(epoch, told(failed)));
    if (driver.guests().containsKey(id)) {
      try {
        driver.recordPowerEpoch(id, epoch);
      } catch (IOException notRecorded) {
        // It counts as done for as long as this agent lives; the next one tries once more.
        LOG.log(Level.WARNING, "server {0}: {1}", id, sentence(notRecorded));
      }
    }
  }

  private static void stopIfInterrupted(Exception failed) throws InterruptedException {
    if (failed instanceof InterruptedIOException || Thread.interrupted()) {
      throw new InterruptedException(sentence(failed));
    }
  }

  /** What the server's owner reads: what drivers say, but not a library's words nor its files. */
  static String told(Exception failed) {
    boolean ours =
        failed instanceof IOException
            && !(failed instanceof FileSystemException)
            && failed.getMessage() != null;
    return ours ? sentence(failed) : "The host could not do it; its log says why.";
  }

  private static String sentence(Exception failed) {
    return failed.getMessage() == null ? failed.toString() : failed.getMessage();
  }
}
