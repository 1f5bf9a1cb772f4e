package haneul.tools.token;

import haneul.tools.console.UserError;
import haneul.tools.token.keystone.KeystoneDatabase;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The database of a Keystone, and how to enter it. */
public final class DatabaseOptions {
  @Option(
      names = "--jdbc",
      paramLabel = "URL",
      description =
          "A Keystone's database: jdbc:mariadb://HOST:PORT/DATABASE. Keystone's own"
              + " mysql+pymysql:// will do, without user and password.")
  private @Nullable String jdbc;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "keystone",
      description =
          "The database's user. To report it needs SELECT, to flush DELETE, to apply ALTER and"
              + " INDEX. Default: ${DEFAULT-VALUE}")
  private String user = "keystone";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "The first line is the database's password. Without, HANEUL_JDBC_PASSWORD; without that"
              + " it is asked for.")
  private @Nullable Path passwordFile;

  /** Whether one was named, and which. */
  public Optional<String> url() {
    return Optional.ofNullable(jdbc);
  }

  /**
   * @throws UserError when it cannot be entered
   */
  public KeystoneDatabase open() throws IOException {
    return KeystoneDatabase.open(
        url().orElseThrow(() -> new IllegalStateException("no --jdbc")), user, password());
  }

  private String password() throws IOException {
    if (passwordFile != null) {
      if (!Files.isReadable(passwordFile)) {
        throw new UserError("--password-file " + passwordFile + " cannot be read.");
      }
      return Files.readString(passwordFile).lines().findFirst().orElse("");
    }
    String variable = System.getenv("HANEUL_JDBC_PASSWORD");
    if (variable != null) {
      return variable;
    }
    Console console = terminal();
    if (console == null) {
      throw new UserError(
          "the database's password is not known: give --password-file FILE or"
              + " HANEUL_JDBC_PASSWORD; empty for none.");
    }
    char[] typed = console.readPassword("Password of %s: ", user);
    return typed == null ? "" : new String(typed);
  }

  /** The terminal, when there is one on both sides. */
  @SuppressWarnings("SystemConsoleNull") // it is, in JDK 25, when a side is no terminal
  static @Nullable Console terminal() {
    Console console = System.console();
    return console != null && console.isTerminal() ? console : null;
  }
}
