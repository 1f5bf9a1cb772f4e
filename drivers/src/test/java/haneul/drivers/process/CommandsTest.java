package haneul.drivers.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandsTest {
  @Test
  void answersWhatWasSaid() throws IOException {
    assertThat(Commands.run("echo", "a b")).isEqualTo("a b\n");
    assertThat(Commands.runWithInput("하늘", "cat")).isEqualTo("하늘");
  }

  @Test
  void namesTheCommandAndItsError() {
    assertThatThrownBy(() -> Commands.run("sh", "-c", "echo sorry >&2; exit 3"))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("sh -c")
        .hasMessageContaining("status 3: sorry");
  }

  @Test
  void endsWhatTakesTooLong() {
    assertThatThrownBy(() -> Commands.run(Duration.ofMillis(100), List.of("sleep", "30")))
        .hasMessageContaining("sleep 30: not done within");
  }

  @Test
  void doesNotWaitForADaemonThatKeptTheOutput() throws IOException {
    long begin = System.nanoTime();
    assertThat(Commands.run("sh", "-c", "echo up; sleep 5 &")).isEqualTo("up\n");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void saysWhichProgramIsMissing() {
    assertThatThrownBy(() -> Commands.run("no-such-program"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-program");
  }
}
