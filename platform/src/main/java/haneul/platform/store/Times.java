package haneul.platform.store;

import java.time.Instant;
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

  private Times() {}

  /** For a column, and for identity's API: {@code 2026-11-22T08:54:26.000000Z}. */
  public static String text(Instant instant) {
    return FORMAT.format(instant);
  }

  /** As compute, image and network show times: {@code 2026-11-22T08:54:26Z}. */
  public static String seconds(Instant instant) {
    return SECONDS.format(instant);
  }

  public static Instant parse(String text) {
    return Instant.parse(text);
  }
}
