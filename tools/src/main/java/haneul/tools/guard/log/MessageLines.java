package haneul.tools.guard.log;

import java.time.Instant;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lines that begin with a time: syslog's two formats, and what programs write themselves, such as
 * Keystone. In syslog's, host and program follow.
 */
final class MessageLines {
  /** Host, program, perhaps its process. Every part is bounded and ends where the next begins. */
  private static final Pattern SAID =
      Pattern.compile(" ([^ ]{1,255}) ([^ \\[\\]:]{1,128})(?:\\[\\d{1,10}\\])?: ");

  /** rsyslog, of a program's message; it stands for those that came after the first. */
  private static final Pattern REPEATED =
      Pattern.compile("message repeated ([0-9]{1,6}) times: \\[ ?(.*)\\]");

  /** sysklogd and BSD's, of the line before; the latter in its own name. */
  private static final Pattern LAST_REPEATED =
      Pattern.compile(" [^ ]{1,255} (?:[^ :]{1,128}: )?last message repeated ([0-9]{1,6}) times?");

  private final Instant now;
  private final ZoneId zone;
  private @Nullable Message last;

  MessageLines(Instant now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /** One after the other, as they stand in the log. */
  @Nullable Entry read(byte[] bytes, int from, int to) {
    last = parse(bytes, from, to);
    return last;
  }

  private @Nullable Message parse(byte[] bytes, int from, int to) {
    if (to - from < 16 || !(Character.isDigit(bytes[from]) || Character.isUpperCase(bytes[from]))) {
      return null;
    }
    String line = Texts.utf8(bytes, from, to);
    Timestamps.Found time =
        Character.isDigit(line.charAt(0))
            ? Timestamps.iso(line, zone)
            : Timestamps.syslog(line, now, zone);
    if (time.timeMillis() == Entry.NO_TIME) {
      return null;
    }
    String rest = line.substring(time.end());
    Matcher said = SAID.matcher(rest);
    // A program's own log has a process or a level there; only syslog puts a T into its ISO times.
    boolean syslog = !Character.isDigit(line.charAt(0)) || line.charAt(10) == 'T';
    if (syslog && last != null) {
      Matcher again = LAST_REPEATED.matcher(rest);
      if (again.matches()) {
        return new Message(
            time.timeMillis(), last.program(), last.message(), times(again.group(1)));
      }
    }
    if (syslog && said.lookingAt()) {
      String message = rest.substring(said.end());
      Matcher repeated = REPEATED.matcher(message);
      return repeated.matches()
          ? new Message(
              time.timeMillis(), said.group(2), repeated.group(2), times(repeated.group(1)))
          : new Message(time.timeMillis(), said.group(2), message);
    }
    return new Message(time.timeMillis(), "", rest.strip());
  }

  private static int times(String digits) {
    return Math.max(1, Integer.parseInt(digits));
  }
}
