package haneul.tools.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgramTest {
  @Test
  void argumentsInputEnvironmentAndDirectoryAreAsGiven() throws IOException {
    Program.Result result =
        new Program(
                "sh",
                "-c",
                "cat; printf '%s|' \"$@\" \"$HANEUL_TEST\" \"$HOME\"; pwd; exit 3",
                "sh",
                "a  b",
                "*")
            .reading("in ".getBytes(StandardCharsets.UTF_8))
            .with("HANEUL_TEST", "x y")
            .with("HOME", null)
            .in(Path.of("/"))
            .run();
    assertThat(result.text()).isEqualTo("in a  b|*|x y||/");
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.ok()).isFalse();
  }

  @Test
  void whatItComplainsOfIsHeardAndKept() throws IOException {
    StringBuilder heard = new StringBuilder();
    Program.Result result =
        new Program("sh", "-c", "echo out; echo 'bad  ' >&2; echo luck >&2; exit 1")
            .heardBy(heard::append)
            .run();
    assertThat(heard).asString().isEqualTo("bad  \nluck\n");
    assertThat(result.complaint()).isEqualTo("bad\nluck");
    assertThat(new Program("sh", "-c", "echo out; exit 1").run().complaint()).isEqualTo("out");
    assertThat(new Program("false").run().complaint()).isEqualTo("it ended with status 1");
  }

  @Test
  void timeAndOutputAreBounded() throws IOException {
    assertThatThrownBy(() -> new Program("sleep", "100").within(Duration.ofMillis(50)).run())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("sleep was not done within");
    assertThatThrownBy(() -> new Program("head", "-c", "70000000", "/dev/zero").run())
        .hasMessageContaining("said more than");
    assertThat(new Program("sh", "-c", "yes 123456789 | head -n 5000 >&2").run().err())
        .hasSize(16 << 10);
    assertThatThrownBy(() -> new Program("/no/such/program").run()).isInstanceOf(IOException.class);
  }

  /** As an ssh that stays for the next connection does. */
  @Test
  void aChildLeftBehindDoesNotHoldItUp() throws IOException {
    assertThat(new Program("sh", "-c", "echo said; sleep 5 & exit 0").run().text())
        .isEqualTo("said");
  }
}
