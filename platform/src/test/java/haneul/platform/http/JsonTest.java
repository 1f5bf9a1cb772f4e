package haneul.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.error.CloudException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final String HALF = "\\ud83d";
  private static final String WHOLE = "\\ud83d\\ude00";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"" + HALF + "\"}",
        "{\"a\":[{\"b\":\"x" + HALF + "x\"}]}",
        "{\"" + HALF + "\":1}",
        "{\"a\":\"" + HALF + "\\uD83D\"}",
        "\"\\uDE00\""
      })
  void halfASurrogatePairIsRefused(String body) {
    assertThatThrownBy(() -> Json.parse(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("surrogate pair");
  }

  @ParameterizedTest
  @ValueSource(strings = {WHOLE, "\\\\ud83d", "\\ud7ff", "하늘"})
  void textIsTaken(String text) {
    assertThat(Json.parse(("\"" + text + "\"").getBytes(StandardCharsets.UTF_8)).isString())
        .isTrue();
  }
}
