package haneul.tools.guard.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of syslog, of programs, and of JSON. */
final class MessageTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:30:00Z");

  private static @Nullable Entry maybe(String line, ZoneId zone) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return new LineParser(LogFormat.AUTO, NOW, zone).parse(bytes, 0, bytes.length);
  }

  private static Entry read(String line) {
    return Objects.requireNonNull(maybe(line, ZoneOffset.UTC), line);
  }

  private static Instant time(Entry entry) {
    return Instant.ofEpochMilli(entry.timeMillis());
  }

  /** The year is not in the line: it is the latest that is not in the future. */
  @ParameterizedTest
  @CsvSource({
    "Mar  1 00:29:59,2026-03-01T00:29:59Z",
    "Mar  1 23:00:00,2026-03-01T23:00:00Z", // a clock that is a little ahead
    "Mar  3 00:00:00,2025-03-03T00:00:00Z",
    "Dec 31 23:59:60,2025-12-31T23:59:59Z",
    "Feb 29 12:00:00,2024-02-29T12:00:00Z"
  })
  void syslogTimes(String text, Instant expected) {
    Entry entry = read(text + " host sshd[17]: Invalid user x from 192.0.2.7");
    assertThat(time(entry)).isEqualTo(expected);
    assertThat(entry.program()).isEqualTo("sshd");
    assertThat(entry.message()).isEqualTo("Invalid user x from 192.0.2.7");
    assertThat(entry.address()).isNull();
  }

  /** As rsyslog, sysklogd and FreeBSD put it. */
  @Test
  void whatIsSaidOnceForManyCountsAsMany() {
    LineParser parser = new LineParser(LogFormat.AUTO, NOW, ZoneOffset.UTC);
    String failed = "Failed password for root from 192.0.2.7 port 22 ssh2";
    assertThat(said(parser, "Feb  1 10:00:00 h last message repeated 2 times"))
        .as("of a line that is not known")
        .endsWith(" 1");
    assertThat(said(parser, "Feb  1 10:00:01 h sshd[1]: " + failed))
        .isEqualTo("sshd " + failed + " 1");
    assertThat(
            said(parser, "Feb  1 10:00:02 h sshd[1]: message repeated 5 times: [ " + failed + "]"))
        .isEqualTo("sshd " + failed + " 5");
    assertThat(said(parser, "Feb  1 10:00:03 h last message repeated 17 times"))
        .isEqualTo("sshd " + failed + " 17");
    assertThat(said(parser, "Feb  1 10:00:04 h syslogd: last message repeated 1 time"))
        .isEqualTo("sshd " + failed + " 1");
  }

  private static String said(LineParser parser, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    Entry entry = Objects.requireNonNull(parser.parse(bytes, 0, bytes.length));
    return entry.program() + " " + entry.message() + " " + entry.times();
  }

  @Test
  void timesWithoutAZoneAreLocal() {
    Entry entry = Objects.requireNonNull(maybe("Feb 28 10:00:00 h p: m", ZoneId.of("Asia/Seoul")));
    assertThat(time(entry)).isEqualTo("2026-02-28T01:00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-02-01T10:00:00.5+09:00 host sshd[1]: said: it|2026-02-01T01:00:00.500Z|sshd|said: it",
        "2026-02-01T10:00:00+0000 host sshd-session[1]: x|2026-02-01T10:00:00Z|sshd-session|x",
        "2026-02-01 10:00:00.123 4711 WARNING keystone [-] x|2026-02-01T10:00:00.123Z||4711 WARNING keystone [-] x",
        "2026/02/01 10:00:00 [error] 5#5: x|2026-02-01T10:00:00Z||[error] 5#5: x",
        "2026-02-01 10:00:00 host sshd[1]: no syslog|2026-02-01T10:00:00Z||host sshd[1]: no syslog"
      })
  void otherTimes(String line, Instant time, @Nullable String program, String message) {
    Entry entry = read(line);
    assertThat(time(entry)).isEqualTo(time);
    assertThat(entry.program()).isEqualTo(program == null ? "" : program);
    assertThat(entry.message()).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-13-01T10:00:00Z host p: m",
        "Foo  1 10:00:00 host p: m",
        "Feb 31 10:00:00 host p: m",
        "a line of something else entirely",
        "2026-02-01",
        "{\"time\":",
        "[]",
        "{} {}x\u0001"
      })
  void whatIsNoneIsNone(String line) {
    Entry entry = maybe(line, ZoneOffset.UTC);
    assertThat(entry == null || entry.timeMillis() == Entry.NO_TIME).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // nginx as told by its operator
        "{'time_iso8601':'2026-02-01T10:00:00+00:00','remote_addr':'192.0.2.7',"
            + "'request':'POST /a%20b?c=d HTTP/1.1','status':'401','http_referer':'r',"
            + "'http_user_agent':'u'}",
        "{'msec':'1769940000.000','remote_addr':'192.0.2.7','request_method':'POST',"
            + "'request_uri':'/a%20b?c=d','status':401,'http_referer':'r','http_user_agent':'u'}",
        // Caddy
        "{'level':'info','ts':1769940000.0,'logger':'http.log.access','request':{"
            + "'remote_ip':'192.0.2.7','remote_port':'5','method':'POST','host':'h',"
            + "'uri':'/a%20b?c=d','headers':{'User-Agent':['u'],'Referer':['r']}},'status':401}",
        "{'ts':1769940000.0,'request':{'remote_addr':'192.0.2.7:5555','method':'POST',"
            + "'uri':'/a%20b?c=d','headers':{'User-Agent':['u'],'Referer':['r']}},'status':401}",
        // Elastic's schema
        "{'@timestamp':'2026-02-01T10:00:00.000Z','client.ip':'192.0.2.7',"
            + "'http.request.method':'POST','url.original':'/a%20b?c=d',"
            + "'http.response.status_code':401,'http.request.referrer':'r',"
            + "'user_agent.original':'u'}"
      })
  void jsonUnderTheNamesInUse(String line) {
    Entry entry = read(line.replace('\'', '"'));
    assertThat(time(entry)).isEqualTo("2026-02-01T10:00:00Z");
    assertThat(entry.address()).hasToString("192.0.2.7");
    assertThat(entry.method()).isEqualTo("POST");
    assertThat(entry.path()).isEqualTo("/a b");
    assertThat(entry.query()).isEqualTo("c=d");
    assertThat(entry.status()).isEqualTo(401);
    assertThat(entry.referer()).isEqualTo("r");
    assertThat(entry.agent()).isEqualTo("u");
  }

  @Test
  void traefik() {
    Entry entry =
        read(
            "{\"ClientHost\":\"2001:db8::7\",\"RequestMethod\":\"GET\",\"RequestPath\":\"/x\",\"DownstreamStatus\":404,"
                + "\"StartUTC\":\"2026-02-01T10:00:00.5Z\"}");
    assertThat(entry.address()).hasToString("2001:db8::7");
    assertThat(time(entry)).isEqualTo("2026-02-01T10:00:00.500Z");
    assertThat(entry.path() + entry.status()).isEqualTo("/x404");
  }

  @Test
  void theJournalAsJson() {
    Entry entry =
        read(
            "{\"__REALTIME_TIMESTAMP\":\"1769940000000001\",\"_UID\":\"0\",\"SYSLOG_IDENTIFIER\":\"sshd\","
                + "\"MESSAGE\":[73,110,255,10,118]}");
    assertThat(time(entry)).isEqualTo("2026-02-01T10:00:00Z");
    assertThat(entry.program()).isEqualTo("sshd");
    assertThat(entry.message()).isEqualTo("In\ufffd\nv");
    assertThat(entry.member("_UID")).isEqualTo("0");
    assertThat(entry.text()).isEqualTo("In\ufffd?v");
  }
}
