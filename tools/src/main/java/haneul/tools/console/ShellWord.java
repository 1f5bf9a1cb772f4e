package haneul.tools.console;

import java.util.regex.Pattern;

/** Text as one word of a POSIX shell, to show in a command that someone will paste. */
public final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private ShellWord() {}

  /** As it is when that is safe, in quotes when not; on one line and without control characters. */
  public static String of(String text) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    if (!CONTROL.matcher(text).find()) {
      return "'" + text.replace("'", "'\\''") + "'";
    }
    StringBuilder word = new StringBuilder("$'");
    text.codePoints()
        .forEach(c -> {
          if (c == '\n') {
            word.append("\\n");
          } else if (c == '\t') {
            word.append("\\t");
          } else if (c == '\'' || c == '\\') {
            word.append('\\').appendCodePoint(c);
          } else if (Character.isISOControl(c)) {
            word.append("\\u%04x".formatted(c));
          } else {
            word.appendCodePoint(c);
          }
        });
    return word.append('\'').toString();
  }
}
