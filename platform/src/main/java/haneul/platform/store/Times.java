package haneul.platform.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Instants as text columns: UTC, microseconds, always the same length, so that text order is time
 * order and an operator can read them in both databases.
 */
public final class Times {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  /** Where the digits of our own texts are; a formatter takes ten times as long to find them. */
  private static final String SHAPE = "0000-00-00T00:00:00.000000Z";

  private Times() {}

  /** For a column, and for identity's API: {@code 2026-11-22T08:54:26.000000Z}. */
  public static String text(Instant instant) {
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > 9999) {
      return FORMAT.format(instant);
    }
    char[] text = SHAPE.toCharArray();
    write(text, 0, 4, time.getYear());
    write(text, 5, 2, time.getMonthValue());
    write(text, 8, 2, time.getDayOfMonth());
    write(text, 11, 2, time.getHour());
    write(text, 14, 2, time.getMinute());
    write(text, 17, 2, time.getSecond());
    write(text, 20, 6, time.getNano() / 1_000);
    return new String(text);
  }

  private static void write(char[] text, int at, int digits, int number) {
    int left = number;
    for (int i = at + digits - 1; i >= at; i--) {
      text[i] = (char) ('0' + left % 10);
      left /= 10;
    }
  }

  /** As compute, image and network show times: {@code 2026-11-22T08:54:26Z}. */
  public static String seconds(Instant instant) {
    return SECONDS.format(instant);
  }

  /** Reads what {@link #text} wrote; takes what ISO 8601 writes otherwise too. */
  public static Instant parse(String text) {
    if (!hasOurShape(text)) {
      return Instant.parse(text);
    }
    long day = LocalDate.of(read(text, 0, 4), read(text, 5, 2), read(text, 8, 2)).toEpochDay();
    int second = (read(text, 11, 2) * 60 + read(text, 14, 2)) * 60 + read(text, 17, 2);
    return Instant.ofEpochSecond(day * 86_400 + second, read(text, 20, 6) * 1_000L);
  }

  private static boolean hasOurShape(String text) {
    if (text.length() != SHAPE.length()) {
      return false;
    }
    for (int i = 0; i < SHAPE.length(); i++) {
      char c = text.charAt(i);
      if (SHAPE.charAt(i) == '0' ? c < '0' || c > '9' : c != SHAPE.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int read(String text, int at, int digits) {
    int number = 0;
    for (int i = at; i < at + digits; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
