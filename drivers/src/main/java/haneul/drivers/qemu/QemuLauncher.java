package haneul.drivers.qemu;

import haneul.base.CrashPoint;
import haneul.base.host.WantedGuest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts QEMU as a process that outlives this program. */
final class QemuLauncher {
  private static final int SHOWN_ERROR_BYTES = 2_000;

  private final Process process;
  private final StringBuilder errors = new StringBuilder();

  private QemuLauncher(Process process) {
    this.process = process;
  }

  static QemuLauncher launch(
      QemuHost host, GuestDirectory directory, WantedGuest guest, Map<String, String> taps)
      throws IOException {
    String accelerator = host.fingerprint().get().accelerator();
    if (!taps.isEmpty()) {
      TunDevice.ensureAt(TunDevice.PATH);
    }
    List<String> command = new ArrayList<>();
    // A session of its own: a signal to ours, e.g. from a terminal, does not reach it.
    command.add("setsid");
    command.addAll(Confinement.command(host.user(), accelerator, host.config().emulator()));
    command.addAll(
        QemuCommandLine.arguments(
            guest,
            taps,
            new QemuCommandLine.Host(
                accelerator, host.directIo().get(), host.config().virtioOffloads())));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.path().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    CrashPoint.reach("qemu/start:spawned");
    return new QemuLauncher(process);
  }

  long pid() {
    return process.pid();
  }

  /** Takes in what QEMU has said on standard error until now, without waiting. */
  void listen() throws IOException {
    InputStream from = process.getErrorStream();
    int available = from.available();
    if (available > 0) {
      byte[] said = from.readNBytes(available);
      errors.append(new String(said, StandardCharsets.UTF_8));
      errors.setLength(Math.min(errors.length(), SHOWN_ERROR_BYTES));
    }
  }

  /** What it said, as one line. */
  String errors() {
    return errors.toString().strip().replace("\n", "; ");
  }

  /**
   * Stops listening. QEMU's later complaints go nowhere: a guest could otherwise fill a disk with
   * them, or block QEMU on a pipe nobody reads.
   */
  void close() throws IOException {
    process.getErrorStream().close();
  }
}
