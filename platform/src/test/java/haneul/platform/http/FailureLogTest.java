package haneul.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.error.ErrorKind;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a failed request leaves in the log. */
class FailureLogTest {
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Logger logger = Logger.getLogger(HttpServer.class.getName());
  private final TestApi api = new TestApi();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  FailureLogTest() {
    logger.setLevel(Level.INFO);
    logger.addHandler(handler);
  }

  @AfterEach
  void close() {
    logger.removeHandler(handler);
    logger.setLevel(null);
    api.close();
  }

  private LogRecord logged(String target) throws IOException {
    try (RawClient client = api.connect()) {
      client.request("GET", target).answer();
    }
    return records.getLast();
  }

  /** A stack is long, and whoever wants can have many written that are no defect of ours. */
  @ParameterizedTest
  @EnumSource(ErrorKind.class)
  void onlyADefectOfOursHasAStack(ErrorKind kind) throws IOException {
    LogRecord record = logged("/test/fails/" + kind);

    assertThat(record.getThrown() != null).isEqualTo(kind == ErrorKind.INTERNAL);
    assertThat(record.getLevel())
        .isEqualTo(
            switch (kind) {
              case INTERNAL -> Level.SEVERE;
              case UNAVAILABLE -> Level.WARNING;
              default -> Level.INFO;
            });
    assertThat(record.getMessage().contains("It says why."))
        .as("what the client gave is not repeated")
        .isEqualTo(
            !Set.of(ErrorKind.BAD_REQUEST, ErrorKind.NOT_FOUND, ErrorKind.CONFLICT).contains(kind));
    assertThat(record.getMessage().contains("TimeoutException: slow"))
        .isEqualTo(kind == ErrorKind.UNAVAILABLE);
  }

  @Test
  void anythingThrownIsADefect() throws IOException {
    assertThat(logged("/test/boom").getThrown()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v3/auth/tokens/gAAAAA", "/v2.0/tokens/gAAAAA/endpoints", "/Token/gAAAAA"})
  void aTokenInAPathIsNotSaid(String path) throws IOException {
    assertThat(logged("/test" + path).getMessage()).contains("/***").doesNotContain("gAAAAA");
    assertThat(logged("/test/x/" + "gAAAAA".repeat(20)).getMessage()).contains("GET /x/*** failed");
  }
}
