package haneul.platform.store;

import haneul.base.id.Id;
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
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * This JVM's own PostgreSQL: a new cluster in a temporary directory, on a free port of the loopback
 * address, with nothing synced. A shell holds it and reads from us; however this JVM ends, the
 * shell sees the end of its input, stops the server and removes the directory.
 */
final class TestPostgres {
  private static final Duration START_WAIT = Duration.ofSeconds(60);
  private static final String USER = "haneul";
  private static final String TEMPLATE = "haneul_template";

  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      "$1/initdb" -D "$2/data" -U "$3" --pwfile="$2/password" -A scram-sha-256 \
        -E UTF8 --locale=C --no-sync --no-instructions || exit 1
      "$1/postgres" -D "$2/data" -p "$4" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories= -c fsync=off -c synchronous_commit=off \
        -c full_page_writes=off -c max_connections=300 -c shared_buffers=32MB </dev/null &
      cat >/dev/null
      kill -QUIT $!
      wait
      rm -rf "$2"
      """;

  private static @Nullable TestPostgres running;

  private final int port;
  private final String password;

  private TestPostgres(int port, String password) {
    this.port = port;
    this.password = password;
  }

  /** The cluster, started when it is first needed. */
  static synchronized TestPostgres running() {
    if (running == null) {
      try {
        running = start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return running;
  }

  private static TestPostgres start() throws IOException {
    Path binaries = binaries();
    // Each test's database is a thousand small files: in memory they take a fifth of the time.
    Path memory = Path.of("/dev/shm");
    Path directory =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "haneul-postgres-")
            : Files.createTempDirectory("haneul-postgres-");
    String password = Id.newUuid();
    Path passwordFile = Files.writeString(directory.resolve("password"), password);
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      // The server refuses to run as root.
      UserPrincipal user = unprivilegedUser(directory);
      Files.setOwner(directory, user);
      Files.setOwner(passwordFile, user);
      command.addAll(
          List.of("setpriv", "--reuid", user.getName(), "--regid", "nogroup", "--clear-groups"));
    }
    int port = freePort();
    command.addAll(List.of("sh", "-c", SCRIPT, "sh"));
    command.addAll(
        List.of(binaries.toString(), directory.toString(), USER, Integer.toString(port)));
    Path log = directory.resolve("log");
    Process shell =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    TestPostgres cluster = new TestPostgres(port, password);
    cluster.awaitReady(shell, log);
    cluster.execute("CREATE DATABASE " + TEMPLATE);
    Store.postgresql(cluster.url(TEMPLATE)).close();
    return cluster;
  }

  private static Path binaries() throws IOException {
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        var newest =
            versions
                .map(version -> version.resolve("bin"))
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .max(Comparator.naturalOrder());
        if (newest.isPresent()) {
          return newest.get();
        }
      }
    }
    throw new IOException(
        "PostgreSQL's server is not installed: apt-get install postgresql, or leave these tests out"
            + " with -Dtest.excludedGroups=engine");
  }

  private static UserPrincipal unprivilegedUser(Path directory) throws IOException {
    var users = directory.getFileSystem().getUserPrincipalLookupService();
    try {
      return users.lookupPrincipalByName("postgres");
    } catch (IOException e) {
      return users.lookupPrincipalByName("nobody");
    }
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
        connect().close();
        return;
      } catch (SQLException e) {
        if (!shell.isAlive() || System.nanoTime() > end) {
          shell.getOutputStream().close();
          throw new IOException("PostgreSQL did not start:\n" + Files.readString(log), e);
        }
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while PostgreSQL started", e);
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, password);
  }

  /** What an operator would give to {@code --database}. */
  String url(String database) {
    return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(USER, password, port, database);
  }

  /** Makes a database without tables and returns its name. */
  String createEmptyDatabase() {
    String name = "test_" + Id.newHex();
    execute("CREATE DATABASE " + name);
    return name;
  }

  /** Makes a migrated database and returns its name. */
  String createDatabase() {
    String name = "test_" + Id.newHex();
    execute("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " STRATEGY file_copy");
    return name;
  }

  void dropDatabase(String name) {
    execute("DROP DATABASE " + name + " WITH (FORCE)");
  }

  /** One at a time: the template may not be in use by two copies' makers. */
  synchronized void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("test database: " + e.getMessage(), e);
    }
  }
}
