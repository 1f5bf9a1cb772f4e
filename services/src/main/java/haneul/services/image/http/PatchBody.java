package haneul.services.image.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.services.image.domain.AttributeEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads Glance's two kinds of JSON patch. */
final class PatchBody {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_CHANGES = 1000;
  private static final List<String> OPERATIONS = List.of("add", "remove", "replace");
  private static final Pattern POINTER = Pattern.compile("/(?:[^/~]|~[01])+");

  /** Version 2.0 writes {@code {"add": "/a"}}, 2.1 {@code {"op": "add", "path": "/a"}}. */
  private static final Map<String, Boolean> TYPES =
      Map.of(
          "application/openstack-images-v2.0-json-patch", false,
          "application/openstack-images-v2.1-json-patch", true);

  private record Change(String operation, String field, @Nullable JsonNode value, boolean v21) {}

  private PatchBody() {}

  /** The changes of the body, to be applied in order. */
  static Consumer<AttributeEdit> parse(Request request) {
    boolean v21 = contentType(request);
    JsonNode body = Json.parse(request.bytes(MAX_BYTES));
    if (!body.isArray()) {
      throw CloudException.badRequest("Request body must be a JSON array of operation objects.");
    }
    if (body.size() > MAX_CHANGES) {
      throw CloudException.badRequest("A patch has at most " + MAX_CHANGES + " operations.");
    }
    List<Change> changes = new ArrayList<>();
    for (JsonNode item : body) {
      if (!item.isObject()) {
        throw CloudException.badRequest("Operations must be JSON objects.");
      }
      changes.add(change(item, v21));
    }
    return edit -> changes.forEach(change -> apply(edit, change));
  }

  private static boolean contentType(Request request) {
    String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
    Boolean v21 = TYPES.get(type);
    if (v21 == null) {
      String allowed = String.join(", ", TYPES.keySet().stream().sorted().toList());
      throw CloudException.of(
              ErrorKind.UNSUPPORTED_MEDIA_TYPE,
              "UnsupportedMediaType",
              "Image PATCH expects Content-Type one of: " + allowed)
          .withHeader("Accept-Patch", allowed);
    }
    return v21;
  }

  private static Change change(JsonNode item, boolean v21) {
    String operation = v21 ? operation21(item) : operation20(item);
    JsonNode path = item.get(v21 ? "path" : operation);
    if (path == null || !path.isString()) {
      throw CloudException.badRequest("Unable to find 'path' in JSON Schema change");
    }
    String field = field(path.stringValue());
    AttributeEdit.requireSettable(field);
    JsonNode value = item.get("value");
    if (value == null && !operation.equals("remove")) {
      throw CloudException.badRequest(
          "Operation \"" + operation + "\" requires a member named \"value\".");
    }
    return new Change(operation, field, value, v21);
  }

  private static String operation21(JsonNode item) {
    JsonNode operation = item.get("op");
    String choices = "It must be one of the following: " + String.join(", ", OPERATIONS) + ".";
    if (operation == null) {
      throw CloudException.badRequest("Unable to find `op` in JSON Schema change. " + choices);
    }
    if (!operation.isString() || !OPERATIONS.contains(operation.stringValue())) {
      throw CloudException.badRequest("Invalid operation: `" + operation + "`. " + choices);
    }
    return operation.stringValue();
  }

  private static String operation20(JsonNode item) {
    List<String> found = OPERATIONS.stream().filter(item::has).toList();
    if (found.size() != 1) {
      throw CloudException.badRequest(
          "Operation objects must contain exactly one member named \"add\", \"remove\", or"
              + " \"replace\".");
    }
    return found.getFirst();
  }

  private static String field(String pointer) {
    if (!pointer.startsWith("/")) {
      throw CloudException.badRequest("Pointer `" + pointer + "` does not start with \"/\".");
    }
    if (!POINTER.matcher(pointer).matches()) {
      throw CloudException.badRequest("Invalid JSON pointer for this resource: '" + pointer + "'");
    }
    return pointer.substring(1).replace("~1", "/").replace("~0", "~").strip();
  }

  private static void apply(AttributeEdit edit, Change change) {
    if (change.operation().equals("remove") || change.value() == null) {
      edit.remove(change.field());
      return;
    }
    boolean there = edit.has(change.field());
    if (change.operation().equals("replace") && !there) {
      throw AttributeEdit.noSuchProperty(change.field());
    }
    if (change.operation().equals("add") && there && !change.v21()) {
      throw CloudException.conflict("Conflict", "Property " + change.field() + " already present.");
    }
    edit.set(change.field(), change.value());
  }
}
