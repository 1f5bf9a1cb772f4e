package haneul.platform.http;

import haneul.base.error.CloudException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON trees. Reading is strict and bounded: depth, string and number length, duplicate keys. */
public final class Json {
  private static final int MAX_DEPTH = 64;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(100)
                          .maxStringLength(1 << 20)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** Parses a request's body; what is wrong with it is the caller's fault. */
  public static JsonNode parse(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node == null || node.isMissingNode()) {
        throw CloudException.badRequest("The request body is empty; it must be a JSON object.");
      }
      if (escapesSurrogates(body)) {
        requireText(node);
      }
      return node;
    } catch (JacksonException e) {
      throw CloudException.badRequest("The request body is not valid JSON: " + where(e));
    }
  }

  /**
   * Half a surrogate pair is no text: a database cannot keep it. UTF-8 has no way to write it, so
   * only an escape can have brought it.
   */
  private static boolean escapesSurrogates(byte[] body) {
    for (int i = 0; i + 3 < body.length; i++) {
      if (body[i] == '\\' && body[i + 1] == 'u' && (body[i + 2] | 0x20) == 'd') {
        return true;
      }
    }
    return false;
  }

  private static void requireText(JsonNode node) {
    if (node.isString()) {
      requireText(node.stringValue());
    }
    node.propertyNames().forEach(Json::requireText);
    node.forEach(Json::requireText);
  }

  private static void requireText(String text) {
    if (text.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff)) {
      throw CloudException.badRequest(
          "The request body is not valid text: it holds half of a surrogate pair.");
    }
  }

  /** In our words: the parser's are about its own classes and settings. */
  private static String where(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return (at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ")
        + switch (e) {
          case StreamConstraintsException _ ->
              "it is nested more than "
                  + MAX_DEPTH
                  + " deep, or a name, a text or a number in it is too long.";
          case MismatchedInputException _ -> "something follows what is whole already.";
          default -> ours(String.valueOf(e.getOriginalMessage()));
        };
  }

  private static String ours(String theirs) {
    if (theirs.startsWith("Duplicate")) {
      return "a name comes twice in one object.";
    }
    return theirs.contains("surrogate")
        ? "it holds half of a surrogate pair."
        : "this cannot follow what is before it, or the text ends too early.";
  }

  /** Parses what we wrote ourselves, e.g. a column. */
  public static JsonNode parseOurs(String text) {
    return MAPPER.readTree(text);
  }

  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  public static String text(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }
}
