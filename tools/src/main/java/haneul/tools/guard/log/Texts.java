package haneul.tools.guard.log;

import java.nio.charset.StandardCharsets;

/** Turns bytes of a log, which are anybody's, into text that is safe to look at. */
final class Texts {
  /** Longer fields are cut before a rule sees them: as long as a web server's longest request. */
  static final int MOST_FIELD_BYTES = 64 << 10;

  private static final int MOST_SHOWN_CHARS = 160;

  private Texts() {}

  static String utf8(byte[] bytes, int from, int to) {
    int length = Math.min(to - from, MOST_FIELD_BYTES);
    return length <= 0 ? "" : new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Undoes what Apache and nginx do to quotes and control characters: {@code \"} {@code \x22}. */
  static String unescaped(byte[] bytes, int from, int to) {
    int end = Math.min(to, from + MOST_FIELD_BYTES);
    int at = from;
    while (at < end && bytes[at] != '\\') {
      at++;
    }
    if (at == end) {
      return utf8(bytes, from, end);
    }
    byte[] plain = new byte[end - from];
    int length = 0;
    for (at = from; at < end; at++) {
      byte b = bytes[at];
      if (b == '\\' && at + 1 < end) {
        int code = at + 3 < end && bytes[at + 1] == 'x' ? hex(bytes[at + 2], bytes[at + 3]) : -1;
        b = code >= 0 ? (byte) code : bytes[at + 1];
        at += code >= 0 ? 3 : 1;
      }
      plain[length++] = b;
    }
    return utf8(plain, 0, length);
  }

  /** Undoes a URL's {@code %41}, once, as a server does; what is no such code stays. */
  static String decoded(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int at = 0; at < bytes.length; at++) {
      byte b = bytes[at];
      int code = b == '%' && at + 2 < bytes.length ? hex(bytes[at + 1], bytes[at + 2]) : -1;
      if (code >= 0) {
        b = (byte) code;
        at += 2;
      } else if (b == '+' && plusIsSpace) {
        b = ' ';
      }
      bytes[length++] = b;
    }
    return utf8(bytes, 0, length);
  }

  private static int hex(byte high, byte low) {
    int first = Character.digit(high, 16);
    int second = Character.digit(low, 16);
    return first < 0 || second < 0 ? -1 : first << 4 | second;
  }

  /** The beginning of it, printable. */
  static String shown(byte[] bytes, int from, int to) {
    return shown(utf8(bytes, from, Math.min(to, from + 4 * MOST_SHOWN_CHARS)));
  }

  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int at = 0; at < text.length() && shown.length() < MOST_SHOWN_CHARS; ) {
      int point = text.codePointAt(at);
      int type = Character.getType(point);
      boolean obeyed =
          Character.isISOControl(point)
              || type == Character.FORMAT
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR
              || type == Character.SURROGATE;
      shown.appendCodePoint(obeyed ? '?' : point);
      at += Character.charCount(point);
    }
    return shown.toString();
  }
}
