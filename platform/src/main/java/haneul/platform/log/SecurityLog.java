package haneul.platform.log;

/**
 * What an operator looks up after something happened: who logged in or failed to, who changed whose
 * rights. Kept apart from the log of requests, so that a flood of those pushes none of it out, and
 * logins apart from changes for the same reason.
 *
 * <p>Callers name users and things by their ids. What somebody gave as a name may be his password,
 * typed into the wrong field.
 */
public final class SecurityLog {
  /** The loggers, which have files of their own. */
  static final String CHANGES = "haneul.security";

  static final String LOGINS = "haneul.logins";

  private static final System.Logger CHANGED = System.getLogger(CHANGES);
  private static final System.Logger LOGGED_IN = System.getLogger(LOGINS);

  private SecurityLog() {}

  /** A change of rights, a lock-out, a host that was turned away. */
  public static void changed(String event) {
    CHANGED.log(System.Logger.Level.INFO, event);
  }

  public static void loggedIn(String who) {
    LOGGED_IN.log(System.Logger.Level.INFO, "login: " + who);
  }

  /** Not looked at, as too much is going on; who does nothing wrong can meet that. */
  public static void loginRefused(String why) {
    LOGGED_IN.log(System.Logger.Level.INFO, "login refused: " + why);
  }

  /** The guard counts these. */
  public static void loginFailed(String why) {
    LOGGED_IN.log(System.Logger.Level.INFO, "login failed: " + why);
  }
}
