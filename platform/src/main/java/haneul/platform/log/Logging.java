package haneul.platform.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
   * Logs to {@code file} as lines of JSON; it is capped at 16 MiB and three older ones are kept.
   * Only its owner can read it.
   */
  public static void toFile(Path file) throws IOException {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    LogManager.getLogManager().reset();
    Files.createDirectories(file.toAbsolutePath().getParent());
    Handler handler = new FileHandler(escaped(file), FILE_BYTES, FILES, true);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
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

  /**
   * A percent sign begins a pattern in the handler's file name; a number is added to older files.
   */
  private static String escaped(Path file) {
    return file.toString().replace("%", "%%");
  }
}
