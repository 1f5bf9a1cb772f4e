package haneul.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Places where a test pulls the plug. {@code -Dhaneul.crashAt=NAME} halts the program, as {@code
 * kill -9} would, when it reaches the point of that name; {@code -Dhaneul.crashTrap=FILE} when it
 * reaches the one whose name is in the file, which may come later; {@code
 * -Dhaneul.crashPoints=FILE} writes down the points reached, so that a test needs no list of them.
 * {@code -Dhaneul.slowAt=NAME} holds the program up there for two seconds. Unset, a point costs
 * four comparisons.
 */
public final class CrashPoint {
  private static final String AT = System.getProperty("haneul.crashAt", "");
  private static final String TRAP = System.getProperty("haneul.crashTrap", "");
  private static final String RECORD = System.getProperty("haneul.crashPoints", "");

  private static final String SLOW = System.getProperty("haneul.slowAt", "");

  private CrashPoint() {}

  /** Says that the program is at {@code name}, e.g. {@code create-server/allocate-ports:done}. */
  public static void reach(String name) {
    if (!RECORD.isEmpty()) {
      record(name);
    }
    if (AT.equals(name) || (!TRAP.isEmpty() && isTrap(name))) {
      System.err.println("crash point " + name);
      Runtime.getRuntime().halt(137);
    }
    if (SLOW.equals(name)) {
      LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    }
  }

  private static boolean isTrap(String name) {
    try {
      return Files.readString(Path.of(TRAP)).equals(name);
    } catch (IOException notSet) {
      return false;
    }
  }

  private static synchronized void record(String name) {
    try {
      Files.writeString(
          Path.of(RECORD), name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
