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

  /** The parser words its errors for who uses it, by its classes and settings. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}{}",
        "{} x",
        "{}]",
        "[]{}",
        "{",
        "{\"a\"",
        "{\"a\":tru}",
        "{\"a\":NaN}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":1e}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":1,\"a\":2}",
        "/*x*/{}",
        "\u0000\u0000\u0000{",
        "x"
      })
  void whatIsNoJsonIsRefusedInOurOwnWords(String body) {
    assertThatThrownBy(() -> Json.parse(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(CloudException.class)
        .hasMessageStartingWith("The request body is not valid JSON: line ")
        .hasMessageEndingWith(".")
        .message()
        .doesNotContain("jackson", "Feature", "Stream", "byte[]", "()", "Exception", "haneul");
  }

  @ParameterizedTest
  @ValueSource(strings = {WHOLE, "\\\\ud83d", "\\ud7ff", "하늘"})
  void textIsTaken(String text) {
    assertThat(Json.parse(("\"" + text + "\"").getBytes(StandardCharsets.UTF_8)).isString())
        .isTrue();
  }
}
