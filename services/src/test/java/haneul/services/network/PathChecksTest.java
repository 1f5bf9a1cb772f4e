package haneul.services.network;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostQuestions;
import haneul.base.host.HostRole;
import haneul.base.host.PathProbe;
import haneul.base.host.PathProbe.Card;
import haneul.base.host.PathProbe.Hop;
import haneul.base.host.PathProbe.Measured;
import haneul.base.id.HostName;
import haneul.base.id.ServerId;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.network.Api.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Checks of the underlay through HTTP, of hosts that answer what the test says. */
@OnEveryStore
final class PathChecksTest {
  private static final HostName A = new HostName("a");
  private static final HostName B = new HostName("b");
  private static final HostName C = new HostName("c");
  private static final String CHECKS = "/haneul/v1/mtu-checks";

  private final Api api;
  private final Map<String, PathProbe.Listen> listening = new ConcurrentHashMap<>();

  PathChecksTest(Store store) {
    this.api = new Api(store);
  }

  @AfterEach
  void close() {
    api.close();
  }

  /**
   * Hosts with tunnels, of which the one that is none of compute's or the network's is not asked.
   */
  private void hosts() {
    api.cloud.report(A, "192.0.2.1", 1500, HostRole.COMPUTE);
    api.cloud.report(B, "192.0.2.2", 1500, HostRole.NETWORK);
    api.cloud.report(C, "192.0.2.3", 1400, HostRole.STORAGE);
    api.cloud.report(new HostName("alone"));
  }

  /** What lies between the hosts: the way to b is narrow. */
  private HostQuestions answers(String address) {
    return new HostQuestions() {
      @Override
      public String consoleTail(ServerId server, int maxBytes) throws IOException {
        throw new IOException("not asked for");
      }

      @Override
      public Card answerProbes(PathProbe.Listen listen) {
        listening.put(address, listen);
        return new Card("eth1", 1500);
      }

      @Override
      public Measured measure(PathProbe.Way way) throws IOException {
        PathProbe.Listen there = listening.get(way.peer());
        if (there == null || !there.key().equals(way.key()) || !there.peers().contains(address)) {
          throw new IOException("nobody answers there");
        }
        return way.peer().equals("192.0.2.2")
            ? new Measured(
                new Card("eth1", 1500),
                1400,
                List.of(new Hop("192.0.2.9", true), new Hop("192.0.2.2", false)),
                Optional.empty())
            : new Measured(new Card("eth1", 1500), way.bytes(), List.of(), Optional.empty());
      }
    };
  }

  private Answer start(String who, String body) {
    return api.sendTo(who, "POST", CHECKS, body);
  }

  private Answer done(Answer started) {
    String path = CHECKS + "/" + started.text("/id");
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(api.sendTo("admin", "GET", path, "").text("/state")).isEqualTo("done"));
    return api.sendTo("admin", "GET", path, "").is(200);
  }

  private static List<String> paths(JsonNode paths) {
    return paths
        .valueStream()
        .map(path ->
            path.path("from").asString("")
                + path.path("to").asString("")
                + path.path("state").asString(""))
        .toList();
  }

  @Test
  void asksAllHostsAndSaysWhatItFound() {
    hosts();
    api.network("member", "n", "");
    api.cloud.link.connect(A, answers("192.0.2.1"));
    api.cloud.link.connect(B, answers("192.0.2.2"));
    Answer check = done(start("admin", "{}").is(202));
    assertThat(check.at("/needed_bytes").asInt()).isEqualTo(1400);
    // Narrow as c is, the network that was made is no wider.
    assertThat(paths(check.at("/paths"))).containsExactly("abfine", "bafine");
    assertThat(check.at("/findings")).isEmpty();
    assertThat(listening.values()).extracting(PathProbe.Listen::seconds).containsOnly(0);
  }

  @Test
  void aNarrowPathIsFound() {
    api.network("member", "before", "");
    hosts();
    api.cloud.link.connect(A, answers("192.0.2.1"));
    api.cloud.link.connect(B, answers("192.0.2.2"));
    Answer check = done(start("admin", "{'hosts': ['a']}").is(202));
    assertThat(check.at("/needed_bytes").asInt()).isEqualTo(1500);
    assertThat(paths(check.at("/paths"))).containsExactly("abswallows", "bafine");
    assertThat(check.text("/findings/0/what")).contains("after 192.0.2.9 and before b (192.0.2.2)");
    assertThat(check.text("/findings/0/mend")).contains("--mtu 1350 before");
    assertThat(paths(check.at("/findings/0/paths"))).containsExactly("ab");
    assertThat(check.at("/paths/0/largest_bytes").asInt()).isEqualTo(1400);
    assertThat(check.at("/paths/0/hops/0/large_arrive").asBoolean()).isTrue();
    assertThat(listening.values())
        .hasSize(2)
        .allSatisfy(listen -> assertThat(check.raw().body()).doesNotContain(listen.key()));
  }

  @Test
  void hostsThatCannotBeAskedAreTold() {
    hosts();
    api.cloud.link.connect(A, answers("192.0.2.1"));
    Answer check = done(start("admin", "{}").is(202));
    assertThat(paths(check.at("/paths"))).containsExactly("abunknown", "baunknown");
    assertThat(check.text("/paths/0/problem")).isEqualTo("b: Host b is not connected.");
    assertThat(check.text("/hosts/1/problem")).isEqualTo("Host b is not connected.");
    api.cloud.now = api.cloud.now.plusSeconds(600);
    api.cloud.report(A, "192.0.2.1", 1500, HostRole.COMPUTE);
    check = done(start("admin", "{}").is(202));
    assertThat(check.at("/paths_total").asInt()).isZero();
    assertThat(check.text("/hosts/1/problem")).startsWith("it has not reported since ");
  }

  @Test
  void oneAtATime() throws InterruptedException {
    hosts();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch may = new CountDownLatch(1);
    HostQuestions slow = answers("192.0.2.1");
    api.cloud.link.connect(B, answers("192.0.2.2"));
    api.cloud.link.connect(
        A,
        new HostQuestions() {
          @Override
          public String consoleTail(ServerId server, int maxBytes) throws IOException {
            return slow.consoleTail(server, maxBytes);
          }

          @Override
          public Card answerProbes(PathProbe.Listen listen) throws IOException {
            return slow.answerProbes(listen);
          }

          @Override
          public Measured measure(PathProbe.Way way) throws IOException {
            asked.countDown();
            try {
              may.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return slow.measure(way);
          }
        });
    Answer first = start("admin", "{}").is(202);
    asked.await();
    assertThat(start("admin", "{}").is(202).text("/id")).isEqualTo(first.text("/id"));
    assertThat(start("admin", "{'hosts': ['a']}").is(409).text("/error/message"))
        .contains("being measured");
    assertThat(first.text("/state")).isEqualTo("running");
    may.countDown();
    done(first);
    assertThat(done(start("admin", "{}").is(202)).text("/id")).isNotEqualTo(first.text("/id"));
  }

  @Test
  void isForAdministratorsAndSaysWhatIsWrong() {
    hosts();
    start("member", "{}").is(403);
    start("", "{}").is(401);
    api.sendTo("reader", "GET", CHECKS + "/1", "").is(403);
    assertThat(api.sendTo("admin", "GET", CHECKS + "/1", "").is(404).text("/error/message"))
        .isEqualTo("There is no check 1 any more.");
    assertThat(start("admin", "{'hosts': ['c']}").is(400).text("/error/message"))
        .isEqualTo("There is no host c with tunnels; there are: a, b");
    start("admin", "{'hosts': ['../x']}").is(400);
    start("admin", "{'hosts': ['']}").is(400);
    start("admin", "{'hosts': 'a'}").is(400);
    start("admin", "{'hosts': [7]}").is(400);
    start("admin", "{'size': 9000}").is(400);
    start("admin", "[]").is(400);
  }
}
