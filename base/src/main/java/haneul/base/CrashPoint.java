package haneul.base;

/**
 * Places where a test pulls the plug. {@code -Dhaneul.crashAt=NAME} halts the program, as {@code
 * kill -9} would, when it reaches the point of that name; unset, a point costs one comparison.
 */
public final class CrashPoint {
  private static final String AT = System.getProperty("haneul.crashAt", "");

  private CrashPoint() {}

  /** Says that the program is at {@code name}, e.g. {@code create-server/allocate-ports:done}. */
  public static void reach(String name) {
    if (!AT.isEmpty() && AT.equals(name)) {
      System.err.println("crash point " + name);
      Runtime.getRuntime().halt(137);
    }
  }
}
