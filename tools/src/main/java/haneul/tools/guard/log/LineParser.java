package haneul.tools.guard.log;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Makes an entry of a line, if it can be understood. */
public final class LineParser {
  private final LogFormat format;
  private final MessageLines messages;
  private final AccessLine access = new AccessLine();

  /**
   * @param now for lines without a year
   * @param zone for lines without a zone
   */
  public LineParser(LogFormat format, Instant now, ZoneId zone) {
    this.format = format;
    this.messages = new MessageLines(now, zone);
  }

  /** The entry, good until the next call; null when the line is none. */
  public @Nullable Entry parse(byte[] bytes, int from, int to) {
    return switch (format) {
      case ACCESS -> access.read(bytes, from, to) ? access : null;
      case JSON -> JsonLine.read(bytes, from, to);
      case SYSLOG -> messages.read(bytes, from, to);
      case AUTO, JOURNAL -> guess(bytes, from, to);
    };
  }

  /**
   * What begins with a brace is JSON. An access line begins with an address, or with a site before
   * one: what begins otherwise is not taken for one, however much of it looks like one.
   */
  private @Nullable Entry guess(byte[] bytes, int from, int to) {
    if (from == to) {
      return null;
    }
    if (bytes[from] == '{') {
      return JsonLine.read(bytes, from, to);
    }
    if (access.read(bytes, from, to) && (numeric(bytes, from) || access.address() != null)) {
      return access;
    }
    return messages.read(bytes, from, to);
  }

  /** Whether the first word can only be an IPv4 address: the usual case, told quickly. */
  private static boolean numeric(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] == '.' || (bytes[at] >= '0' && bytes[at] <= '9')) {
      at++;
    }
    return at > from && bytes[at] == ' ';
  }
}
