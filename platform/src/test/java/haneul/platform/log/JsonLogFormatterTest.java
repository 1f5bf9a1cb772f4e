package haneul.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class JsonLogFormatterTest {
  @Test
  void aRecordIsOneLineWithItsRequestAndStack() {
    LogRecord record = new LogRecord(Level.WARNING, "two\nlines and \"quotes\"");
    record.setInstant(Instant.parse("2026-11-22T08:54:26Z"));
    record.setLoggerName("haneul.x");
    record.setThrown(new IllegalStateException("why"));
    StringBuilder line = new StringBuilder();
    RequestContext.run(
        "req-1", "192.0.2.1", () -> line.append(new JsonLogFormatter().format(record)));
    assertThat(line.toString()).endsWith("}\n").containsOnlyOnce("\n");
    var json = Json.parseOurs(line.toString());
    assertThat(json.path("time").asString("")).isEqualTo("2026-11-22T08:54:26.000000Z");
    assertThat(json.path("level").asString("")).isEqualTo("WARNING");
    assertThat(json.path("logger").asString("")).isEqualTo("haneul.x");
    assertThat(json.path("request_id").asString("")).isEqualTo("req-1");
    assertThat(json.path("client").asString("")).isEqualTo("192.0.2.1");
    assertThat(json.path("message").asString("")).isEqualTo("two\nlines and \"quotes\"");
    assertThat(json.path("stack").asString("")).contains("IllegalStateException: why");
  }
}
