package haneul.drivers.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestHeadTest {
  private static @Nullable RequestHead read(String text) throws IOException {
    return RequestHead.read(
        new ByteArrayInputStream(RequestHead.bytes(text)),
        System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
  }

  @Test
  void readsMethodAndPath() throws IOException {
    assertThat(read("GET /latest/meta-data/?x=1 HTTP/1.1\r\nHost: h\r\n\r\n"))
        .isEqualTo(new RequestHead("GET", "/latest/meta-data/", true));
    assertThat(read("GET http://169.254.169.254/a%20b HTTP/1.0\r\n\r\n"))
        .isEqualTo(new RequestHead("GET", "/a b", false));
    assertThat(read("GET //latest HTTP/1.1\r\nConnection: Close\r\n\r\n"))
        .isEqualTo(new RequestHead("GET", "/latest", false));
    assertThat(read("")).isNull();
  }

  @Test
  void aBodyEndsTheConversation() throws IOException {
    assertThat(read("PUT /latest/api/token HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"))
        .isEqualTo(new RequestHead("PUT", "/latest/api/token", false));
  }

  @Test
  void refusesWhatIsNoHead() {
    for (String text :
        new String[] {
          "GET /\r\n\r\n",
          "GET / HTTP/2.0\r\n\r\n",
          "GET x HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\n",
          "GET /%zz HTTP/1.1\r\n\r\n",
          "GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n"
        }) {
      assertThatThrownBy(() -> read(text)).isInstanceOf(RequestHead.Malformed.class);
    }
  }
}
