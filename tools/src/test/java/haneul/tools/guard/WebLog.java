package haneul.tools.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes an Apache's log. */
record WebLog(Path file) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss +0000", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  static final String SPAM = "GET /FrontPage?action=newaccount HTTP/1.1";

  static String line(String address, Instant time, String request) {
    return "%s - - [%s] \"%s\" 200 51 \"-\" \"agent\"\n"
        .formatted(address, TIME.format(time), request);
  }

  WebLog add(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return this;
  }

  WebLog add(String address, Instant time, String request) throws IOException {
    return add(line(address, time, request));
  }

  /** As many as ban, a second apart, the last at the time. */
  WebLog spam(String address, Instant time) throws IOException {
    for (int left = 5; left >= 0; left--) {
      add(address, time.minusSeconds(left), SPAM);
    }
    return this;
  }
}
