package haneul.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IncomingBodyTest {
  private final AtomicLong now = new AtomicLong();
  private final IncomingBody body =
      new IncomingBody(() -> new ByteArrayInputStream(new byte[1 << 20]), now::get);

  private void reads(int bytes, int seconds) throws IOException {
    assertThat(body.read(new byte[bytes])).isEqualTo(bytes);
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void whoSendsAByteNowAndThenIsCutOff() throws IOException {
    reads(1, 15);
    reads(1, 15);
    reads(1, 15);
    assertThatThrownBy(() -> reads(1, 0))
        .isInstanceOf(IOException.class)
        .rootCause()
        .hasMessageContaining("bytes a second");
    assertThatThrownBy(() -> reads(1, 0)).isInstanceOf(IOException.class);
  }

  @Test
  void whoPausesButSendsEnoughIsNot() throws IOException {
    reads(200_000, 60);
    reads(1, 60);
    reads(100_000, 60);
    reads(1, 0);
  }
}
