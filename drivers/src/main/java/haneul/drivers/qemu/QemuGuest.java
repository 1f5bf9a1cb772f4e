package haneul.drivers.qemu;

import haneul.base.CrashPoint;
import haneul.base.host.HostReport.GuestState;
import haneul.base.host.WantedGuest;
import haneul.drivers.spi.GuestDriver.Observed;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One guest. Operations exclude each other ({@link #operation}); what is seen of the guest is kept
 * by its run's thread and read by anyone.
 *
 * <p>Files are written so that a kill at any step leaves a guest that the same operation, repeated,
 * completes: the run record before QEMU starts, {@code guest.json} after all else of a preparation.
 */
final class QemuGuest {
  private static final Logger LOG = System.getLogger(QemuGuest.class.getName());
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private static final Duration READY_LIMIT = Duration.ofSeconds(6);

  /** Some guests miss the power button while they boot. */
  private static final Duration POWER_BUTTON_EVERY = Duration.ofSeconds(3);

  private final QemuHost host;
  private final GuestDirectory directory;
  private final ConsoleLog console;
  private final ReentrantLock operation = new ReentrantLock();
  private volatile GuestState state = GuestState.PREPARING;
  private volatile long powerEpoch;
  private volatile @Nullable QemuRun run;

  QemuGuest(QemuHost host, GuestDirectory directory) {
    this.host = host;
    this.directory = directory;
    this.console = new ConsoleLog(directory.console());
  }

  /** Takes in what an earlier program left: the directory, and the process when there is one. */
  void adopt(List<GuestProcess> processes) throws IOException {
    powerEpoch = readPowerEpoch();
    Optional<GuestProcess> alive = processes.stream().filter(GuestProcess::isAlive).findFirst();
    if (alive.isPresent()) {
      state = GuestState.RUNNING;
      follow(alive.get());
    } else {
      state = RunRecord.stateWithoutProcess(runRecord(), host.bootId());
    }
  }

  Observed observed() {
    return new Observed(state, powerEpoch);
  }

  void prepare(WantedGuest guest, Path image) throws IOException {
    operation.lock();
    try {
      if (Files.exists(directory.spec())) {
        return;
      }
      directory.create(host.user());
      CrashPoint.reach("qemu/prepare:directory");
      RootDisk.make(directory, guest, image, host.user());
      CrashPoint.reach("qemu/prepare:disk");
      if (guest.configDrive()) {
        ConfigDrive.make(directory, guest, host.user());
      }
      CrashPoint.reach("qemu/prepare:config-drive");
      DurableFiles.write(directory.spec(), JSON.writeValueAsBytes(GuestDirectory.describe(guest)));
      CrashPoint.reach("qemu/prepare:done");
    } finally {
      operation.unlock();
    }
  }

  void start(WantedGuest guest, Map<String, String> taps) throws IOException {
    operation.lock();
    try {
      QemuRun running = run;
      if (running != null) {
        // One found just now may turn out to have shut down while nobody watched.
        running.awaitReady(READY_LIMIT);
        if (!QemuStatus.isEnd(state)) {
          return;
        }
      }
      if (running != null && !running.awaitOver(KILL_LIMIT)) {
        throw new IOException("guest " + directory.id() + ": its last QEMU does not end");
      }
      RunRecord.started(host.bootId()).write(directory.runRecord());
      CrashPoint.reach("qemu/start:recorded");
      launch(guest, taps);
      CrashPoint.reach("qemu/start:done");
    } catch (InterruptedException interrupted) {
      throw interruptedIo();
    } finally {
      operation.unlock();
    }
  }

  private void launch(WantedGuest guest, Map<String, String> taps)
      throws IOException, InterruptedException {
    boolean started = false;
    @Nullable QemuLauncher launcher = null;
    try {
      Files.deleteIfExists(directory.qmpSocket());
      launcher = QemuLauncher.launch(host, directory, guest, taps);
      String pid = Long.toString(launcher.pid());
      Optional<GuestProcess> process = GuestProcess.of(launcher.pid());
      if (process.isPresent()) {
        QemuRun fresh = follow(process.get());
        long deadline = System.nanoTime() + host.config().startLimit().toNanos();
        while (!fresh.awaitReady(Duration.ofMillis(20))
            && fresh.process().isAlive()
            && System.nanoTime() < deadline) {
          launcher.listen();
        }
        started = fresh.isReady();
      }
      launcher.listen();
      if (!started) {
        throw new IOException("QEMU (process " + pid + ") did not start: " + launcher.errors());
      }
    } finally {
      if (launcher != null) {
        launcher.close();
      }
      if (!started) {
        giveUpStart();
      }
    }
    host.changed().run();
  }

  private void giveUpStart() throws IOException, InterruptedException {
    markEnded(GuestState.STOPPED);
    QemuRun failed = run;
    if (failed != null) {
      failed.process().kill();
      failed.awaitOver(KILL_LIMIT);
    }
    state = GuestState.STOPPED;
  }

  void stop(Duration patience) throws IOException, InterruptedException {
    operation.lockInterruptibly();
    try {
      QemuRun running = run;
      if (running != null) {
        if (pressPowerButtonUntil(patience, running::awaitOver)) {
          return;
        }
        CrashPoint.reach("qemu/stop:patience-over");
        markEnded(GuestState.STOPPED);
        running.pullPlug();
        if (!running.awaitOver(KILL_LIMIT)) {
          throw new IOException("guest " + directory.id() + ": QEMU does not end, even killed");
        }
      } else {
        markEnded(GuestState.STOPPED);
      }
      state = GuestState.STOPPED;
      host.changed().run();
    } finally {
      operation.unlock();
    }
  }

  boolean rebootSoft(Duration patience) throws IOException, InterruptedException {
    operation.lockInterruptibly();
    try {
      QemuRun running = run;
      if (running == null) {
        return false;
      }
      CountDownLatch restarted = running.restartAtNextShutdown();
      try {
        return pressPowerButtonUntil(
            patience, wait -> restarted.await(wait.toNanos(), TimeUnit.NANOSECONDS));
      } finally {
        running.forgetRestart();
      }
    } finally {
      operation.unlock();
    }
  }

  private interface Wait {
    boolean await(Duration limit) throws InterruptedException;
  }

  private boolean pressPowerButtonUntil(Duration patience, Wait done) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (long left = patience.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      QemuRun running = run;
      try {
        if (running != null) {
          running.powerButton();
        }
      } catch (IOException failed) {
        LOG.log(Level.DEBUG, "guest {0}: power button: {1}", directory.id(), failed.getMessage());
      }
      if (done.await(Duration.ofNanos(Math.min(left, POWER_BUTTON_EVERY.toNanos())))) {
        return true;
      }
    }
    return false;
  }

  void recordPowerEpoch(long epoch) throws IOException {
    DurableFiles.write(
        directory.powerEpoch(), Long.toString(epoch).getBytes(StandardCharsets.UTF_8));
    powerEpoch = epoch;
    CrashPoint.reach("qemu/epoch:recorded");
    host.changed().run();
  }

  void destroy() throws IOException {
    operation.lock();
    try {
      for (GuestProcess process : GuestProcess.find(directory)) {
        process.kill();
        if (!process.awaitEnd(KILL_LIMIT)) {
          throw new IOException("guest " + directory.id() + ": QEMU does not end, even killed");
        }
      }
      QemuRun running = run;
      if (running != null) {
        running.letGo();
        running.awaitOver(KILL_LIMIT);
      }
      CrashPoint.reach("qemu/destroy:killed");
      // From here on the guest counts as half made, whatever is left of it.
      Files.deleteIfExists(directory.spec());
      CrashPoint.reach("qemu/destroy:spec");
      Files.deleteIfExists(directory.disk());
      CrashPoint.reach("qemu/destroy:disk");
      DurableFiles.deleteTree(directory.path());
      CrashPoint.reach("qemu/destroy:done");
    } catch (InterruptedException interrupted) {
      throw interruptedIo();
    } finally {
      operation.unlock();
    }
  }

  String consoleTail(int maxBytes) throws IOException {
    QemuRun running = run;
    if (running != null) {
      try {
        running.drain();
      } catch (IOException failed) {
        // What was taken down before is better than nothing.
        LOG.log(Level.DEBUG, "guest {0}: console: {1}", directory.id(), failed.getMessage());
      }
    }
    return console.tail(maxBytes);
  }

  void letGo() {
    QemuRun running = run;
    if (running != null) {
      running.letGo();
    }
  }

  private QemuRun follow(GuestProcess process) {
    QemuRun fresh = new QemuRun(directory, process, console, new Bookkeeping());
    run = fresh;
    fresh.watch();
    return fresh;
  }

  private void markEnded(GuestState how) throws IOException {
    runRecord()
        .orElseGet(() -> RunRecord.started(host.bootId()))
        .endedAs(how)
        .write(directory.runRecord());
  }

  private Optional<RunRecord> runRecord() throws IOException {
    return RunRecord.read(directory.runRecord());
  }

  private long readPowerEpoch() throws IOException {
    try {
      return Long.parseLong(Files.readString(directory.powerEpoch()).strip());
    } catch (NoSuchFileException none) {
      return 0;
    }
  }

  private static InterruptedIOException interruptedIo() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  /** Keeps what the run's thread sees. */
  private final class Bookkeeping implements QemuRun.Owner {
    @Override
    public void seen(GuestState now) {
      if (state != now) {
        state = now;
        host.changed().run();
      }
    }

    @Override
    public void ending(GuestState how) throws IOException {
      markEnded(how);
      state = how;
      CrashPoint.reach("qemu/end:recorded");
    }

    @Override
    public void gone() {
      run = null;
      try {
        state = RunRecord.stateWithoutProcess(runRecord(), host.bootId());
      } catch (IOException unreadable) {
        LOG.log(Level.WARNING, "guest {0}: {1}", directory.id(), unreadable.getMessage());
        state = GuestState.CRASHED;
      }
      host.changed().run();
    }
  }
}
