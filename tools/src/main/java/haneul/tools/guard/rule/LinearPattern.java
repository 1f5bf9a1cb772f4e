package haneul.tools.guard.rule;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import haneul.tools.console.UserError;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression in RE2's syntax, whose matching takes time in proportion to the text: no
 * text that somebody sends can make it hang. {@code <address>} in it stands for an address, which
 * is then who did it.
 */
public final class LinearPattern {
  private static final int MOST_CHARS = 2_000;
  private static final int MOST_STEPS = 20_000;
  private static final String ADDRESS = "address";

  private final Pattern pattern;
  private final String needed;
  private final boolean findsNothing;
  private final boolean hasAddress;

  private LinearPattern(Pattern pattern, String needed, boolean hasAddress) {
    this.pattern = pattern;
    this.needed = needed;
    this.hasAddress = hasAddress;
    this.findsNothing = pattern.matcher("").find();
  }

  /**
   * Reads an expression.
   *
   * @param where for the error's sake
   */
  public static LinearPattern of(String where, String expression) {
    if (expression.length() > MOST_CHARS) {
      throw new UserError(where + ": the expression is longer than " + MOST_CHARS + " characters.");
    }
    String marked = "<" + ADDRESS + ">";
    boolean address = expression.contains(marked);
    if (address && expression.indexOf(marked) != expression.lastIndexOf(marked)) {
      throw new UserError(where + ": " + marked + " may be there only once.");
    }
    String whole = expression.replace(marked, "(?P<" + ADDRESS + ">[0-9A-Fa-f:.]{2,45})");
    try {
      Pattern pattern = Pattern.compile(whole);
      if (pattern.programSize() > MOST_STEPS) {
        throw new UserError(where + ": the expression is too large; are there repeats of repeats?");
      }
      return new LinearPattern(pattern, NeededText.of(whole), address);
    } catch (PatternSyntaxException e) {
      throw new UserError(
          where
              + ": "
              + e.getMessage()
              + ". The syntax is RE2's, which has no look-ahead and no back-references; for 'but not'"
              + " there is unless.");
    }
  }

  /** Whether it is somewhere in the text. */
  public boolean find(String text) {
    if (text.isEmpty()) {
      return findsNothing;
    }
    return contains(text) && pattern.matcher(text).find();
  }

  /** Most texts do not have what every match has, which is told far more quickly. */
  private boolean contains(String text) {
    int length = needed.length();
    int last = text.length() - length;
    for (int at = 0; at <= last; at++) {
      if (text.regionMatches(true, at, needed, 0, length)) {
        return true;
      }
    }
    return false;
  }

  boolean hasAddress() {
    return hasAddress;
  }

  /** What stands where {@code <address>} does in a text that matches. */
  @Nullable String address(String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? found.group(ADDRESS) : null;
  }

  /** The text that is in every match, in whatever case; empty when there is none to be seen. */
  String needed() {
    return needed;
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }
}
