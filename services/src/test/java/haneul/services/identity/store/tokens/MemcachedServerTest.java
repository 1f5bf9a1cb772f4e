package haneul.services.identity.store.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a memcached may do to us, played by a socket that says what it is told to. */
class MemcachedServerTest {
  private final ServerSocket listener;
  private final List<Socket> connections = new ArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile String answer = "";

  MemcachedServerTest() throws IOException {
    listener = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    synchronized (connections) {
      for (Socket connection : connections) {
        connection.close();
      }
    }
  }

  private void serve() {
    try {
      while (true) {
        Socket connection = listener.accept();
        accepted.incrementAndGet();
        synchronized (connections) {
          connections.add(connection);
        }
        Thread.ofVirtual().start(() -> talk(connection));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void talk(Socket connection) {
    try {
      byte[] request = new byte[1000];
      while (connection.getInputStream().read(request) > 0) {
        connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // The other side hung up.
    }
  }

  private MemcachedServer server(Duration leftAlone) {
    return new MemcachedServer(
        InetSocketAddress.createUnresolved("127.0.0.1", listener.getLocalPort()), leftAlone);
  }

  @Test
  void aConnectionIsUsedAgain() throws IOException {
    answer = "VALUE key 0 5\r\nhello\r\nEND\r\n";
    try (MemcachedServer server = server(Duration.ZERO)) {
      for (int i = 0; i < 3; i++) {
        assertThat(server.get("key")).contains("hello".getBytes(StandardCharsets.US_ASCII));
      }
    }

    assertThat(accepted).hasValue(1);
  }

  @Test
  void aConnectionThatWasClosedMeanwhileIsReplaced() throws IOException {
    answer = "END\r\n";
    try (MemcachedServer server = server(Duration.ofHours(1))) {
      assertThat(server.get("key")).isEmpty();
      synchronized (connections) {
        connections.getFirst().close();
      }
      assertThat(server.get("key")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR\r\n",
        "SERVER_ERROR out of memory\r\n",
        "VALUE other 0 1\r\nx\r\nEND\r\n",
        "VALUE key 0 999999\r\n",
        "VALUE key 0 -1\r\n",
        "VALUE key 0 99999999999999999999\r\n",
        "VALUE key 0\r\n",
        "VALUE key 0 1\r\nxx\r\nEND\r\n",
        "\r\n",
      })
  void anAnswerOutOfPlaceIsAnErrorAndTheServerIsLeftAlone(String strange) throws IOException {
    answer = strange;
    try (MemcachedServer server = server(Duration.ofHours(1))) {
      assertThatThrownBy(() -> server.get("key")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> server.get("key")).hasMessageContaining("a moment ago");
    }

    assertThat(accepted).hasValue(1);
  }

  @Test
  void anEndlessLineIsGivenUp() {
    answer = "x".repeat(2000);
    try (MemcachedServer server = server(Duration.ZERO)) {
      assertThatThrownBy(() -> server.get("key")).hasMessageContaining("a line without end");
    }
  }

  /** The answer never comes: only the timeout ends the wait. */
  @Test
  void silenceIsGivenUp() {
    try (MemcachedServer server = server(Duration.ofHours(1))) {
      assertThatThrownBy(() -> server.get("key")).hasMessageContaining("timed out");
      assertThatThrownBy(() -> server.set("key", 1, new byte[1]))
          .hasMessageContaining("a moment ago");
    }
  }

  @Test
  void keysSpreadEvenlyAndMoveOnlyWhereTheyMust() {
    HashRing<String> three = new HashRing<>(List.of("a", "b", "c"), name -> name);
    HashRing<String> four = new HashRing<>(List.of("d", "c", "b", "a"), name -> name);
    Map<String, Integer> shares = new HashMap<>();
    int moved = 0;
    for (int i = 0; i < 10_000; i++) {
      String before = three.server("key-" + i);
      String after = four.server("key-" + i);
      shares.merge(after, 1, Integer::sum);
      if (!before.equals(after)) {
        moved++;
        assertThat(after).isEqualTo("d");
      }
    }
    assertThat(shares.values()).allMatch(share -> share > 1_500 && share < 3_500);
    assertThat(moved).isEqualTo(shares.get("d"));
  }
}
