package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Fields;
import haneul.services.compute.ops.NewServer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** {@code os:scheduler_hints}, which stand beside the server or, of old, within it. */
final class SchedulerHints {
  private static final List<String> NAMES =
      List.of("os:scheduler_hints", "OS-SCH-HNT:scheduler_hints");
  private static final Set<String> KNOWN = Set.of("group", "same_host", "different_host");
  private static final int MOST_SERVERS = 100;

  private SchedulerHints() {}

  static NewServer.Hints read(Fields root, Fields server) {
    NewServer.Hints read = NewServer.Hints.NONE;
    for (Fields around : List.of(root, server)) {
      for (String name : NAMES) {
        Optional<Fields> hints = around.object(name);
        if (hints.isPresent()) {
          read = hints(name, hints.get());
        }
      }
    }
    return read;
  }

  private static NewServer.Hints hints(String name, Fields hints) {
    Set<String> unknown = new TreeSet<>(hints.names());
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      throw CloudException.badField(
          name,
          String.join(", ", unknown),
          "this cloud's scheduler takes the hints group, same_host and different_host");
    }
    return new NewServer.Hints(
        Inputs.uuid(hints, "group").map(id -> id.toLowerCase(Locale.ROOT)),
        servers(hints, "same_host"),
        servers(hints, "different_host"));
  }

  /** One server's id, or a list of them. */
  private static List<String> servers(Fields hints, String name) {
    boolean one = hints.any(name).filter(JsonNode::isString).isPresent();
    List<String> ids =
        one
            ? List.of(hints.requiredString(name, 1, 255))
            : hints.strings(name, MOST_SERVERS, 255).orElse(List.of());
    return ids.stream()
        .map(id -> Inputs.requireUuid(name, id).toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }
}
