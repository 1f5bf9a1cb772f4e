package haneul.services.network.store;

import haneul.platform.http.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Short lists kept in one column as JSON. */
final class Columns {
  /** What most of them are. */
  private static final String NONE = "[]";

  private Columns() {}

  static String strings(List<String> items) {
    ArrayNode array = Json.array();
    items.forEach(array::add);
    return Json.text(array);
  }

  static List<String> strings(String column) {
    if (column.equals(NONE)) {
      return List.of();
    }
    List<String> items = new ArrayList<>();
    for (JsonNode item : Json.parseOurs(column)) {
      items.add(item.stringValue());
    }
    return items;
  }

  /** Pairs, each an array of two. */
  static String pairs(List<Pair> items) {
    ArrayNode array = Json.array();
    items.forEach(item -> array.addArray().add(item.left()).add(item.right()));
    return Json.text(array);
  }

  static List<Pair> pairs(String column) {
    if (column.equals(NONE)) {
      return List.of();
    }
    List<Pair> items = new ArrayList<>();
    for (JsonNode item : Json.parseOurs(column)) {
      items.add(new Pair(item.get(0).stringValue(), item.get(1).stringValue()));
    }
    return items;
  }

  record Pair(String left, String right) {}
}
