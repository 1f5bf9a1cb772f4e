package haneul.tools.guard.log;

import haneul.tools.guard.address.Address;
import org.jspecify.annotations.Nullable;

/**
 * A line of a web server, combined or common, with or without the site before it:
 *
 * <pre>
 * example.org:443 192.0.2.7 - user [10/Oct/2026:13:55:36 +0900] "GET /a?b HTTP/1.1" 200 17 "-" "agent"
 * </pre>
 *
 * <p>Who asks chooses the user's name, the request, the referer and the agent. Servers escape a
 * quote in all of these, and nothing else of use: so the first quote that is not escaped begins the
 * request, and the time is what stands right before it, whatever the user's name looks like.
 *
 * <p>One object for all lines of a reader; a field is cut out only when a rule asks for it.
 */
final class AccessLine implements Entry {
  private byte[] bytes = new byte[0];
  private int from;
  private int to;
  private int request; // after the quote that begins it
  private int requestEnd; // the quote that ends it
  private int status;
  private int target;
  private int targetEnd;
  private @Nullable String method; // null: not looked for yet
  private @Nullable String path;
  private @Nullable String query;

  /** Whether it is such a line. */
  boolean read(byte[] buffer, int start, int end) {
    bytes = buffer;
    from = start;
    to = end;
    method = null;
    path = null;
    query = null;
    int quote = quote(start);
    int time = quote - 2 - Timestamps.ACCESS_LENGTH;
    if (quote == end || time <= start || bytes[quote - 2] != ']' || bytes[time - 1] != '[') {
      return false;
    }
    request = quote + 1;
    requestEnd = quote(request);
    status = status(requestEnd + 2);
    return status > 0;
  }

  /** The next quote that is not escaped, or the end. */
  private int quote(int start) {
    for (int at = start; at < to; at++) {
      byte b = bytes[at];
      if (b == '"') {
        return at;
      }
      if (b == '\\') {
        at++;
      }
    }
    return to;
  }

  private int status(int at) {
    if (at + 3 > to) {
      return 0;
    }
    int number = 0;
    for (int i = at; i < at + 3; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return 0;
      }
      number = number * 10 + (bytes[i] - '0');
    }
    return number;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public long timeMillis() {
    return Timestamps.access(bytes, request - 3 - Timestamps.ACCESS_LENGTH, request - 3);
  }

  /** The first word, or the second when the first is the site. A name is nobody's address. */
  @Override
  public @Nullable Address address() {
    Address first = Address.parse(word(0));
    return first != null ? first : Address.parse(word(1));
  }

  @Override
  public String host() {
    String first = word(0);
    return Address.parse(first) == null ? first.replaceFirst(":[0-9]{1,5}$", "") : "";
  }

  private String word(int which) {
    int start = from;
    for (int skipped = 0; skipped < which; skipped++) {
      start = space(start) + 1;
    }
    return start >= request ? "" : Texts.utf8(bytes, start, space(start));
  }

  private int space(int start) {
    int at = start;
    while (at < to && bytes[at] != ' ') {
      at++;
    }
    return at;
  }

  @Override
  public String method() {
    String found = method;
    if (found == null) {
      int end = space(request);
      boolean get =
          end - request == 3
              && bytes[request] == 'G'
              && bytes[request + 1] == 'E'
              && bytes[request + 2] == 'T';
      found = end >= requestEnd ? "" : get ? "GET" : Texts.utf8(bytes, request, end);
      method = found;
    }
    return found;
  }

  /** What was asked for, between method and protocol; without scheme and host if it had them. */
  private void findTarget() {
    int start = Math.min(space(request) + 1, requestEnd);
    int end = requestEnd;
    for (int at = requestEnd - 1; at > start && at > requestEnd - 12; at--) {
      if (bytes[at] == ' ') {
        end = at;
        break;
      }
    }
    if (start < end && bytes[start] != '/') {
      int at = start;
      while (at < end && bytes[at] != '/' && bytes[at] != '?') {
        at++;
      }
      if (at + 1 < end && at > start && bytes[at - 1] == ':' && bytes[at + 1] == '/') {
        at += 2;
        while (at < end && bytes[at] != '/' && bytes[at] != '?') {
          at++;
        }
        start = at;
      }
    }
    target = start;
    targetEnd = end;
  }

  private int question() {
    int at = target;
    while (at < targetEnd && bytes[at] != '?') {
      at++;
    }
    return at;
  }

  @Override
  public String path() {
    String found = path;
    if (found == null) {
      findTarget();
      found = Texts.decoded(Texts.unescaped(bytes, target, question()), false);
      path = found;
    }
    return found;
  }

  @Override
  public String query() {
    String found = query;
    if (found == null) {
      findTarget();
      int start = question() + 1;
      found =
          start >= targetEnd ? "" : Texts.decoded(Texts.unescaped(bytes, start, targetEnd), true);
      query = found;
    }
    return found;
  }

  @Override
  public String referer() {
    return quoted(0);
  }

  @Override
  public String agent() {
    return quoted(1);
  }

  /** One of the quoted texts after the request. */
  private String quoted(int which) {
    int start = quote(requestEnd + 1);
    for (int skipped = 0; skipped < which && start < to; skipped++) {
      start = quote(quote(start + 1) + 1);
    }
    return start >= to ? "" : Texts.unescaped(bytes, start + 1, quote(start + 1));
  }

  @Override
  public String text() {
    return Texts.shown(Texts.unescaped(bytes, request, requestEnd)) + " " + status;
  }
}
