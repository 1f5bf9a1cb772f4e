package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Fields;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Kinds of fields that nova's requests have in common. */
final class Inputs {
  static final int MAX_METADATA = 1000;
  static final int MAX_TAGS = 50;
  private static final int MAX_USER_DATA = 65_535;

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
  private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9_:. -]{1,255}");
  private static final Pattern TAG = Pattern.compile("[^,/]{1,60}");
  private static final Pattern HOSTNAME =
      Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 =
      Pattern.compile("(?=.*:)[0-9a-fA-F:]{2,39}(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3})?");

  private Inputs() {}

  /** A name: 1 to 255 characters, none of them a control character, no blanks at its ends. */
  static String name(Fields fields, String field) {
    String name = fields.requiredString(field, 1, 255);
    return checkedName(field, name);
  }

  static String checkedName(String field, String name) {
    boolean control = name.chars().anyMatch(Character::isISOControl);
    if (control || !name.equals(name.strip())) {
      throw CloudException.badField(
          field, name, "'" + name + "' must not have blanks at its ends nor control characters");
    }
    return name;
  }

  static Optional<String> description(Fields fields, String field) {
    return fields.string(field, 0, 255);
  }

  static Optional<String> hostname(Fields fields, String field) {
    return fields.matching(field, HOSTNAME, "a host name");
  }

  static boolean isUuid(String text) {
    return UUID.matcher(text).matches();
  }

  static String requireUuid(String field, String text) {
    if (!isUuid(text)) {
      throw CloudException.badField(field, text, "'" + text + "' is not a 'uuid'");
    }
    return text;
  }

  static Optional<String> uuid(Fields fields, String field) {
    return fields.string(field, 0, 255).map(text -> requireUuid(field, text));
  }

  /** An IPv4 or IPv6 address. */
  static Optional<String> address(Fields fields, String field) {
    Optional<String> text = fields.string(field, 0, 64);
    if (text.isPresent()
        && !IPV4.matcher(text.get()).matches()
        && !IPV6.matcher(text.get()).matches()) {
      throw CloudException.badField(
          field, text.get(), "'" + text.get() + "' is not an 'ipv4' or 'ipv6' address");
    }
    return text;
  }

  static String ipv4(Fields fields, String field) {
    Optional<String> text = fields.string(field, 0, 15);
    if (text.isPresent() && !text.get().isEmpty() && !IPV4.matcher(text.get()).matches()) {
      throw CloudException.badField(field, text.get(), "'" + text.get() + "' is not a 'ipv4'");
    }
    return text.orElse("");
  }

  static String ipv6(Fields fields, String field) {
    Optional<String> text = fields.string(field, 0, 45);
    if (text.isPresent() && !text.get().isEmpty() && !IPV6.matcher(text.get()).matches()) {
      throw CloudException.badField(field, text.get(), "'" + text.get() + "' is not a 'ipv6'");
    }
    return text.orElse("");
  }

  /** Base64, at most 64 KiB of it. */
  static Optional<String> userData(Fields server) {
    Optional<String> data = server.string("user_data", 0, 1 << 20);
    if (data.isEmpty() || data.get().isEmpty()) {
      return Optional.empty();
    }
    if (data.get().length() > MAX_USER_DATA) {
      throw CloudException.badField(
          "server/user_data", data.get(), "it is too long: at most 65535 characters of base64");
    }
    try {
      Base64.getMimeDecoder().decode(data.get());
      String packed = data.get().replaceAll("\\s", "");
      Base64.getDecoder().decode(packed);
      return Optional.of(packed);
    } catch (IllegalArgumentException e) {
      throw CloudException.badField("server/user_data", data.get(), "it is not a 'base64'");
    }
  }

  static Map<String, String> metadata(Fields fields, String field) {
    fields
        .object(field)
        .ifPresent(entries -> entries.names().forEach(key -> checkedKey(field, key)));
    return fields.stringMap(field, MAX_METADATA, 255, 255).orElse(Map.of());
  }

  /** A metadata or extra spec key. */
  static String checkedKey(String field, String key) {
    if (!KEY.matcher(key).matches()) {
      throw CloudException.badField(
          field, key, "'" + key + "' does not match '^[a-zA-Z0-9-_:. ]{1,255}$'");
    }
    return key;
  }

  static List<String> tags(Fields fields, String field) {
    LinkedHashSet<String> tags = new LinkedHashSet<>();
    List<JsonNode> list = fields.list(field, MAX_TAGS).orElse(List.of());
    for (JsonNode tag : list) {
      if (!tag.isString()) {
        throw CloudException.badField(field, tag, tag + " is not of type 'string'");
      }
      tags.add(tag(tag.stringValue()));
    }
    return List.copyOf(tags);
  }

  /** A tag: 1 to 60 characters without comma and slash. */
  static String tag(String text) {
    if (!TAG.matcher(text).matches() || text.chars().anyMatch(Character::isISOControl)) {
      throw CloudException.badField(
          "tag", text, "'" + text + "' is not 1 to 60 characters without ',' and '/'");
    }
    return text;
  }
}
