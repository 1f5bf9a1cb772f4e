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

  private final Instant now;
  private final ZoneId zone;

  MessageLines(Instant now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  @Nullable Entry read(byte[] bytes, int from, int to) {
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
    if (syslog && said.lookingAt()) {
      return new Message(time.timeMillis(), said.group(2), rest.substring(said.end()));
    }
    return new Message(time.timeMillis(), "", rest.strip());
  }
}
