package haneul.drivers.qemu;

import haneul.base.host.HostReport.GuestState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One run of a guest's QEMU, from its start (or from when we found it) to its end. A virtual thread
 * keeps the monitor connected, takes down the console, and is woken by QEMU's events. It alone
 * decides that the run is over, and tells its owner.
 */
final class QemuRun {
  /** Told on the run's thread. */
  interface Owner {
    /** The guest runs or is paused now. */
    void seen(GuestState state);

    /**
     * The guest has ended by itself and QEMU is about to be let go; how is to be made durable now.
     */
    void ending(GuestState how) throws IOException;

    /** QEMU is gone. */
    void gone();
  }

  private static final Logger LOG = System.getLogger(QemuRun.class.getName());
  private static final Set<String> STATE_EVENTS =
      Set.of("SHUTDOWN", "STOP", "RESUME", "SUSPEND", "WAKEUP", "GUEST_PANICKED");
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);
  private static final Duration QUIT_LIMIT = Duration.ofSeconds(3);
  private static final long TALKATIVE_PAUSE_MILLIS = 1_000;
  private static final long QUIET_PAUSE_MILLIS = 5_000;

  /** QEMU's socket appears within a tenth of a second of its start; waiting for it costs boots. */
  private static final int EAGER_TRIES = 500;

  private static final long EAGER_PAUSE_MILLIS = 3;
  private static final long LAZY_PAUSE_MILLIS = 500;

  private final GuestDirectory directory;
  private final GuestProcess process;
  private final ConsoleLog console;
  private final Owner owner;
  private final Semaphore wake = new Semaphore(0);
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final ReentrantLock draining = new ReentrantLock();
  private volatile @Nullable QmpClient monitor;
  private volatile @Nullable CountDownLatch restarted;
  private volatile boolean letGo;

  QemuRun(GuestDirectory directory, GuestProcess process, ConsoleLog console, Owner owner) {
    this.directory = directory;
    this.process = process;
    this.console = console;
    this.owner = owner;
  }

  void watch() {
    Thread.ofVirtual().name("guest " + directory.id()).start(this::live);
  }

  GuestProcess process() {
    return process;
  }

  /** Waits until the owner was told once how the guest is; false when not within {@code limit}. */
  boolean awaitReady(Duration limit) throws InterruptedException {
    return ready.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean isReady() {
    return ready.getCount() == 0;
  }

  /** Waits until QEMU is gone and the owner was told; false when not within {@code limit}. */
  boolean awaitOver(Duration limit) throws InterruptedException {
    return over.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Presses the guest's power button. */
  void powerButton() throws IOException {
    monitorOrFail().execute("system_powerdown", Map.of(), COMMAND_LIMIT);
  }

  /** Has the guest's next shutdown become a restart; the latch falls when it did. */
  CountDownLatch restartAtNextShutdown() {
    CountDownLatch latch = new CountDownLatch(1);
    restarted = latch;
    return latch;
  }

  void forgetRestart() {
    restarted = null;
  }

  /** Pulls the plug: asks QEMU to write out what it holds and to quit, kills it if it does not. */
  void pullPlug() throws InterruptedException {
    QmpClient client = monitor;
    if (client != null) {
      drainOrLog(client);
      quit(client);
    }
    if (client == null || !process.awaitEnd(QUIT_LIMIT)) {
      process.kill();
    }
  }

  /** Brings the console log up to date. */
  void drain() throws IOException {
    QmpClient client = monitor;
    if (client != null) {
      drain(client);
    }
  }

  /** Stops watching; QEMU runs on. */
  void letGo() {
    letGo = true;
    QmpClient client = monitor;
    if (client != null) {
      client.close();
    }
    wake.release();
  }

  private QmpClient monitorOrFail() throws IOException {
    QmpClient client = monitor;
    if (client == null) {
      throw new IOException("QEMU's monitor does not answer");
    }
    return client;
  }

  private void live() {
    int tries = 0;
    try {
      while (!letGo && process.isAlive()) {
        try (QmpClient client =
            QmpClient.connect(directory.qmpSocket(), COMMAND_LIMIT, this::heard, wake::release)) {
          monitor = client;
          tries = 0;
          serve(client);
        } catch (IOException notYet) {
          // Its socket is not there yet, or it is about to end; a hung one is tried for ever.
          tries++;
        } finally {
          monitor = null;
        }
        Thread.sleep(tries < EAGER_TRIES ? EAGER_PAUSE_MILLIS : LAZY_PAUSE_MILLIS);
      }
    } catch (InterruptedException ended) {
      letGo = true;
    } finally {
      if (!letGo) {
        owner.gone();
      }
      over.countDown();
    }
  }

  /** Only what changes the state wakes us: a guest can make other events without end. */
  private void heard(QmpEvent event) {
    if (STATE_EVENTS.contains(event.name())) {
      wake.release();
    }
  }

  private void serve(QmpClient client) throws IOException, InterruptedException {
    while (client.isOpen() && !letGo) {
      wake.drainPermits();
      GuestState state = status(client);
      boolean said = drain(client);
      if (QemuStatus.isEnd(state)) {
        if (state == GuestState.STOPPED && restart(client)) {
          continue;
        }
        owner.ending(state);
        ready.countDown();
        // The guest may have spoken between the last drain and its end.
        drain(client);
        quit(client);
        if (!process.awaitEnd(QUIT_LIMIT)) {
          process.kill();
        }
        return;
      }
      owner.seen(state);
      ready.countDown();
      wake.tryAcquire(said ? TALKATIVE_PAUSE_MILLIS : QUIET_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static GuestState status(QmpClient client) throws IOException {
    return QemuStatus.state(
        client.execute("query-status", Map.of(), COMMAND_LIMIT).path("status").asString(""));
  }

  private boolean restart(QmpClient client) throws IOException {
    CountDownLatch latch = restarted;
    if (latch == null) {
      return false;
    }
    restarted = null;
    client.execute("system_reset", Map.of(), COMMAND_LIMIT);
    client.execute("cont", Map.of(), COMMAND_LIMIT);
    latch.countDown();
    return true;
  }

  private void quit(QmpClient client) {
    try {
      client.execute("quit", Map.of(), QUIT_LIMIT);
    } catch (IOException hungUp) {
      // QEMU may be gone before it answers; whether it is, is seen by its process.
    }
  }

  private void drainOrLog(QmpClient client) {
    try {
      drain(client);
    } catch (IOException failed) {
      LOG.log(
          Level.DEBUG, "guest {0}: the end of its console is lost: {1}", directory.id(), failed);
    }
  }

  /** Whether the guest had said anything. */
  private boolean drain(QmpClient client) throws IOException {
    draining.lock();
    try {
      byte[] said =
          Base64.getDecoder()
              .decode(
                  client
                      .execute(
                          "ringbuf-read",
                          Map.of(
                              "device",
                              QemuCommandLine.CONSOLE,
                              "size",
                              QemuCommandLine.CONSOLE_RING_BYTES,
                              "format",
                              "base64"),
                          COMMAND_LIMIT)
                      .asString(""));
      if (said.length > 0) {
        console.append(said);
      }
      return said.length > 0;
    } finally {
      draining.unlock();
    }
  }
}
