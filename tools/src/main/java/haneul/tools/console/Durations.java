package haneul.tools.console;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as people write them: {@code 90s}, {@code 10m}, {@code 1h}, {@code 7d}, {@code
 * 2w}.
 */
public final class Durations {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})([smhdw])");

  private Durations() {}

  /**
   * Reads one.
   *
   * @param what for the error's sake: what the length of time is for
   */
  public static Duration parse(String what, String text) {
    Matcher found = TEXT.matcher(text.strip());
    if (!found.matches()) {
      throw new UserError(what + " takes a time such as 90s, 10m, 1h, 7d or 2w, not " + text);
    }
    long number = Long.parseLong(found.group(1));
    return switch (found.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofDays(7 * number);
    };
  }

  /**
   * In its largest unit, and the next if there is a rest: {@code 1h}, {@code 1d2h}, {@code 90s}.
   */
  public static String text(Duration duration) {
    long seconds = duration.abs().toSeconds();
    String text =
        seconds < 100
            ? seconds + "s"
            : seconds < 3600
                ? two(seconds / 60, "m", seconds % 60, "s")
                : seconds < 86400
                    ? two(seconds / 3600, "h", seconds % 3600 / 60, "m")
                    : two(seconds / 86400, "d", seconds % 86400 / 3600, "h");
    return (duration.isNegative() ? "-" : "") + text;
  }

  private static String two(long large, String unit, long small, String smallUnit) {
    return large + unit + (small == 0 ? "" : small + smallUnit);
  }
}
