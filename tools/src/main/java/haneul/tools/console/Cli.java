package haneul.tools.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import picocli.CommandLine;

/** How command lines are read and errors told, in all commands alike. */
public final class Cli {
  /** Set in the environment: a failure shows where it came from. */
  private static final String TRACE = "HANEUL_TRACE";

  private Cli() {}

  /** A command and its subcommands; {@link UserError} is told in a line and ends with status 1. */
  public static CommandLine of(Object command) {
    return settle(new CommandLine(command));
  }

  /** The same for one whose subcommands were added by hand, all of them by now. */
  public static CommandLine settle(CommandLine line) {
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false) // an argument is what it says, even if it begins with @
        .setExecutionExceptionHandler((failure, failed, parsed) -> {
          if (failure instanceof UserError) {
            failed.getErr().println("haneul: " + failure.getMessage());
            return 1;
          }
          if (failure instanceof FileSystemException file) {
            failed.getErr().println("haneul: " + file.getFile() + ": " + reason(file));
            return 1;
          }
          if (System.getenv(TRACE) != null) {
            throw failure;
          }
          failed.getErr().println("haneul: " + sentence(failure));
          return 1;
        });
  }

  private static String sentence(Throwable failure) {
    Throwable cause =
        failure instanceof UncheckedIOException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String said = Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getName());
    return cause instanceof IOException
        ? said
        : said + " (with " + TRACE + "=1 in the environment, where it failed is shown)";
  }

  private static String reason(FileSystemException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "no such file or directory";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "it exists, and is something else";
      default ->
          Objects.requireNonNullElse(failure.getReason(), failure.getClass().getSimpleName());
    };
  }
}
