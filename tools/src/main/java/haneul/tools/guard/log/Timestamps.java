package haneul.tools.guard.log;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as logs write them, in milliseconds since 1970; {@link Entry#NO_TIME} for what is none. */
final class Timestamps {
  /** {@code 10/Oct/2026:13:55:36 -0700}. */
  static final int ACCESS_LENGTH = 26;

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  /** Every quantifier is bounded: this cannot take long, whatever it is given. */
  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})[-/](\\d\\d)[-/](\\d\\d)[T ](\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?"
              + " ?(Z|[+-]\\d\\d:?\\d\\d)?");

  private static final Pattern SYSLOG =
      Pattern.compile("([A-Z][a-z]{2}) ([ \\d]\\d) (\\d\\d):(\\d\\d):(\\d\\d)");

  /** A clock may be a little wrong, and a year must not be. */
  private static final Duration AHEAD = Duration.ofDays(1);

  private Timestamps() {}

  /** A time, and where the text goes on after it. */
  record Found(long timeMillis, int end) {
    static final Found NOTHING = new Found(Entry.NO_TIME, 0);
  }

  static long access(byte[] bytes, int from, int to) {
    if (to - from != ACCESS_LENGTH) {
      return Entry.NO_TIME;
    }
    int month = month(Texts.utf8(bytes, from + 3, from + 6));
    int sign = bytes[from + 21] == '-' ? -1 : 1;
    int zoneMinutes = two(bytes, from + 22) * 60 + two(bytes, from + 24);
    return millis(
        two(bytes, from + 7) * 100 + two(bytes, from + 9),
        month,
        two(bytes, from),
        two(bytes, from + 12),
        two(bytes, from + 15),
        two(bytes, from + 18),
        sign * zoneMinutes);
  }

  private static long millis(
      int year, int month, int day, int hour, int minute, int second, int zoneMinutes) {
    try {
      return LocalDateTime.of(year, month, day, hour, minute, Math.min(second, 59))
          .toInstant(ZoneOffset.ofTotalSeconds(zoneMinutes * 60))
          .toEpochMilli();
    } catch (DateTimeException e) {
      return Entry.NO_TIME;
    }
  }

  /** Two digits; what is none makes a date that there is not. */
  private static int two(byte[] bytes, int at) {
    int tens = bytes[at] - '0';
    int ones = bytes[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? 10_000 : tens * 10 + ones;
  }

  private static int month(String name) {
    int at = name.length() == 3 ? MONTHS.indexOf(name) : -1;
    return at % 3 == 0 ? at / 3 + 1 : 0;
  }

  /** {@code 2026-10-10T13:55:36.123+09:00} and its variants, at the beginning of the text. */
  static Found iso(String text, ZoneId zone) {
    Matcher found = ISO.matcher(text);
    if (!found.lookingAt()) {
      return Found.NOTHING;
    }
    String fraction = found.group(7) == null ? "" : found.group(7);
    try {
      LocalDateTime time =
          LocalDateTime.of(
              number(found, 1),
              number(found, 2),
              number(found, 3),
              number(found, 4),
              number(found, 5),
              Math.min(number(found, 6), 59),
              Integer.parseInt((fraction + "000000000").substring(0, 9)));
      String offset = found.group(8);
      ZoneId in = offset == null ? zone : ZoneOffset.of(offset);
      return new Found(time.atZone(in).toInstant().toEpochMilli(), found.end());
    } catch (DateTimeException e) {
      return Found.NOTHING;
    }
  }

  /**
   * {@code Oct 10 13:55:36}, at the beginning of the text. The year is not in it: it is the latest
   * that does not make it a day late for {@code now}.
   */
  static Found syslog(String text, Instant now, ZoneId zone) {
    Matcher found = SYSLOG.matcher(text);
    if (!found.lookingAt()) {
      return Found.NOTHING;
    }
    int month = month(found.group(1));
    int day = Integer.parseInt(found.group(2).strip());
    Instant latest = now.plus(AHEAD);
    int year = latest.atZone(zone).getYear();
    for (int candidate = year; candidate > year - 5; candidate--) { // the 29th of February is rare
      try {
        Instant time =
            LocalDateTime.of(
                    candidate,
                    month,
                    day,
                    number(found, 3),
                    number(found, 4),
                    Math.min(number(found, 5), 59))
                .atZone(zone)
                .toInstant();
        if (!time.isAfter(latest)) {
          return new Found(time.toEpochMilli(), found.end());
        }
      } catch (DateTimeException e) {
        // The day is not in this year, or in none.
      }
    }
    return Found.NOTHING;
  }

  private static int number(Matcher found, int group) {
    return Integer.parseInt(found.group(group));
  }

  /** Seconds, milliseconds or microseconds since 1970: their size tells which. */
  static long epoch(double number) {
    double millis = number < 1e11 ? number * 1_000 : number < 1e14 ? number : number / 1_000;
    return millis > 0 && millis < 1e14 ? Math.round(millis) : Entry.NO_TIME;
  }
}
