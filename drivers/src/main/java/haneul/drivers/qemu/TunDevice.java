package haneul.drivers.qemu;

import haneul.drivers.process.Commands;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The device through which QEMU opens its taps. The kernel lets everybody open only what he owns
 * there, so udev makes it as open as this; where no udev runs, as in a container, it may be root's
 * alone or missing.
 */
final class TunDevice {
  static final Path PATH = Path.of("/dev/net/tun");
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rw-rw-rw-");
  private static final Logger LOG = System.getLogger(TunDevice.class.getName());

  private TunDevice() {}

  static void ensureAt(Path device) throws IOException {
    if (!Files.exists(device)) {
      Files.createDirectories(device.getParent());
      // The numbers are in the kernel's Documentation/admin-guide/devices.txt.
      Commands.attempt("mknod", device.toString(), "c", "10", "200");
    }
    if (!Files.getPosixFilePermissions(device).containsAll(OPEN)) {
      LOG.log(Level.INFO, "{0} is opened to guests, as udev does it", device);
      Files.setPosixFilePermissions(device, OPEN);
    }
  }
}
