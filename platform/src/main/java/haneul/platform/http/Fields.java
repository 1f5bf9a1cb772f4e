package haneul.platform.http;

import haneul.base.error.CloudException;
import haneul.base.error.SecretFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object of a request, read strictly: each accessor checks type and bounds and names the
 * field in its error. {@link #rejectOthers} refuses what no accessor asked for.
 *
 * <p>{@code null} counts as absent; {@link #isNull} and {@link #has} tell them apart where an API
 * does.
 */
public final class Fields {
  static final String UNEXPECTED = "Additional properties are not allowed";

  private final ObjectNode node;
  private final String path;
  private final Set<String> known = new HashSet<>();

  private Fields(ObjectNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /**
   * Reads {@code node}, which must be an object; {@code path} is its name in errors, may be empty.
   */
  public static Fields of(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      return new Fields(object, path);
    }
    if (path.isEmpty()) {
      throw CloudException.badRequest("The request body must be a JSON object.");
    }
    String shown = shown(path, node);
    throw CloudException.badField(path, shown, shown + " is not of type 'object'");
  }

  /** As an error quotes it; nothing of it when it may be secret. */
  private static String shown(String path, JsonNode value) {
    if (SecretFields.isSecret(path)) {
      return SecretFields.HIDDEN;
    }
    JsonNode node = Secrets.hiddenIn(value);
    String text = node.isString() ? "'" + node.stringValue() + "'" : node.toString();
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }

  private String quoted(String field, String text) {
    return SecretFields.isSecret(name(field)) ? SecretFields.HIDDEN : abbreviated(text);
  }

  private String name(String field) {
    return path.isEmpty() ? field : path + "/" + field;
  }

  private CloudException bad(String field, JsonNode value, String reason) {
    return CloudException.badField(name(field), shown(name(field), value), reason);
  }

  private @Nullable JsonNode get(String field) {
    known.add(field);
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  private CloudException missing(String field) {
    return CloudException.badField(
        name(field), shown(path, node), "'" + field + "' is a required property");
  }

  /** Whether the field is there, even as null. */
  public boolean has(String field) {
    known.add(field);
    return node.has(field);
  }

  /** Whether the field is there and null. */
  public boolean isNull(String field) {
    known.add(field);
    JsonNode value = node.get(field);
    return value != null && value.isNull();
  }

  /** The names of all fields there are. */
  public Set<String> names() {
    return Set.copyOf(node.propertyNames());
  }

  /** The object itself, unchecked. */
  public ObjectNode raw() {
    return node;
  }

  /** A field unchecked, marked as known. */
  public Optional<JsonNode> any(String field) {
    return Optional.ofNullable(get(field));
  }

  /**
   * A string of {@code min} to {@code max} characters without control characters but newline, tab.
   */
  public Optional<String> string(String field, int min, int max) {
    JsonNode value = get(field);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw bad(field, value, shown(name(field), value) + " is not of type 'string'");
    }
    String text = value.stringValue();
    if (text.length() < min) {
      throw bad(field, value, shown(name(field), value) + " is too short");
    }
    if (text.length() > max) {
      throw bad(
          field, value, shown(name(field), value) + " is too long: at most " + max + " characters");
    }
    if (text.chars().anyMatch(c -> c < 0x20 && c != '\n' && c != '\t' && c != '\r')) {
      throw bad(field, value, "control characters are not allowed");
    }
    return Optional.of(text);
  }

  public String requiredString(String field, int min, int max) {
    return string(field, min, max).orElseThrow(() -> missing(field));
  }

  /** A string that matches a pattern; {@code what} says in words what is expected. */
  public Optional<String> matching(String field, Pattern pattern, String what) {
    Optional<String> text = string(field, 0, 1 << 20);
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      throw CloudException.badField(
          name(field),
          quoted(field, text.get()),
          "'" + quoted(field, text.get()) + "' is not " + what);
    }
    return text;
  }

  private static String abbreviated(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }

  /** One of {@code choices}. */
  public Optional<String> oneOf(String field, List<String> choices) {
    Optional<String> text = string(field, 0, 255);
    if (text.isPresent() && !choices.contains(text.get())) {
      throw CloudException.badField(
          name(field),
          quoted(field, text.get()),
          "'" + quoted(field, text.get()) + "' is not one of " + choices);
    }
    return text;
  }

  /** An integer, or text that is one, as OpenStack's own services take it. */
  public OptionalInt integer(String field, int min, int max) {
    JsonNode value = get(field);
    if (value == null) {
      return OptionalInt.empty();
    }
    long number;
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      number = value.longValue();
    } else if (value.isString() && value.stringValue().matches("-?[0-9]{1,18}")) {
      number = Long.parseLong(value.stringValue());
    } else {
      throw bad(field, value, shown(name(field), value) + " is not of type 'integer'");
    }
    if (number < min) {
      throw bad(field, value, number + " is less than the minimum of " + min);
    }
    if (number > max) {
      throw bad(field, value, number + " is greater than the maximum of " + max);
    }
    return OptionalInt.of((int) number);
  }

  public int requiredInteger(String field, int min, int max) {
    return integer(field, min, max).orElseThrow(() -> missing(field));
  }

  /** A boolean, or the text {@code true}/{@code false} in any case. */
  public Optional<Boolean> bool(String field) {
    JsonNode value = get(field);
    if (value == null) {
      return Optional.empty();
    }
    if (value.isBoolean()) {
      return Optional.of(value.booleanValue());
    }
    if (value.isString() && value.stringValue().equalsIgnoreCase("true")) {
      return Optional.of(true);
    }
    if (value.isString() && value.stringValue().equalsIgnoreCase("false")) {
      return Optional.of(false);
    }
    throw bad(field, value, shown(name(field), value) + " is not of type 'boolean'");
  }

  /** An object within. */
  public Optional<Fields> object(String field) {
    return Optional.ofNullable(get(field)).map(value -> of(value, name(field)));
  }

  public Fields requiredObject(String field) {
    return object(field).orElseThrow(() -> missing(field));
  }

  /** A list of at most {@code max} things. */
  public Optional<List<JsonNode>> list(String field, int max) {
    JsonNode value = get(field);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isArray()) {
      throw bad(field, value, shown(name(field), value) + " is not of type 'array'");
    }
    if (value.size() > max) {
      throw bad(field, value, "it has " + value.size() + " items; at most " + max + " are allowed");
    }
    List<JsonNode> items = new ArrayList<>();
    value.forEach(items::add);
    return Optional.of(items);
  }

  /** A list of objects. */
  public Optional<List<Fields>> objects(String field, int max) {
    return list(field, max)
        .map(items -> {
          List<Fields> objects = new ArrayList<>();
          for (int i = 0; i < items.size(); i++) {
            objects.add(of(items.get(i), name(field) + "/" + i));
          }
          return objects;
        });
  }

  /** A list of strings of at most {@code maxLength} characters each. */
  public Optional<List<String>> strings(String field, int max, int maxLength) {
    return list(field, max)
        .map(items -> {
          List<String> texts = new ArrayList<>();
          for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            if (!item.isString() || item.stringValue().length() > maxLength) {
              throw bad(
                  field + "/" + i,
                  item,
                  shown(name(field), item)
                      + " is not a string of at most "
                      + maxLength
                      + " characters");
            }
            texts.add(item.stringValue());
          }
          return texts;
        });
  }

  /** An object of string values, in the order given, e.g. server metadata. */
  public Optional<Map<String, String>> stringMap(
      String field, int maxEntries, int maxKey, int maxValue) {
    return object(field)
        .map(entries -> {
          Map<String, String> map = new LinkedHashMap<>();
          for (String key : entries.node.propertyNames()) {
            if (key.isEmpty() || key.length() > maxKey) {
              throw CloudException.badField(
                  entries.name(key), key, "a key has 1 to " + maxKey + " characters");
            }
            map.put(key, entries.requiredString(key, 0, maxValue));
          }
          if (map.size() > maxEntries) {
            throw CloudException.badField(
                name(field), map.size(), "at most " + maxEntries + " entries are allowed");
          }
          return map;
        });
  }

  /** Refuses the first field that nobody asked for. */
  public void rejectOthers() {
    for (String field : node.propertyNames()) {
      if (!known.contains(field)) {
        String shown = SecretFields.isSecret(path) ? SecretFields.HIDDEN : abbreviated(field);
        throw CloudException.badField(
            name(shown), shown, UNEXPECTED + " ('" + shown + "' was unexpected)");
      }
    }
  }
}
