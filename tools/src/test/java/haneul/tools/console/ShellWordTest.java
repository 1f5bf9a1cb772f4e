package haneul.tools.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain/path-1.2",
        "two words",
        "it's",
        "a\"b",
        "line\nend",
        "tab\there",
        "\u0001\u001b[31m",
        "",
        "back\\slash",
        "$HOME",
        "a'b\nc\\d",
        "하늘",
        "-x",
        "~",
        "#"
      })
  void aShellReadsItAsItIs(String text) throws IOException {
    String word = ShellWord.of(text);
    assertThat(word).doesNotContainPattern("\\p{Cntrl}");
    assertThat(new Program("bash", "-c", "printf %s " + word).run().bytes())
        .asString()
        .isEqualTo(text);
  }
}
