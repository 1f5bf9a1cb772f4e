package haneul.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.ProjectId;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import haneul.platform.turn.Room;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a client has the program hold is bounded, and reckoned to him. */
class MemoryTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final ServiceApi API =
      new ServiceApi("test", "/test", ErrorFormat::keystone)
          .get("/things", Access.READER, request -> Response.empty(204))
          .get("/things/{id}", Access.READER, request -> Response.empty(204));
  private static final ServiceApi.Route LIST = API.routes().getFirst();
  private static final ServiceApi.Route SHOW = API.routes().getLast();

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Memory memory = new Memory(metrics, 5000, 8 * MEBIBYTE);

  private static Request request(Room.Hold hold, String project, String query, byte[] body) {
    Caller caller =
        new Caller(
            new UserId("u"),
            "user",
            new Caller.ProjectScope(new ProjectId(project), project, "default"),
            Set.of("member"),
            Instant.MAX);
    hold.by(Memory.who(caller));
    return new Request(
        "GET",
        "/things",
        Map.of(),
        Query.parse(query),
        name -> Optional.empty(),
        new ByteArrayInputStream(body),
        "req",
        "http://host",
        "192.0.2.1",
        Optional.empty(),
        hold,
        caller);
  }

  private Room.Hold answered(ServiceApi.Route route, String project, String from) throws Exception {
    Room.Hold hold = memory.hold(from);
    try {
      memory.answer(
          route,
          request(hold, project, "limit=10", new byte[0]),
          request -> Response.json(200, new byte[MEBIBYTE]));
    } catch (CloudException e) {
      hold.close();
      throw e;
    }
    return hold;
  }

  private double held() {
    return metrics.get("haneul.http.held.bytes").gauge().value();
  }

  @Test
  void answersAreHeldUntilTheyAreSentAndNoProjectHasMoreThanItsShare() throws Exception {
    Room.Hold one = answered(SHOW, "p", "192.0.2.1");
    Room.Hold two = answered(SHOW, "p", "192.0.2.2");
    assertThatThrownBy(() -> answered(SHOW, "p", "192.0.2.3"))
        .isInstanceOfSatisfying(
            CloudException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
              assertThat(e.headers()).containsKey("Retry-After");
            });
    assertThat(held()).isEqualTo(2 * MEBIBYTE);
    Room.Hold other = answered(SHOW, "q", "192.0.2.4");
    one.close();
    Room.Hold three = answered(SHOW, "p", "192.0.2.3");
    two.close();
    three.close();
    other.close();
    other.close();
    assertThat(held()).isZero();
  }

  @Test
  void noAddressHasMoreThanItsShare() throws Exception {
    answered(SHOW, "p", "192.0.2.1");
    answered(SHOW, "q", "192.0.2.1");
    assertThatThrownBy(() -> answered(SHOW, "r", "192.0.2.1")).isInstanceOf(CloudException.class);
    answered(SHOW, "r", "192.0.2.2").close();
  }

  @Test
  void allTogetherHaveNoMoreThanThereIs() throws Exception {
    for (int i = 0; i < 8; i++) {
      answered(SHOW, "p" + i, "192.0.2." + i);
    }
    assertThatThrownBy(() -> answered(SHOW, "one more", "192.0.2.99"))
        .isInstanceOf(CloudException.class);
  }

  @Test
  void bodiesAreHeldAsTheyCome() {
    try (Room.Hold hold = memory.hold("192.0.2.1");
        Room.Hold small = memory.hold("192.0.2.1")) {
      assertThat(request(hold, "p", "", new byte[900 << 10]).bytes(MEBIBYTE)).hasSize(900 << 10);
      assertThat(held()).isGreaterThan(1.7 * MEBIBYTE);
      Request another = request(memory.hold("192.0.2.1"), "p", "", new byte[900 << 10]);
      assertThatThrownBy(() -> another.bytes(MEBIBYTE))
          .isInstanceOfSatisfying(
              CloudException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
      assertThat(request(small, "p", "", new byte[10_000]).bytes(MEBIBYTE)).hasSize(10_000);
    }
  }

  @Test
  void longListsOfAProjectHaveTurnsAndShortOnesNeedNone() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      String from = "192.0.2." + i;
      Thread.ofVirtual()
          .start(() -> {
            try (Room.Hold hold = memory.hold(from)) {
              memory.answer(
                  LIST,
                  request(hold, "p", "limit=1000", new byte[0]),
                  request -> {
                    inside.incrementAndGet();
                    go.await();
                    return Response.empty(204);
                  });
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
    }
    await().until(() -> inside.get() == 2);
    for (String query : new String[] {"limit=10", "limit=100"}) {
      try (Room.Hold hold = memory.hold("192.0.2.9")) {
        Response response =
            memory.answer(
                LIST, request(hold, "p", query, new byte[0]), request -> Response.empty(204));
        assertThat(response.status()).isEqualTo(204);
      }
    }
    try (Room.Hold hold = memory.hold("192.0.2.9")) {
      Response others =
          memory.answer(LIST, request(hold, "q", "", new byte[0]), request -> Response.empty(204));
      assertThat(others.status()).isEqualTo(204);
    }
    assertThat(inside).hasValue(2);
    go.countDown();
    await().until(() -> inside.get() == 3);
  }
}
