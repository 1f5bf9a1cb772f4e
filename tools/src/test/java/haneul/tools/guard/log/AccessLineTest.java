package haneul.tools.guard.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessLineTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String TIME = "[10/Oct/2026:13:55:36 -0700]";

  private static @Nullable Entry maybe(LogFormat format, String line) {
    byte[] bytes = ("before\n" + line + "\nafter").getBytes(StandardCharsets.ISO_8859_1);
    return new LineParser(format, NOW, ZoneOffset.UTC).parse(bytes, 7, bytes.length - 6);
  }

  private static Entry read(String line) {
    return Objects.requireNonNull(maybe(LogFormat.AUTO, line), line);
  }

  @Test
  void combined() {
    Entry line =
        read(
            "192.0.2.7 - frank "
                + TIME
                + " \"GET /a%20b?c=d+e&f=%26 HTTP/1.1\" 404 2326 \"http://x/\\\"y\" \"Agent (\\x22)\"");
    assertThat(line.address()).hasToString("192.0.2.7");
    assertThat(Instant.ofEpochMilli(line.timeMillis())).isEqualTo("2026-10-10T20:55:36Z");
    assertThat(line.method()).isEqualTo("GET");
    assertThat(line.path()).isEqualTo("/a b");
    assertThat(line.query()).isEqualTo("c=d e&f=&");
    assertThat(line.status()).isEqualTo(404);
    assertThat(line.referer()).isEqualTo("http://x/\"y");
    assertThat(line.agent()).isEqualTo("Agent (\")");
    assertThat(line.host()).isEmpty();
  }

  @Test
  void commonAndWithTheSite() {
    Entry common = read("2001:db8::7 - - " + TIME + " \"POST / HTTP/1.0\" 200 -");
    assertThat(common.address()).hasToString("2001:db8::7");
    assertThat(common.referer()).isEmpty();
    assertThat(common.agent()).isEmpty();
    Entry site = read("wiki.example.org:443 192.0.2.7 - - " + TIME + " \"GET /x HTTP/1.1\" 200 1");
    assertThat(site.address()).hasToString("192.0.2.7");
    assertThat(site.host()).isEqualTo("wiki.example.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://example.org/x?action=y HTTP/1.1",
        "GET https://example.org:443/x?action=y HTTP/2.0",
        "GET /x?action=y",
        "GET /x?action=y HTTP/1.1"
      })
  void theTargetIsFound(String request) {
    Entry line = read("192.0.2.7 - - " + TIME + " \"" + request + "\" 200 1 \"-\" \"-\"");
    assertThat(line.path()).isEqualTo("/x");
    assertThat(line.query()).isEqualTo("action=y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "\\x16\\x03\\x01",
        "GET",
        "GET ",
        " ",
        "\\",
        "GET http://",
        "OPTIONS *",
        "?"
      })
  void garbageIsNoRequest(String request) {
    Entry line = read("192.0.2.7 - - " + TIME + " \"" + request + " \" 400 1 \"-\" \"-\"");
    assertThat(line.status()).isEqualTo(400);
    assertThat(line.query()).isEmpty();
    assertThat(line.path()).doesNotContain("\"");
  }

  /** Whoever asks chooses the user's name: the time and the request are still the server's. */
  @Test
  void aForgedUserNameForgesNothing() {
    Entry line =
        read(
            "192.0.2.7 - 203.0.113.9 - - [01/Jan/2030:00:00:00 +0000] \\\"POST /forged HTTP/1.1\\\" 401 1 "
                + TIME
                + " \"GET /real HTTP/1.1\" 200 1 \"-\" \"-\"");
    assertThat(line.address()).hasToString("192.0.2.7");
    assertThat(line.path()).isEqualTo("/real");
    assertThat(line.method()).isEqualTo("GET");
    assertThat(Instant.ofEpochMilli(line.timeMillis())).isEqualTo("2026-10-10T20:55:36Z");
  }

  @Test
  void aForgedRequestOrAgentForgesNothing() {
    Entry line =
        read(
            "192.0.2.7 - - "
                + TIME
                + " \"GET /real\\\" 401 1 \\\"x HTTP/1.1\" 200 1 \"-\" \"\\\" 203.0.113.9 - - "
                + TIME
                + " \\\"POST /forged HTTP/1.1\\\" 401\"");
    assertThat(line.address()).hasToString("192.0.2.7");
    assertThat(line.status()).isEqualTo(200);
    assertThat(line.path()).isEqualTo("/real\" 401 1 \"x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.9,", "unknown", "host.example.org", "1.2.3", "-"})
  void aNameIsNobody(String first) {
    String line = first + " - - " + TIME + " \"GET / HTTP/1.1\" 200 1";
    assertThat(Objects.requireNonNull(maybe(LogFormat.ACCESS, line)).address()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"",
        "192.0.2.7",
        "192.0.2.7 - - \"GET / HTTP/1.1\" 200 1",
        "192.0.2.7 - - [10/Oct/2026:13:55:36 -0700] \"GET / HTTP/1.1",
        "192.0.2.7 - - [10/Oct/2026:13:55:36 -0700] \"GET / HTTP/1.1\" x",
        "] \"GET / HTTP/1.1\" 200 1",
        "Oct 10 13:55:36 host sshd[1]: 192.0.2.7 - - [10/Oct/2026:13:55:36 -0700] \"GET / HTTP/1.1\" 200"
      })
  void whatIsNoneIsNone(String text) {
    assertThat(maybe(LogFormat.AUTO, text) instanceof AccessLine).isFalse();
  }

  @Test
  void aTimeThatThereIsNotIsNone() {
    Entry line = read("192.0.2.7 - - [99/Foo/2026:13:55:36 -0700] \"GET / HTTP/1.1\" 200 1");
    assertThat(line.timeMillis()).isEqualTo(Entry.NO_TIME);
  }

  /** Whatever bytes: an answer, never an exception; and nothing that a terminal would obey. */
  @Property(tries = 500)
  void anyBytesAreTaken(@ForAll byte[] head, @ForAll byte[] request, @ForAll byte[] rest) {
    String line = text(head) + " " + TIME + " \"" + text(request) + "\" 200 " + text(rest);
    for (LogFormat format : LogFormat.values()) {
      Entry entry = maybe(format, line.replace('\n', ' '));
      if (entry != null) {
        String all =
            entry.method()
                + entry.path()
                + entry.query()
                + entry.referer()
                + entry.agent()
                + entry.host()
                + entry.message()
                + entry.program()
                + entry.address()
                + entry.timeMillis()
                + entry.status();
        assertThat(all).isNotNull();
        assertThat(entry.text()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(200);
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
