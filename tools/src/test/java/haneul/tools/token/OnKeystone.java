package haneul.tools.token;

import haneul.tools.console.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A test of the commands on a real MariaDB with the seed's table, which is empty at first. */
@Tag("engine")
abstract class OnKeystone {
  final TestMariaDb server = TestMariaDb.running();
  final String name;
  final Path passwordFile;
  private final Connection connection;

  OnKeystone(Path directory) throws IOException, SQLException {
    passwordFile = Files.writeString(directory.resolve("password"), server.password() + "\n");
    name = server.createDatabase(HavanaTable.TABLES);
    connection = server.connect(name);
  }

  @AfterEach
  final void drop() throws SQLException {
    execute("DROP DATABASE " + name);
    connection.close();
  }

  final void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  final long number(String sql) throws SQLException {
    return number(connection, sql);
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  final CliRun run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--jdbc", server.url(name), "--user", TestMariaDb.USER));
    arguments.addAll(List.of("--password-file", passwordFile.toString()));
    arguments.addAll(List.of(more));
    return CliRun.of(new TokenCommand(), arguments.toArray(String[]::new));
  }

  final JsonNode json(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--json");
    return JsonMapper.shared().readTree(run(command, arguments.toArray(String[]::new)).ok());
  }
}
