package haneul.platform.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.error.SecretFields;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Keeps what clients may have sent in confidence out of logs and errors. */
final class Secrets {
  /** After these a path has a token's id, in older APIs than ours. */
  private static final Pattern TOKEN_IN_PATH = Pattern.compile("(?i)(/tokens?/)[^/]+");

  /** Longer than any id or name: only a token is. */
  private static final Pattern LONG_IN_PATH = Pattern.compile("[^/]{81,}");

  private Secrets() {}

  /** The same thing with what is secret in it hidden. */
  static JsonNode hiddenIn(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode shown = Json.object();
        object
            .properties()
            .forEach(one ->
                shown.set(
                    one.getKey(),
                    SecretFields.isSecret(one.getKey())
                        ? StringNode.valueOf(SecretFields.HIDDEN)
                        : hiddenIn(one.getValue())));
        yield shown;
      }
      case ArrayNode array -> {
        ArrayNode shown = Json.array();
        array.forEach(one -> shown.add(hiddenIn(one)));
        yield shown;
      }
      default -> node;
    };
  }

  static String hiddenInPath(String path) {
    String without = TOKEN_IN_PATH.matcher(path).replaceAll("$1" + SecretFields.HIDDEN);
    return LONG_IN_PATH.matcher(without).replaceAll(SecretFields.HIDDEN);
  }

  /**
   * A bad request says which field, and not what was in it; what is not found or there already was
   * named by the client, perhaps by a token. The client was told that.
   */
  static String loggable(CloudException failure) {
    if (failure.kind() == ErrorKind.NOT_FOUND || failure.kind() == ErrorKind.CONFLICT) {
      return "the client was told why";
    }
    if (failure.kind() != ErrorKind.BAD_REQUEST) {
      return failure.message();
    }
    CloudException.BadField bad = failure.badField();
    if (bad == null) {
      return "the client was told why";
    }
    boolean unknown = bad.reason().startsWith(Fields.UNEXPECTED);
    String field = unknown ? bad.field().replaceFirst("[^/]*$", "") + "…" : bad.field();
    return "the field '" + field + "'; the client was told why";
  }
}
