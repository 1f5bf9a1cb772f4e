package haneul.tools.token;

import haneul.tools.console.UserError;
import haneul.tools.openstack.CloudAccess;
import haneul.tools.openstack.OpenStackApi;
import haneul.tools.token.keystone.KeystoneDatabase;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Whose tokens a command is about, and how to get there. */
final class Source {
  private static final int NOT_FOUND = 404;

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

  @Option(
      names = "--os-cloud",
      paramLabel = "NAME",
      description = "A cloud of clouds.yaml. Default: OS_CLOUD, OS_AUTH_URL, this host's own.")
  private @Nullable String cloud;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "/var/lib/haneul",
      description = "Where this host's own cloud keeps its clouds.yaml. Default: ${DEFAULT-VALUE}")
  private Path state = Path.of("/var/lib/haneul");

  /** Something to do with a database. */
  interface DatabaseWork<T> {
    T with(KeystoneDatabase database) throws SQLException, InterruptedException;
  }

  boolean isDatabase() {
    return jdbc != null;
  }

  <T> T inDatabase(DatabaseWork<T> work) throws IOException, InterruptedException {
    String url = jdbc;
    if (url == null) {
      throw new IllegalStateException("no --jdbc");
    }
    try (KeystoneDatabase database = KeystoneDatabase.open(url, user, password())) {
      return work.with(database);
    } catch (SQLException e) {
      throw new UserError("the database says: " + e.getMessage());
    }
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

  /** What our own cloud answers on {@code path}. */
  JsonNode ask(String method, String path) throws IOException, InterruptedException {
    CloudAccess access =
        CloudAccess.find(Optional.ofNullable(cloud), System::getenv, state.resolve("clouds.yaml"));
    try (OpenStackApi api = OpenStackApi.login(access)) {
      OpenStackApi.Answer answer = api.identity(method, path);
      if (answer.status() == NOT_FOUND) {
        throw new UserError(
            access.authUrl()
                + " is no Haneul cloud and cannot tell. For a Keystone give its database with"
                + " --jdbc.");
      }
      if (answer.status() != 200) {
        throw new UserError(access + ": " + answer.message());
      }
      return answer.body();
    }
  }
}
