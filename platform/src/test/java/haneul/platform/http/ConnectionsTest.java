package haneul.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who is idle costs the others nothing. */
class ConnectionsTest {
  private static HttpLimits limits(int connections, int ofOne) {
    return new HttpLimits(
        connections,
        ofOne,
        8_000,
        8_000,
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60));
  }

  /**
   * Far more than there may be, silent and in the middle of a head, and none of them in the way.
   */
  @Test
  void theIdleMakeRoom() throws IOException {
    List<RawClient> idle = new ArrayList<>();
    try (TestApi api = new TestApi(limits(40, 20));
        RawClient first = api.connect()) {
      assertThat(first.request("GET", "/test/open").answer().status()).isEqualTo(200);
      for (int i = 0; i < 200; i++) {
        RawClient client = api.connect();
        idle.add(client);
        if (i % 2 == 0) {
          client.send("GET /test/open HTTP/1.1\r\nX: ");
        }
        if (i % 10 == 0) { // and who is at work stays
          try (RawClient busy = api.connect()) {
            assertThat(busy.request("GET", "/test/open").answer().status()).isEqualTo(200);
          }
        }
      }
      assertThat(idle.getFirst().isGone()).isTrue();
      assertThat(idle.getLast().isClosedByServer(100)).isFalse();
    } finally {
      for (RawClient client : idle) {
        client.close();
      }
    }
  }

  @Test
  void thoseAtWorkStayAndWhoComesIsRefused() throws IOException {
    try (TestApi api = new TestApi(limits(40, 2));
        RawClient one = api.connect();
        RawClient two = api.connect()) {
      for (RawClient client : List.of(one, two)) {
        client.send(
            String.join(
                "\r\n",
                "POST /test/things HTTP/1.1",
                "Host: h",
                "X-Auth-Token: good",
                "Content-Length: 2",
                "Expect: 100-continue",
                "",
                ""));
        assertThat(client.answer().status()).isEqualTo(100);
      }
      try (RawClient third = api.connect()) {
        assertThat(third.isGone()).isTrue();
      }
      for (RawClient client : List.of(one, two)) {
        client.send("{}");
        assertThat(client.answer().status()).isEqualTo(201);
      }
      // Who has his answer is idle a moment later.
      Awaitility.await()
          .ignoreException(SocketException.class)
          .until(() -> {
            try (RawClient third = api.connect()) {
              return third.request("GET", "/test/open").answer().status() == 200;
            }
          });
    }
  }

  private static final class Fake extends Socket {
    private final InetSocketAddress end;
    private boolean closed;

    Fake(String address, int port) {
      end = new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    @Override
    public InetAddress getInetAddress() {
      return end.getAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
      return end;
    }

    @Override
    public synchronized void close() {
      closed = true;
    }

    @Override
    public boolean isClosed() {
      return closed;
    }
  }

  @Test
  void theGreediestMakesRoomForOthers() {
    Connections connections = new Connections(limits(10, 8), Set.of());
    List<Fake> greedy = new ArrayList<>();
    for (int port = 1; port <= 8; port++) {
      greedy.add(new Fake("192.0.2.1", port));
    }
    assertThat(greedy).allMatch(connections::admit);
    Fake quiet = new Fake("192.0.2.2", 1);
    assertThat(connections.admit(quiet)).isTrue();
    assertThat(connections.admit(new Fake("192.0.2.3", 1))).isTrue();
    assertThat(connections.admit(new Fake("192.0.2.4", 1))).isTrue();
    assertThat(greedy.getFirst().isClosed()).isTrue();
    assertThat(quiet.isClosed()).isFalse();
  }

  @Test
  void whoDoesNotTakeHisAnswerIsEnded() {
    AtomicLong now = new AtomicLong();
    Connections connections = new Connections(limits(10, 8), Set.of(), now::get);
    Fake idle = new Fake("192.0.2.1", 1);
    Fake stuck = new Fake("192.0.2.1", 2);
    Fake done = new Fake("192.0.2.1", 3);
    Fake large = new Fake("192.0.2.1", 4);
    for (Fake one : List.of(idle, stuck, done, large)) {
      connections.admit(one);
    }
    connections.sends(stuck.getRemoteSocketAddress(), 100);
    connections.sends(done.getRemoteSocketAddress(), 100);
    connections.ends(done.getRemoteSocketAddress());
    connections.sends(large.getRemoteSocketAddress(), 4 << 20);
    now.addAndGet(Duration.ofSeconds(31).toNanos());
    connections.endTheLate();
    assertThat(stuck.isClosed()).isTrue();
    now.addAndGet(Duration.ofMinutes(2).toNanos());
    connections.endTheLate();
    assertThat(large.isClosed()).as("4 MiB at 32 KiB a second").isFalse();
    now.addAndGet(Duration.ofSeconds(8).toNanos());
    connections.endTheLate();
    assertThat(large.isClosed()).isTrue();
    assertThat(List.of(idle, done)).noneMatch(Fake::isClosed);
  }

  @Test
  void thisHostGetsInWhereAllAreAtWork() {
    Connections connections = new Connections(limits(4, 4), Set.of());
    for (int port = 1; port <= 4; port++) {
      Fake working = new Fake("192.0.2." + port, 1);
      assertThat(connections.admit(working)).isTrue();
      connections.begins(working.getRemoteSocketAddress());
    }
    assertThat(connections.admit(new Fake("192.0.2.9", 1))).isFalse();
    assertThat(connections.admit(new Fake("127.0.0.1", 1))).isTrue();
  }

  @Test
  void aProxyMayHaveAsManyAsThereAre() {
    Connections connections =
        new Connections(limits(10, 2), Set.of(InetAddress.ofLiteral("192.0.2.1")));
    for (int port = 1; port <= 10; port++) {
      Fake one = new Fake("192.0.2.1", port);
      assertThat(connections.admit(one)).isTrue();
      connections.begins(one.getRemoteSocketAddress());
    }
    assertThat(connections.admit(new Fake("192.0.2.1", 99))).isFalse();
    connections.ended(new InetSocketAddress("192.0.2.1", 3));
    assertThat(connections.admit(new Fake("192.0.2.1", 99))).isTrue();
  }
}
