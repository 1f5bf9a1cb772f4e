package haneul.drivers.qemu;

import haneul.drivers.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether files can be opened past the host's page cache (O_DIRECT): some file systems cannot. */
final class DirectIo {
  private DirectIo() {}

  /** Tries it with a file beside {@code directory}. */
  static boolean worksAt(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "direct-io", "");
    try {
      return Commands.attempt("dd", "if=" + file, "of=/dev/null", "iflag=direct", "status=none")
              .status()
          == 0;
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
