package haneul.platform.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
  private static final int FILES = 4;

  /** Libraries that tell more than an operator wants to know. */
  private static final Set<String> QUIET =
      Set.of("com.zaxxer", "org.flywaydb", "io.helidon", "org.jooq");

  /** Loggers with a level of their own would be collected, level and all, if nobody held them. */
  private static final List<Logger> HELD = new ArrayList<>();

  private Logging() {}

  /**
   * Logs to {@code haneul.0.log} in {@code directory} as lines of JSON; it is capped at 16 MiB, and
   * three older ones are kept as {@code haneul.1.log} and on. The directory should be its owner's
   * only.
   */
  public static void toDirectory(Path directory) throws IOException {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    LogManager.getLogManager().reset();
    String pattern = directory.toString().replace("%", "%%") + "/haneul.%g.log";
    Handler handler = new FileHandler(pattern, FILE_BYTES, FILES, true);
    handler.setFormatter(new JsonLogFormatter());
    handler.setEncoding(StandardCharsets.UTF_8.name());
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    root.setLevel(Level.INFO);
    for (String name : QUIET) {
      Logger logger = Logger.getLogger(name);
      logger.setLevel(Level.WARNING);
      HELD.add(logger);
    }
  }
}
