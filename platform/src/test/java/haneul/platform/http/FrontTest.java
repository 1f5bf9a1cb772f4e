package haneul.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.RawClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose word counts of who asks, and by which name. */
class FrontTest {
  private static final Front BEHIND_TWO =
      new Front(
          Optional.empty(),
          Set.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1")));

  private static Front.Seen look(Front front, String peer, Map<String, String> headers) {
    return front.look(peer, name -> headers.getOrDefault(name, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1 | X-Forwarded-For | 198.51.100.7 | 198.51.100.7",
        "192.0.2.1 | X-Forwarded-For | 198.51.100.7:4711 | 198.51.100.7",
        "192.0.2.1 | X-Forwarded-For | 203.0.113.9, 198.51.100.7 | 198.51.100.7",
        "192.0.2.1 | X-Forwarded-For | 198.51.100.7, 2001:db8::1 | 198.51.100.7",
        "192.0.2.1 | X-Forwarded-For | [2001:db8::7]:1 | 2001:db8:0:0:0:0:0:7",
        "192.0.2.1 | X-Forwarded-For | nonsense | 192.0.2.1",
        "192.0.2.1 | X-Forwarded-For | '' | 192.0.2.1",
        "192.0.2.1 | Forwarded | for=198.51.100.7;proto=https | 198.51.100.7",
        "192.0.2.1 | Forwarded | for=203.0.113.9, for=\"[2001:db8::7]:4711\" | 2001:db8:0:0:0:0:0:7",
        "192.0.2.1 | Forwarded | for=_hidden | 192.0.2.1",
        "198.51.100.1 | X-Forwarded-For | 203.0.113.9 | 198.51.100.1",
        "198.51.100.1 | Forwarded | for=203.0.113.9 | 198.51.100.1",
      })
  void theNearestWhoIsNoProxyOfOursAsks(String peer, String header, String said, String client) {
    assertThat(look(BEHIND_TWO, peer, Map.of(header, said)).client()).isEqualTo(client);
    assertThat(look(Front.NONE, peer, Map.of(header, said)).client()).isEqualTo(peer);
  }

  @Test
  void aProxySaysHowItWasCalled() {
    Front.Seen seen =
        look(
            BEHIND_TWO,
            "192.0.2.1",
            Map.of("X-Forwarded-Proto", "https", "X-Forwarded-Host", "cloud.example"));
    assertThat(seen.scheme()).contains("https");
    assertThat(seen.host()).contains("cloud.example");
    assertThat(look(BEHIND_TWO, "192.0.2.1", Map.of("X-Forwarded-Proto", "gopher")).scheme())
        .isEmpty();
    assertThat(look(BEHIND_TWO, "192.0.2.9", Map.of("X-Forwarded-Host", "evil.example")).host())
        .isEmpty();
  }

  @Test
  void linksBeginWithThePublicUrl() throws IOException {
    Front front = new Front(Optional.of("https://cloud.example/api"), Set.of());
    try (TestApi api = new TestApi(HttpLimits.USUAL, front);
        RawClient client = new RawClient(api.server.port())) {
      assertThat(client.request("GET", "/test/things").answer().json().path("href").asString(""))
          .isEqualTo("https://cloud.example/api/test/things");
    }
  }

  /** RFC 9112, 3.2.2: a server takes it, as who asks through a proxy may send it. */
  @Test
  void aTargetInAbsoluteFormIsAnswered() throws IOException {
    for (String scheme : List.of("http", "HTTPS")) {
      Answer answer = get(scheme + "://cloud.example:5000/test/things");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().path("href").asString(""))
          .isEqualTo("http://cloud.example:5000/test/things");
    }
    assertThat(get("http://cloud.example:5000").status()).isEqualTo(404);
  }

  @Test
  void hrefsFollowTheHostHeaderButNotABadOne() throws IOException {
    assertThat(get("/test/things").json().path("href").asString(""))
        .isEqualTo("http://cloud.example:5000/test/things");
    for (String host : List.of("evil\"><script>", "a b", "a/b", "x@y", "x".repeat(300))) {
      Answer answer =
          raw("GET /test/things HTTP/1.1\r\nHost: " + host + "\r\nX-Auth-Token: good\r\n\r\n");
      if (answer.status() == 200) {
        assertThat(answer.json().path("href").asString("")).startsWith("http://127.0.0.1:");
      } else {
        assertThat(answer.status()).isEqualTo(400);
      }
    }
  }

  private static Answer get(String target) throws IOException {
    return raw(
        "GET " + target + " HTTP/1.1\r\nHost: cloud.example:5000\r\nX-Auth-Token: good\r\n\r\n");
  }

  private static Answer raw(String request) throws IOException {
    try (TestApi api = new TestApi();
        RawClient client = api.connect()) {
      return client.send(request).answer();
    }
  }
}
