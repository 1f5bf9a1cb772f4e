package haneul.tools.token;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * This JVM's own MariaDB: a new one in a temporary directory, on a free port of the loopback
 * address. A shell holds it and reads from us; however this JVM ends, the shell sees the end of its
 * input, stops the server and removes the directory.
 */
final class TestMariaDb {
  static final String USER = "keystone";
  private static final Duration START_WAIT = Duration.ofSeconds(60);

  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      mariadb-install-db --no-defaults --datadir="$1/data" --auth-root-authentication-method=normal \
        --skip-test-db || exit 1
      "$3" --no-defaults --datadir="$1/data" --port="$2" --bind-address=127.0.0.1 \
        --socket="$1/socket" --pid-file="$1/pid" --innodb-flush-log-at-trx-commit=0 \
        --innodb-buffer-pool-size=256M --skip-log-bin --init-file="$1/init.sql" </dev/null &
      cat >/dev/null
      kill -KILL $!
      wait
      rm -rf "$1"
      """;

  private static @Nullable TestMariaDb running;

  private final int port;
  private final String password;

  private TestMariaDb(int port, String password) {
    this.port = port;
    this.password = password;
  }

  /** The server, started when it is first needed. */
  static synchronized TestMariaDb running() {
    if (running == null) {
      try {
        running = start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return running;
  }

  private static TestMariaDb start() throws IOException {
    Path directory = Files.createTempDirectory("haneul-mariadb-");
    String password = UUID.randomUUID().toString();
    Path init =
        Files.writeString(
            directory.resolve("init.sql"),
            "CREATE USER '%s'@'127.0.0.1' IDENTIFIED BY '%s';\n".formatted(USER, password)
                + "GRANT ALL ON *.* TO '%s'@'127.0.0.1';\n".formatted(USER));
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      // The server refuses to run as root.
      UserPrincipal user =
          directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
      Files.setOwner(directory, user);
      Files.setOwner(init, user);
      command.addAll(
          List.of("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"));
    }
    int port = freePort();
    command.addAll(List.of("sh", "-c", SCRIPT, "sh"));
    command.addAll(List.of(directory.toString(), Integer.toString(port), server()));
    Path log = directory.resolve("log");
    Process shell =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    TestMariaDb database = new TestMariaDb(port, password);
    database.awaitReady(shell, log);
    return database;
  }

  private static String server() throws IOException {
    for (String path : List.of("/usr/sbin/mariadbd", "/usr/libexec/mariadbd")) {
      if (Files.isExecutable(Path.of(path))) {
        return path;
      }
    }
    throw new IOException(
        "MariaDB's server is not installed: apt-get install mariadb-server, or leave these tests"
            + " out with -Dtest.excludedGroups=engine");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady(Process shell, Path log) throws IOException {
    long end = System.nanoTime() + START_WAIT.toNanos();
    while (true) {
      try {
        connect("").close();
        return;
      } catch (SQLException e) {
        if (!shell.isAlive() || System.nanoTime() > end) {
          shell.getOutputStream().close();
          throw new IOException("MariaDB did not start:\n" + Files.readString(log), e);
        }
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while MariaDB started", e);
      }
    }
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), USER, password);
  }

  /** What an operator would give to {@code --jdbc}. */
  String url(String database) {
    return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
  }

  String password() {
    return password;
  }

  /** A new database with what {@code statements} make in it. */
  String createDatabase(String... statements) throws SQLException {
    String name = "keystone_" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " CHARACTER SET utf8");
    }
    try (Connection connection = connect(name);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    return name;
  }
}
