package haneul.platform.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.auth.Caller;
import haneul.platform.turn.Room;
import haneul.platform.turn.Turns;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/**
 * What clients may have this program hold at once. Bodies and answers that are not small are
 * reckoned to the client's address and project until the answer is sent; who asks for long lists
 * has turns, since making one takes several times what it is in the end.
 */
final class Memory {
  /** Every request may hold this much. */
  static final int SMALL_BYTES = 16 << 10;

  private static final int SMALL_PAGE = 100;
  private static final Turns.Bounds LISTS = new Turns.Bounds(4, 500, Duration.ofSeconds(30));
  private static final int LISTS_OF_ONE = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Room room;
  private final Turns lists = new Turns(LISTS);

  /** A quarter of the heap, and of that a quarter for one. */
  Memory(MeterRegistry metrics, int port) {
    this(metrics, port, Runtime.getRuntime().maxMemory() / 4);
  }

  Memory(MeterRegistry metrics, int port, long bytes) {
    this.room = new Room(bytes, bytes / 4);
    Gauge.builder("haneul.http.held.bytes", room, Room::held)
        .description("Bodies and answers under way")
        .tag("port", Integer.toString(port)) // agents are listened to at another
        .register(metrics);
  }

  Room.Hold hold(String address) {
    Room.Hold hold = room.hold();
    hold.by("address " + ClientNetwork.of(address));
    return hold;
  }

  /** Has a handler answer, and holds what it answers. */
  Response answer(ServiceApi.Route route, Request request, Handler handler) throws Exception {
    if (!isLong(route, request)) {
      return held(handler.handle(request), request.hold(), Duration.ZERO);
    }
    try (Turns.Turn _ = turn(request.caller())) {
      return held(handler.handle(request), request.hold(), PATIENCE);
    }
  }

  /** Collections end in no parameter. A token is none, and is asked for more than all else. */
  private static boolean isLong(ServiceApi.Route route, Request request) {
    return request.method().equals("GET")
        && route.access() != Access.ANYONE
        && !route.template().endsWith("}")
        && !route.template().endsWith("/file")
        && !route.template().startsWith("/v3/auth/")
        && request
            .query()
            .first("limit")
            .filter(limit -> limit.matches("[0-9]{1,9}"))
            .map(limit -> Integer.parseInt(limit) > SMALL_PAGE)
            .orElse(true);
  }

  private Turns.Turn turn(Caller caller) throws InterruptedException {
    return lists
        .take(List.of(new Turns.Share(who(caller), LISTS_OF_ONE)), false)
        .orElseThrow(Memory::full);
  }

  static String who(Caller caller) {
    return caller
        .project()
        .map(project -> "project " + project.value())
        .orElse("user " + caller.user().value());
  }

  private static Response held(Response response, Room.Hold hold, Duration patience)
      throws InterruptedException {
    if (response.body() instanceof Response.Bytes bytes
        && bytes.bytes().length > SMALL_BYTES
        && !hold.take(bytes.bytes().length, patience)) {
      throw full();
    }
    return response;
  }

  static CloudException full() {
    return CloudException.of(
            ErrorKind.UNAVAILABLE,
            "TooMuchAtOnce",
            "Too many large requests of your project or from your address are under way; try again"
                + " in a moment, or ask for smaller pages.")
        .withHeader("Retry-After", "2");
  }
}
