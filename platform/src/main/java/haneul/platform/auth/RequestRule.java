package haneul.platform.auth;

/**
 * One kind of request.
 *
 * @param service the type of the service, e.g. {@code compute}
 * @param path as keystonemiddleware reads it: {@code *} and {@code {name}} stand for some
 *     characters without a slash, {@code **} for any characters at all
 */
public record RequestRule(String service, String method, String path) {
  private static final int MAX_PATH = 2_048;

  /** Whether a request is of this kind. */
  public boolean allows(String askedService, String askedMethod, String askedPath) {
    return service.equals(askedService)
        && method.equals(askedMethod)
        && askedPath.length() <= MAX_PATH
        && matches(askedPath);
  }

  /**
   * Follows all ways to read the pattern at once, so that no path takes longer than its length
   * times the pattern's.
   */
  private boolean matches(String asked) {
    boolean[] at = new boolean[path.length() + 1];
    at[0] = true;
    skipEmpty(at);
    for (int i = 0; i < asked.length(); i++) {
      at = after(at, asked.charAt(i));
      skipEmpty(at);
    }
    return at[path.length()];
  }

  /** {@code **} may stand for nothing. */
  private void skipEmpty(boolean[] at) {
    for (int i = 0; i < path.length(); i++) {
      if (at[i] && path.startsWith("**", i)) {
        at[i + 2] = true;
      }
    }
  }

  private boolean[] after(boolean[] at, char c) {
    boolean[] next = new boolean[at.length];
    for (int i = 0; i < path.length(); i++) {
      if (!at[i]) {
        continue;
      }
      if (path.startsWith("**", i)) {
        next[i] = true;
      } else if (wildEnd(i) > i) {
        next[i] |= c != '/';
        next[wildEnd(i)] |= c != '/';
      } else {
        next[i + 1] |= path.charAt(i) == c;
      }
    }
    return next;
  }

  /** Where {@code *} or {@code {name}} that begins here ends; here when none does. */
  private int wildEnd(int from) {
    if (path.charAt(from) == '*') {
      return from + 1;
    }
    int close = path.charAt(from) == '{' ? path.indexOf('}', from) : -1;
    return close < 0 ? from : close + 1;
  }
}
