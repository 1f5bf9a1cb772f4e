package haneul.drivers.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel knows of processes and Java's {@link ProcessHandle} does not tell. */
public final class Processes {
  private Processes() {}

  /**
   * Whether it still runs. One that ended and was not reaped does not: in a container the first
   * process may take its time for that.
   */
  public static boolean isRunning(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      String stat =
          Files.readString(
              Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
      // The name, in parentheses, may itself hold spaces and parentheses.
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state != 'Z' && state != 'X';
    } catch (IOException gone) {
      return false;
    }
  }
}
