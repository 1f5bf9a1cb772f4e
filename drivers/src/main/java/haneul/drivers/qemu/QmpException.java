package haneul.drivers.qemu;

import java.io.IOException;

/** QEMU refused a command. */
final class QmpException extends IOException {
  private static final long serialVersionUID = 1L;

  QmpException(String command, String errorClass, String description) {
    super("QEMU refused " + command + ": " + description + " (" + errorClass + ")");
  }
}
