package haneul.tools.guard.rule;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a text that every match of an expression contains, in whatever case: the longest run of
 * plain characters that stands outside of all groups, classes and alternatives. It finds too little
 * rather than too much.
 */
final class NeededText {
  private static final String SPECIAL = "\\[](){}.*+?^$|";

  private static final Pattern REPEAT = Pattern.compile("\\{[0-9]{1,4}(?:,[0-9]{0,4})?}");

  private static final Pattern FLAGS = Pattern.compile("\\(\\?[a-zA-Z-]{0,8}\\)");

  private final String expression;
  private final StringBuilder run = new StringBuilder();
  private String longest = "";
  private int at;

  private NeededText(String expression) {
    this.expression = expression;
  }

  static String of(String expression) {
    return new NeededText(expression).find();
  }

  private String find() {
    // Flags at the beginning are for all, and the text is compared in any case anyway. Elsewhere a
    // repeat after them is for what stands before them.
    Matcher flags = FLAGS.matcher(expression);
    at = flags.lookingAt() ? flags.end() : 0;
    if (expression.contains("\\Q") || flags.find(at)) {
      return "";
    }
    while (at < expression.length()) {
      char c = expression.charAt(at);
      switch (c) {
        case '|' -> {
          return ""; // one of several: none of them is in every match
        }
        case '(' -> {
          end();
          passGroup();
        }
        case '[' -> {
          end();
          passClass();
        }
        case '*', '?' -> {
          dropLast();
          at++;
        }
        case '{' -> {
          Matcher repeat = REPEAT.matcher(expression).region(at, expression.length());
          if (repeat.lookingAt()) {
            dropLast();
            at = repeat.end();
          } else {
            run.append(c); // a brace that means a brace
            at++;
          }
        }
        case '+' -> {
          end();
          at++;
        }
        case '.', '^', '$' -> {
          end();
          at++;
        }
        case '\\' -> {
          if (!escape()) {
            return "";
          }
        }
        default -> {
          if (Character.isSurrogate(c) || c > 127) {
            end(); // cases of other alphabets have their own rules
          } else {
            run.append(c);
          }
          at++;
        }
      }
    }
    end();
    return longest;
  }

  private void end() {
    if (run.length() > longest.length()) {
      longest = run.toString();
    }
    run.setLength(0);
  }

  /**
   * Whether it is known how far it goes: {@code \x{41}} and {@code \pL} go further than they look.
   */
  private boolean escape() {
    char escaped = at + 1 < expression.length() ? expression.charAt(at + 1) : 'x';
    at += 2;
    if (SPECIAL.indexOf(escaped) >= 0 || escaped == '/' || escaped == '-') {
      run.append(escaped);
      return true;
    }
    end();
    return "dDsSwWbB".indexOf(escaped) >= 0;
  }

  /** The last character is perhaps not there at all. */
  private void dropLast() {
    if (!run.isEmpty()) {
      run.setLength(run.length() - 1);
    }
    end();
  }

  private int closing(char end) {
    int found = expression.indexOf(end, at);
    return found < 0 ? expression.length() : found + 1;
  }

  private void passClass() {
    at++;
    if (at < expression.length() && expression.charAt(at) == '^') {
      at++;
    }
    if (at < expression.length() && expression.charAt(at) == ']') {
      at++; // the first is one of the class
    }
    while (at < expression.length() && expression.charAt(at) != ']') {
      if (expression.startsWith("[:", at)) {
        at = closing(']') - 1;
      } else if (expression.charAt(at) == '\\') {
        at++;
      }
      at++;
    }
    at++;
  }

  private void passGroup() {
    int depth = 0;
    while (at < expression.length()) {
      char c = expression.charAt(at);
      if (c == '[') {
        passClass();
        continue;
      }
      at += c == '\\' ? 2 : 1;
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return;
      }
    }
  }
}
