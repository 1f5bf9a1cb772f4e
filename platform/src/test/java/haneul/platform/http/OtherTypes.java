package haneul.platform.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A right body, made wrong at one place each: what is there, as every other type of JSON. */
public final class OtherTypes {
  private static final List<JsonNode> VALUES =
      List.copyOf(
          Json.parseOurs(
                  """
                  [null, true, 0, -1, 1.5, 1e400, 99999999999999999999, "", "x", "-1", [], [[]],
                   [null], ["x"], [1], [{}], {}, {"x": []}, {"x": null}]\
                  """)
              .valueStream()
              .toList());

  private OtherTypes() {}

  /** The bodies, as text. */
  public static List<String> of(String body) {
    List<String> bodies = new ArrayList<>();
    ArrayNode root = Json.array().add(Json.parseOurs(body));
    spoil(root, () -> bodies.add(Json.text(root.get(0))));
    return bodies;
  }

  private static void spoil(JsonNode within, Runnable found) {
    if (within instanceof ObjectNode object) {
      for (String name : List.copyOf(object.propertyNames())) {
        spoil(object.get(name), value -> object.set(name, value), found);
      }
    } else if (within instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int at = i;
        spoil(array.get(i), value -> array.set(at, value), found);
      }
    }
  }

  private static void spoil(JsonNode value, Consumer<JsonNode> place, Runnable found) {
    for (JsonNode other : VALUES) {
      place.accept(other);
      found.run();
    }
    place.accept(value);
    spoil(value, found);
  }
}
