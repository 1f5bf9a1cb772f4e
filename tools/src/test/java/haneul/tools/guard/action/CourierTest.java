package haneul.tools.guard.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import haneul.tools.guard.state.GuardState.Notice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CourierTest {
  private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/secret",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          Integer answer = answers.poll();
          exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
          exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Courier courier(List<Notice> left) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/secret");
    return new Courier(url, left, warnings::add);
  }

  private static Notice notice(String id) {
    return new Notice(id, "{\"id\":\"" + id + "\"}", Instant.EPOCH);
  }

  @Test
  void bringsWhatWasLeftAndWhatComes() throws InterruptedException {
    try (Courier courier = courier(List.of(notice("a"), notice("b")))) {
      courier.take(notice("c"));
      courier.finish(Duration.ofSeconds(20));
      assertThat(courier.done()).containsExactly("a", "b", "c");
      assertThat(courier.done()).isEmpty();
    }
    assertThat(bodies).containsExactly("{\"id\":\"a\"}", "{\"id\":\"b\"}", "{\"id\":\"c\"}");
    assertThat(warnings).isEmpty();
  }

  @Test
  void bringsItAgainWhenItWasNotTaken() {
    answers.addAll(List.of(503, 302));
    try (Courier courier = courier(List.of(notice("a")))) {
      List<String> done = new ArrayList<>();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> done.addAll(courier.done()) || !done.isEmpty());
      assertThat(done).containsExactly("a");
    }
    assertThat(bodies).hasSize(3);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.peek()).contains("503").doesNotContain("secret");
  }

  /** Nobody there: whoever waits does not wait long, and the notice is not done. */
  @Test
  void givesBackTheTimeWhenNobodyAnswers() throws InterruptedException {
    server.stop(0);
    try (Courier courier = courier(List.of(notice("a")))) {
      courier.finish(Duration.ofMillis(300));
      assertThat(courier.done()).isEmpty();
      await().atMost(Duration.ofSeconds(20)).until(() -> !warnings.isEmpty());
    }
    assertThat(warnings.peek()).doesNotContain("secret");
  }
}
