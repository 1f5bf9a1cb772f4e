package haneul.tools.doctor;

import haneul.tools.console.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Open vSwitch says of itself; RFC 7047 has the form of its values. */
final class OvsDatabase {
  private OvsDatabase() {}

  static boolean isInstalled(Host host) {
    return host.hasProgram("ovs-vsctl");
  }

  /**
   * The rows of a table, by column.
   *
   * @return none when the database does not answer
   */
  static Optional<List<Map<String, JsonNode>>> rows(Host host, String table, String columns)
      throws IOException {
    Program.Result result =
        host.run(
            "ovs-vsctl", "--timeout=5", "--format=json", "--columns=" + columns, "list", table);
    if (!result.ok()) {
      return Optional.empty();
    }
    try {
      JsonNode answer = JsonMapper.shared().readTree(result.bytes());
      List<Map<String, JsonNode>> rows = new ArrayList<>();
      for (JsonNode data : answer.path("data")) {
        Map<String, JsonNode> row = new HashMap<>();
        for (int i = 0; i < data.size(); i++) {
          row.put(answer.path("headings").path(i).stringValue(""), data.path(i));
        }
        rows.add(row);
      }
      return Optional.of(rows);
    } catch (JacksonException e) {
      throw new IOException("ovs-vsctl did not print JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** A column of text; an empty one is {@code ["set",[]]}. */
  static String text(Map<String, JsonNode> row, String column) {
    JsonNode value = row.get(column);
    return value == null ? "" : value.stringValue("");
  }

  static int number(Map<String, JsonNode> row, String column) {
    JsonNode value = row.get(column);
    return value == null ? 0 : value.intValue(0);
  }

  /** An entry of a column that is a map: {@code ["map",[[key,value],…]]}. */
  static String option(Map<String, JsonNode> row, String column, String key) {
    JsonNode value = row.get(column);
    if (value != null) {
      for (JsonNode pair : value.path(1)) {
        if (pair.path(0).stringValue("").equals(key)) {
          return pair.path(1).stringValue("");
        }
      }
    }
    return "";
  }
}
