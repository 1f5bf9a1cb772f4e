package haneul.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.platform.http.RawClient.Answer;
import haneul.platform.log.JsonLogFormatter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Through a real socket: what a client may send, and what must not come back. */
final class HttpServerTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Answer get(String target) throws IOException {
    try (RawClient client = api.connect()) {
      return client.request("GET", target).answer();
    }
  }

  private static Answer raw(String text) throws IOException {
    try (RawClient client = api.connect()) {
      return client.send(text).answer();
    }
  }

  private static void isOurs(Answer answer, int status) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.header("X-Openstack-Request-Id")).matches("req-[0-9a-f-]{36}");
    assertThat(answer.json().path("error").path("code").asInt(0)).isEqualTo(status);
    hidesInsides(answer);
  }

  private static void hidesInsides(Answer answer) {
    assertThat(answer.text())
        .doesNotContain(
            "Exception", "helidon", "jackson", "Feature", "Stream", "byte[]", "()", "haneul")
        .doesNotContain("\tat ", "java.", "secret of the inside");
  }

  /** What `haneul guard` and an operator look for when somebody guesses passwords. */
  @Test
  void aTakenAddressIsSaid() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() ->
              HttpServer.start(
                  new InetSocketAddress(other.getInetAddress(), other.getLocalPort()),
                  List.of(),
                  _ -> Optional.empty(),
                  new SimpleMeterRegistry()))
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(BindException.class);
    }
  }

  @Test
  void theLogSaysWhoFailed() throws IOException {
    StringBuilder lines = new StringBuilder();
    Handler handler =
        new StreamHandler() {
          @Override
          public void publish(LogRecord record) {
            String line = new JsonLogFormatter().format(record); // in the scope of the request
            synchronized (lines) {
              lines.append(line);
            }
          }
        };
    Logger logger = Logger.getLogger(HttpServer.class.getName());
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addHandler(handler);
    try (RawClient client = api.connect()) {
      client.send("GET /test/things HTTP/1.1\r\nHost: x\r\nX-Auth-Token: guessed\r\n\r\n").answer();
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(before);
    }
    var line = Json.parseOurs(lines.toString());
    assertThat(line.path("message").asString("")).startsWith("test GET /things failed 401 ");
    assertThat(line.path("client").asString("")).isEqualTo("127.0.0.1");
  }

  @Test
  void routesByLiteralBeforeParameterAndIgnoresOneSlashAtTheEnd() throws IOException {
    assertThat(get("/test/things/special").status()).isEqualTo(204);
    assertThat(get("/test/things/special/").status()).isEqualTo(204);
    assertThat(get("/test/things/other").json().path("id").asString("")).isEqualTo("other");
    assertThat(get("/test/things/").status()).isEqualTo(200);
    isOurs(get("/test/things//"), 404);
    isOurs(get("/test//things"), 404);
  }

  @Test
  void anUnknownPathIs404AndAnUnknownMethod405() throws IOException {
    isOurs(get("/test/nothing"), 404);
    isOurs(get("/nowhere"), 404);
    isOurs(get("/"), 404);
    isOurs(get("/testing"), 404);
    try (RawClient client = api.connect()) {
      Answer answer = client.request("DELETE", "/test/things").answer();
      isOurs(answer, 405);
      assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, POST");
      isOurs(client.request("BREW", "/test/things").answer(), 405);
      isOurs(client.request("OPTIONS", "/test/things").answer(), 405);
    }
  }

  @Test
  void headIsGetWithoutItsBody() throws IOException {
    try (RawClient client = api.connect()) {
      Answer head = client.request("HEAD", "/test/open").answer(false);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("4");
      assertThat(client.request("HEAD", "/test/stream").answer(false).header("Content-Length"))
          .isEqualTo(Long.toString(400L << 16));
      assertThat(client.request("HEAD", "/test/nothing").answer(false).status()).isEqualTo(404);
      assertThat(client.request("GET", "/test/open").answer().text()).isEqualTo("open");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a%20b, a b",
    "a+b, a+b",
    "a%2Fb, a/b",
    "%ED%95%98, 하",
    "a%25b, a%b",
    "..., ...",
    "%2e%2e, ..",
    "a;b=c, a;b=c"
  })
  void aPathParameterIsDecodedOnce(String sent, String seen) throws IOException {
    assertThat(get("/test/things/" + sent).json().path("id").asString("")).isEqualTo(seen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/test/things/%00",
        "/test/things/%zz",
        "/test/things/%",
        "/test/things/%ff",
        "/test/things/%c0%ae",
        "/test/things?q=%00",
        "/test/things?q=%zz",
        "/test/things?q=%ff",
        "/test/things?%=1",
        "/test/nothing?q=%00"
      })
  void whatCannotBeDecodedIs400(String target) throws IOException {
    isOurs(get(target), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/test/../test/things/../../etc/passwd", "/test/things/../../../x", "/../test"})
  void dotsLeadNowhere(String target) throws IOException {
    Answer answer = get(target);
    assertThat(answer.status()).isIn(400, 404);
    hidesInsides(answer);
  }

  @Test
  void aQueryIsDecoded() throws IOException {
    assertThat(get("/test/things?q=a+b%26c&x").json().path("query").asString(""))
        .isEqualTo("a b&c");
    isOurs(get("/test/things?" + "a=b&".repeat(1001)), 400);
  }

  @Test
  void tokensAreAskedForAndRolesChecked() throws IOException {
    Answer none = raw("GET /test/things HTTP/1.1\r\nHost: h\r\n\r\n");
    isOurs(none, 401);
    assertThat(none.header("WWW-Authenticate")).isEqualTo("Keystone uri=\"http://h/identity/v3\"");
    isOurs(raw("GET /test/things HTTP/1.1\r\nHost: h\r\nX-Auth-Token: bad\r\n\r\n"), 401);
    isOurs(get("/test/admin"), 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "1",
        "null",
        "\"text\"",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1}x",
        "{\"a\":1}{\"b\":2}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":\"\u0001\"}",
        "<a/>"
      })
  void aBodyThatIsNoJsonObjectIs400(String body) throws IOException {
    try (RawClient client = api.connect()) {
      isOurs(client.post("/test/things", body).answer(), 400);
    }
  }

  @Test
  void deepAndLongJsonIsRefused() throws IOException {
    String deep = "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    String longNumber = "{\"a\":" + "9".repeat(10_000) + "}";
    String badText = "{\"a\":\"\\ud800\"}";
    try (RawClient client = api.connect()) {
      isOurs(client.post("/test/things", deep).answer(), 400);
      isOurs(client.post("/test/things", longNumber).answer(), 400);
      assertThat(client.post("/test/things", badText).answer().status()).isIn(201, 400);
      assertThat(client.post("/test/things", "{\"a\":\"하늘\"}").answer().text()).contains("하늘");
    }
  }

  @Test
  void badUtf8InABodyIs400() throws IOException {
    try (RawClient client = api.connect()) {
      client.send(
          "POST /test/things HTTP/1.1\r\nHost: h\r\nX-Auth-Token: good\r\n"
              + "Content-Length: 9\r\n\r\n{\"a\":\"\u00ff\"}");
      isOurs(client.answer(), 400);
    }
  }

  @Test
  void aMissingBodyIs400() throws IOException {
    isOurs(raw("POST /test/things HTTP/1.1\r\nHost: h\r\nX-Auth-Token: good\r\n\r\n"), 400);
  }

  @Test
  void aTooLargeBodyIs413AndEndsTheConnection() throws IOException {
    try (RawClient client = api.connect()) {
      String body = "{\"a\":\"" + "x".repeat(3 << 20) + "\"}";
      isOurs(client.post("/test/things", body).answer(), 413);
    }
  }

  private static final String CHUNKED_POST =
      String.join(
          "\r\n",
          "POST /test/things HTTP/1.1",
          "Host: h",
          "X-Auth-Token: good",
          "Transfer-Encoding: chunked",
          "",
          "");

  @Test
  void chunkedBodiesAreRead() throws IOException {
    try (RawClient client = api.connect()) {
      client.send(CHUNKED_POST + "3\r\n{\"a\r\n5\r\n\": 1}\r\n0\r\n\r\n");
      assertThat(client.answer().json().path("got").path("a").asInt(0)).isEqualTo(1);
      assertThat(client.request("GET", "/test/open").answer().status()).isEqualTo(200);
    }
    try (RawClient client = api.connect()) {
      client.send(CHUNKED_POST + "zz\r\n{\"a\r\n");
      Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(400);
      hidesInsides(answer);
    }
  }

  @Test
  void aBodyThatEndsEarlyHurtsNobody() throws IOException {
    try (RawClient client = api.connect()) {
      client.send(
          "POST /test/things HTTP/1.1\r\nHost: h\r\nX-Auth-Token: good\r\n"
              + "Content-Length: 100\r\n\r\n{\"a\"");
    }
    assertThat(get("/test/open").status()).isEqualTo(200);
  }

  @Test
  void oneConnectionServesManyAndPipelinedRequests() throws IOException {
    try (RawClient client = api.connect()) {
      for (int i = 0; i < 5; i++) {
        client.request("GET", "/test/things/" + i);
      }
      for (int i = 0; i < 5; i++) {
        assertThat(client.answer().json().path("id").asString("")).isEqualTo("" + i);
      }
    }
  }

  /** The next request on the connection is either served as such or not at all. */
  @Test
  void anUnreadBodyIsNotTakenForARequest() throws IOException {
    String smuggled = "GET /test/open HTTP/1.1\r\nHost: h\r\n\r\n";
    try (RawClient client = api.connect()) {
      client.send(
          "POST /test/things HTTP/1.1\r\nHost: h\r\nContent-Length: "
              + smuggled.length()
              + "\r\n\r\n"
              + smuggled);
      isOurs(client.answer(), 401);
      client.request("GET", "/test/things/next");
      Answer next = client.answer();
      assertThat(next.json().path("id").asString("")).isEqualTo("next");
    } catch (IOException e) {
      // Closed is as good.
      assertThat(e).isNotNull();
    }
  }

  @Test
  void anEarlyRefusalDoesNotReadAWholeUpload() throws IOException {
    long length = 4L << 30;
    long sent = 0;
    try (RawClient client = api.connect()) {
      client.send("PUT /test/upload HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n");
      byte[] block = new byte[1 << 16];
      try {
        long end = System.nanoTime() + 5_000_000_000L;
        while (sent < (256 << 20) && System.nanoTime() < end) {
          client.send(block);
          sent += block.length;
        }
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
      assertThat(sent).as("bytes the server let us send").isLessThan(64 << 20);
    }
    assertThat(api.uploaded).hasValue(0);
  }

  /** A client that sends its body before it reads gets the refusal, not a broken pipe. */
  @Test
  void anEarlyRefusalReachesAClientThatIsStillSending() throws IOException {
    for (int i = 0; i < 20; i++) {
      try (RawClient client = api.connect()) {
        byte[] body = new byte[200_000];
        client.send(
            "PUT /test/upload HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length + "\r\n\r\n");
        client.send(body);
        isOurs(client.answer(), 401);
      }
    }
  }

  @Test
  void continueIsSaidOnlyToWhomMaySend() throws IOException {
    String head =
        String.join(
            "\r\n",
            "PUT /test/upload HTTP/1.1",
            "Host: h",
            "Expect: 100-continue",
            "Content-Length: 5",
            "");
    try (RawClient client = api.connect()) {
      client.send(head + "X-Auth-Token: good\r\n\r\n");
      assertThat(client.answer(false).status()).isEqualTo(100);
      client.send("hello");
      assertThat(client.answer().status()).isEqualTo(204);
    }
    api.uploaded.set(0);
    try (RawClient client = api.connect()) {
      client.send(head + "\r\n");
      isOurs(client.answer(), 401);
    }
  }

  @Test
  void connectionCloseClosesIt() throws IOException {
    try (RawClient client = api.connect()) {
      client.send("GET /test/open HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      assertThat(client.answer().text()).isEqualTo("open");
      assertThat(client.isClosedByServer(3_000)).isTrue();
    }
    try (RawClient client = api.connect()) {
      client.send("GET /test/open HTTP/1.0\r\nHost: h\r\n\r\n");
      assertThat(client.answer().status()).isIn(200, 505);
      assertThat(client.isClosedByServer(3_000)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "nonsense\r\n\r\n",
        "GET /test/open HTTP/9.9\r\nHost: h\r\n\r\n",
        "GET /test/open HTTP/1.1\r\nno colon here\r\n\r\n",
        "GET /test/open HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n",
        "GET /test/open HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
        "GET /test/open HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n",
        "GET /te\u0001st HTTP/1.1\r\nHost: h\r\n\r\n"
      })
  void aBadRequestIsRefusedWithoutOurInsides(String request) throws IOException {
    try (RawClient client = api.connect()) {
      client.send(request);
      Answer answer = client.answer();
      assertThat(answer.status()).isIn(400, 404, 505);
      hidesInsides(answer);
    }
  }

  /** Two lengths, or a length and chunks: who stands between us may read it the other way. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n",
        "Transfer-Encoding: xchunked\r\n"
      })
  void anAmbiguousLengthIsRefused(String headers) throws IOException {
    try (RawClient client = api.connect()) {
      client.send(
          "POST /test/things HTTP/1.1\r\nHost: h\r\nX-Auth-Token: good\r\n"
              + headers
              + "\r\n0\r\n\r\nGET /test/things/smuggled HTTP/1.1\r\nHost: h\r\n"
              + "X-Auth-Token: good\r\n\r\n");
      Answer answer = client.answer();
      assertThat(answer.status()).isIn(400, 501);
      hidesInsides(answer);
      assertThat(client.isClosedByServer(3_000)).isTrue();
    }
  }

  @Test
  void whoIsSlowLosesTheConnection() throws Exception {
    HttpLimits impatient =
        new HttpLimits(
            100,
            100,
            8_000,
            8_000,
            Duration.ofMillis(300),
            Duration.ofMillis(500),
            Duration.ofMillis(600),
            Duration.ofMillis(100));
    try (TestApi slow = new TestApi(impatient);
        RawClient inLine = slow.connect();
        RawClient inHeaders = slow.connect();
        RawClient inBody = slow.connect();
        RawClient silent = slow.connect();
        RawClient idle = slow.connect()) {
      assertThat(idle.request("GET", "/test/open").answer().status()).isEqualTo(200);
      inHeaders.send("GET /test/open HTTP/1.1\r\n");
      inBody.send(
          "POST /test/things HTTP/1.1\r\nHost: h\r\nX-Auth-Token: good\r\n"
              + "Content-Length: 5\r\n\r\n{");
      long end = System.nanoTime() + 5_000_000_000L;
      boolean dripping = true;
      while (dripping && System.nanoTime() < end) {
        Thread.sleep(100);
        try {
          inLine.send("G");
          inHeaders.send("X: y\r\n");
        } catch (IOException e) {
          dripping = false;
        }
      }
      for (RawClient client : List.of(inLine, inHeaders, inBody, silent, idle)) {
        assertThat(client.isGone()).isTrue();
      }
    }
  }

  @Test
  void hugeHeadsAreRefused() throws IOException {
    String many = "X-A: b\r\n".repeat(20_000);
    String big = "X-A: " + "b".repeat(200_000) + "\r\n";
    String line = "/test/" + "a".repeat(200_000);
    for (String request :
        List.of(
            "GET /test/open HTTP/1.1\r\nHost: h\r\n" + many + "\r\n",
            "GET /test/open HTTP/1.1\r\nHost: h\r\n" + big + "\r\n",
            "GET " + line + " HTTP/1.1\r\nHost: h\r\n\r\n")) {
      try (RawClient client = api.connect()) {
        client.send(request);
        Answer answer = client.answer();
        assertThat(answer.status()).isIn(400, 413, 414, 431);
        hidesInsides(answer);
      } catch (IOException e) {
        // Closed before it was all sent is as good.
        assertThat(e).isNotNull();
      }
    }
    assertThat(get("/test/open").status()).isEqualTo(200);
  }

  @Test
  void aLongTokenIsTaken() throws IOException {
    isOurs(
        raw(
            "GET /test/things HTTP/1.1\r\nHost: h\r\nX-Auth-Token: "
                + "t".repeat(8_000)
                + "\r\n\r\n"),
        401);
  }

  @Test
  void aDefectOfOursIs500WithoutItsStory() throws IOException {
    isOurs(get("/test/boom"), 500);
  }

  @Test
  void aClientThatLeavesInTheMiddleHurtsNobody() throws IOException {
    for (int i = 0; i < 5; i++) {
      try (RawClient client = api.connect()) {
        client.request("GET", "/test/stream");
        assertThat(client.isClosedByServer(2_000)).isFalse();
      }
    }
    assertThat(get("/test/open").status()).isEqualTo(200);
  }

  @Test
  void theRequestIdIsTheHandlersToo() throws IOException {
    Answer answer = get("/test/things");
    assertThat(answer.json().path("request_id").asString(""))
        .isEqualTo(answer.header("X-Openstack-Request-Id"));
  }

  @Test
  void metersHaveAFewTagsWhateverIsAskedFor() throws IOException {
    for (int i = 0; i < 50; i++) {
      get("/test/things/" + i);
      get("/unknown" + i);
      try (RawClient client = api.connect()) {
        client.request("M" + i, "/test/things").answer();
      }
    }
    assertThat(api.metrics.find("haneul.http.requests").meters()).hasSizeLessThan(60);
    assertThat(api.metrics.find("haneul.http.requests").tag("route", "/things/{id}").timers())
        .isNotEmpty();
  }
}
