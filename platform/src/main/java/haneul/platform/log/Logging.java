package haneul.platform.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sets up java.util.logging, where all loggers lead, without a configuration file. */
public final class Logging {
  private static final int FILE_BYTES = 16 << 20;
  private static final int SECURITY_FILE_BYTES = 8 << 20;
  private static final int FILES = 4;

  /** Of lines that say the same: more than the guard wants to see before it acts. */
  private static final int FIRST = 20;

  private static final Duration WITHIN = Duration.ofSeconds(10);

  /** Of events that are kept for months; the guard looks at the last ten minutes. */
  private static final Duration SECURITY_WITHIN = Duration.ofMinutes(10);

  /** Libraries that tell more than an operator wants to know. */
  private static final Set<String> QUIET =
      Set.of("com.zaxxer", "org.flywaydb", "io.helidon", "org.jooq");

  /** Loggers with a level of their own would be collected, level and all, if nobody held them. */
  private static final List<Logger> HELD = new ArrayList<>();

  private Logging() {}

  /**
   * Logs to {@code haneul.0.log} in {@code directory} as lines of JSON; it is capped at 16 MiB, and
   * three older ones are kept as {@code haneul.1.log} and on. What {@link SecurityLog} is told goes
   * to {@code security.0.log} and {@code logins.0.log} instead, of 8 MiB each. The directory should
   * be its owner's only.
   */
  public static void toDirectory(Path directory) throws IOException {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.addHandler(file(directory, "haneul", FILE_BYTES, WITHIN));
    root.setLevel(Level.INFO);
    apart(SecurityLog.CHANGES, file(directory, "security", SECURITY_FILE_BYTES, SECURITY_WITHIN));
    apart(SecurityLog.LOGINS, file(directory, "logins", SECURITY_FILE_BYTES, SECURITY_WITHIN));
    for (String name : QUIET) {
      Logger logger = Logger.getLogger(name);
      logger.setLevel(Level.WARNING);
      HELD.add(logger);
    }
  }

  private static Handler file(Path directory, String name, int bytes, Duration within)
      throws IOException {
    String pattern = directory.toString().replace("%", "%%") + "/" + name + ".%g.log";
    Handler handler = new FileHandler(pattern, bytes, FILES, true);
    handler.setFormatter(new JsonLogFormatter());
    handler.setEncoding(StandardCharsets.UTF_8.name());
    return new SummingHandler(handler, FIRST, within, InstantSource.system());
  }

  private static void apart(String name, Handler handler) {
    Logger logger = Logger.getLogger(name);
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.INFO);
    logger.addHandler(handler);
    HELD.add(logger);
  }
}
