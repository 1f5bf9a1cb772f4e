package haneul.services.image.domain;

import haneul.base.error.CloudException;
import haneul.base.error.SecretFields;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Checks of single values, worded as Glance's schema has them. */
final class AttributeValues {
  private static final int MAX_LISTED = 4096;

  private AttributeValues() {}

  static Optional<String> optionalText(String field, JsonNode value, int max) {
    return value.isNull() ? Optional.empty() : Optional.of(text(field, value, max));
  }

  static String text(String field, JsonNode value, int max) {
    if (!value.isString()) {
      throw bad(field, value, "is not of type 'string'");
    }
    String text = value.stringValue();
    if (text.length() > max) {
      throw bad(field, value, "is too long: at most " + max + " characters");
    }
    return checked(field, text);
  }

  /** Refuses what cannot be stored or shown: control characters and halves of characters. */
  static String checked(String field, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = c < 0x20 && c != '\n' && c != '\t' && c != '\r';
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (control || (Character.isSurrogate(c) && !pair)) {
        throw CloudException.badField(
            field, "", "control characters and unpaired surrogates are not allowed");
      }
      i += pair ? 1 : 0;
    }
    return text;
  }

  static Optional<String> optionalOneOf(String field, JsonNode value, List<String> choices) {
    return value.isNull() ? Optional.empty() : Optional.of(oneOf(field, value, choices));
  }

  static String oneOf(String field, JsonNode value, List<String> choices) {
    if (!value.isString() || !choices.contains(value.stringValue())) {
      throw bad(field, value, "is not one of " + choices);
    }
    return value.stringValue();
  }

  static boolean bool(String field, JsonNode value) {
    if (!value.isBoolean()) {
      throw bad(field, value, "is not of type 'boolean'");
    }
    return value.booleanValue();
  }

  static int natural(String field, JsonNode value) {
    if (!value.isIntegralNumber()) {
      throw bad(field, value, "is not of type 'integer'");
    }
    if (!value.canConvertToInt() || value.intValue() < 0) {
      throw bad(field, value, "is not between 0 and " + Integer.MAX_VALUE);
    }
    return value.intValue();
  }

  static Set<String> tags(String field, JsonNode value) {
    if (!value.isArray()) {
      throw bad(field, value, "is not of type 'array'");
    }
    if (value.size() > MAX_LISTED) {
      throw bad(field, value, "has too many items");
    }
    Set<String> tags = new LinkedHashSet<>();
    for (JsonNode item : value) {
      tags.add(text(field, item, 255));
    }
    return tags;
  }

  private static CloudException bad(String field, JsonNode value, String problem) {
    String text = value.isString() ? "'" + value.stringValue() + "'" : value.toString();
    String shown =
        SecretFields.isSecret(field)
            ? SecretFields.HIDDEN
            : text.length() > 200 ? text.substring(0, 200) + "…" : text;
    return CloudException.badField(field, shown, shown + " " + problem);
  }
}
