package haneul.tools.guard.state;

import haneul.tools.guard.address.Network;
import haneul.tools.guard.engine.Ban;
import haneul.tools.guard.engine.Counter;
import haneul.tools.guard.engine.Memory;
import haneul.tools.guard.source.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The state as JSON, for a file that an operator can read. */
public final class StateJson {
  private static final int VERSION = 1;

  private StateJson() {}

  static ObjectNode write(GuardState state) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("version", VERSION);
    root.put("tag", state.tag());
    ObjectNode places = root.putObject("places");
    state.places().htaccess().forEach(places.putObject("htaccess")::put);
    state.places().nftPorts().ifPresent(ports -> ports.forEach(places.putArray("nft_ports")::add));
    ArrayNode bans = root.putArray("bans");
    state.memory().bans().values().forEach(list -> list.forEach(ban -> bans.add(ban(ban))));
    ObjectNode logs = root.putObject("logs");
    state
        .cursors()
        .forEach((log, cursors) -> {
          ArrayNode list = logs.putArray(log);
          cursors.forEach(cursor -> list.add(cursor(cursor)));
        });
    ArrayNode notices = root.putArray("notices");
    for (GuardState.Notice notice : state.notices()) {
      ObjectNode node = notices.addObject();
      node.put("id", notice.id());
      node.put("body", notice.body());
      node.put("since", notice.since().toString());
    }
    root.put("latest", state.memory().latest().toString());
    ArrayNode counters = root.putArray("counters");
    for (Map.Entry<Counter.Key, Counter> entry : state.memory().counters().entrySet()) {
      ObjectNode node = counters.addObject();
      node.put("rule", entry.getKey().rule());
      node.put("network", entry.getKey().network().toString());
      ArrayNode times = node.putArray("times");
      for (long time : entry.getValue().times()) {
        times.add(time);
      }
      entry.getValue().lines().forEach(node.putArray("lines")::add);
    }
    return root;
  }

  /** A ban as the state, the webhook and `--json` show it. */
  public static ObjectNode ban(Ban ban) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("network", ban.network().toString());
    node.put("rule", ban.rule());
    node.put("start", ban.start().toString());
    node.put("end", ban.end().toString());
    node.put("which", ban.which());
    node.put("lifted", ban.lifted());
    ban.lines().forEach(node.putArray("lines")::add);
    return node;
  }

  private static ObjectNode cursor(Cursor cursor) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("inode", cursor.inode());
    node.put("head_bytes", cursor.headBytes());
    node.put("head", cursor.head());
    node.put("offset", cursor.offset());
    node.put("within", cursor.within());
    node.put("modified", cursor.modifiedMillis());
    node.put("size", cursor.size());
    return node;
  }

  /**
   * Reads it back.
   *
   * @throws RuntimeException of whatever kind when it is not what {@link #write} wrote
   */
  static GuardState read(JsonNode root) {
    if (root.get("version").intValue() != VERSION) {
      throw new IllegalArgumentException(
          "it is of version " + root.get("version") + ", and this program knows " + VERSION);
    }
    GuardState state = new GuardState(root.get("tag").stringValue());
    state.places(places(root.get("places")));
    Memory.Restoring memory = state.memory().restoring();
    root.get("bans").forEach(node -> memory.ban(ban(node)));
    root.get("logs")
        .properties()
        .forEach(log -> {
          List<Cursor> cursors = new ArrayList<>();
          log.getValue().forEach(node -> cursors.add(cursor(node)));
          state.cursors().put(log.getKey(), cursors);
        });
    for (JsonNode node : root.get("notices")) {
      state.add(
          new GuardState.Notice(
              node.get("id").stringValue(),
              node.get("body").stringValue(),
              Instant.parse(node.get("since").stringValue())));
    }
    memory.latest(Instant.parse(root.get("latest").stringValue()));
    for (JsonNode node : root.get("counters")) {
      long[] times = new long[node.get("times").size()];
      for (int i = 0; i < times.length; i++) {
        times[i] = node.get("times").get(i).longValue();
      }
      memory.counter(
          new Counter.Key(node.get("rule").stringValue(), network(node)),
          times,
          strings(node.get("lines")));
    }
    return state;
  }

  private static Places places(JsonNode node) {
    Map<String, String> htaccess = new TreeMap<>();
    node.get("htaccess")
        .properties()
        .forEach(file -> htaccess.put(file.getKey(), file.getValue().stringValue()));
    List<Integer> ports = new ArrayList<>();
    node.path("nft_ports").forEach(port -> ports.add(port.intValue()));
    return new Places(htaccess, node.has("nft_ports") ? Optional.of(ports) : Optional.empty());
  }

  private static Ban ban(JsonNode node) {
    return new Ban(
        network(node),
        node.get("rule").stringValue(),
        Instant.parse(node.get("start").stringValue()),
        Instant.parse(node.get("end").stringValue()),
        node.get("which").intValue(),
        node.get("lifted").booleanValue(),
        strings(node.get("lines")));
  }

  private static Network network(JsonNode node) {
    return Network.require("a network of the state", node.get("network").stringValue());
  }

  private static Cursor cursor(JsonNode node) {
    return new Cursor(
        node.get("inode").longValue(),
        node.get("head_bytes").intValue(),
        node.get("head").stringValue(),
        node.get("offset").longValue(),
        node.get("within").booleanValue(),
        node.get("modified").longValue(),
        node.get("size").longValue());
  }

  private static List<String> strings(JsonNode list) {
    List<String> strings = new ArrayList<>();
    list.forEach(node -> strings.add(node.stringValue()));
    return strings;
  }
}
