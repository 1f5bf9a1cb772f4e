package haneul.platform.http;

import haneul.base.error.CloudException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A request's query, decoded; a name may come several times. */
public final class Query {
  private static final int MAX_PARAMETERS = 1000;

  private final String raw;
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Query(String raw) {
    this.raw = raw;
  }

  /** Decodes what follows the question mark. */
  public static Query parse(String raw) {
    Query query = new Query(raw);
    if (raw.isEmpty()) {
      return query;
    }
    String[] parts = raw.split("&", MAX_PARAMETERS + 1);
    if (parts.length > MAX_PARAMETERS) {
      throw CloudException.badRequest("The query has more than " + MAX_PARAMETERS + " parameters.");
    }
    for (String part : parts) {
      int equals = part.indexOf('=');
      String name = decode(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : decode(part.substring(equals + 1));
      if (!name.isEmpty()) {
        query.values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      }
    }
    return query;
  }

  /** Undoes percent-encoding, strictly: %00, half a %, and what is not UTF-8 are refused. */
  static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0 && isPlain(text)) {
      return text;
    }
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.put(escaped(text, i));
        i += 2;
      } else if (c > 0 && c < 0x100) {
        // What is beyond ASCII came as bytes of UTF-8, one a character.
        bytes.put((byte) (c == '+' ? ' ' : c));
      } else {
        throw malformed(text);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(bytes.flip())
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed(text);
    }
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c > 0 && c < 0x80);
  }

  private static byte escaped(String text, int at) {
    int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
    int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
    int value = high < 0 || low < 0 ? 0 : high * 16 + low;
    if (value == 0) {
      throw malformed(text);
    }
    return (byte) value;
  }

  private static CloudException malformed(String text) {
    String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
    return CloudException.badRequest("The address is not well-formed: " + shown);
  }

  /** As it came, for links to the same page. */
  public String raw() {
    return raw;
  }

  public Set<String> names() {
    return values.keySet();
  }

  public Optional<String> first(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getFirst);
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** An integer of at least {@code min}; anything else is the caller's fault. */
  public OptionalInt integer(String name, int min) {
    OptionalLong number = number(name, min, 9);
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }

  /** The same for a number of up to 18 digits. */
  public OptionalLong number(String name, long min) {
    return number(name, min, 18);
  }

  private OptionalLong number(String name, long min, int mostDigits) {
    Optional<String> text = first(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("-?[0-9]{1," + mostDigits + "}")) {
      throw CloudException.badField(name, text.get(), "'" + text.get() + "' is not an integer");
    }
    long number = Long.parseLong(text.get());
    if (number < min) {
      throw CloudException.badField(name, number, "it must be at least " + min);
    }
    return OptionalLong.of(number);
  }

  /** OpenStack's booleans: true, 1, yes, on, and their opposites, in any case. */
  public Optional<Boolean> bool(String name) {
    return first(name)
        .map(text ->
            switch (text.toLowerCase(java.util.Locale.ROOT)) {
              case "true", "1", "yes", "on", "t", "y", "" -> true;
              case "false", "0", "no", "off", "f", "n" -> false;
              default ->
                  throw CloudException.badField(name, text, "'" + text + "' is not a boolean");
            });
  }
}
