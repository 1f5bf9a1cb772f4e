package haneul.agent.link;

import haneul.base.host.ControlLink;
import haneul.base.host.HostQuestions;
import haneul.base.host.HostReport;
import haneul.base.host.HostWanted;
import haneul.base.host.PathProbe;
import haneul.base.id.HostName;
import haneul.base.id.ImageId;
import haneul.base.id.ServerId;
import haneul.base.wire.HostWire;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The link to a control elsewhere, over HTTPS with this host's certificate, which it renews. Every
 * call fails when control does not answer; who calls tries again.
 */
public final class RemoteLink implements ControlLink, AutoCloseable {
  private static final Logger LOG = System.getLogger(RemoteLink.class.getName());
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern TOKEN = Pattern.compile("hnl1\\.[0-9a-f]{32}\\.([0-9a-f]{64})");
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration IMAGE = Duration.ofMinutes(60);
  private static final Duration ASK_FOR = Duration.ofSeconds(40);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration RENEWAL_RETRY = Duration.ofMinutes(1);
  private static final int MAX_ERROR_CHARACTERS = 500;

  /** For all links of a process; else each client keeps threads of its own. */
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private final URI control;
  private final Path file;
  private final InstantSource clock;
  private volatile HostIdentity identity;
  private volatile HttpClient http;
  private volatile Instant renewAfter = Instant.MIN;

  /**
   * @param control {@code https://ADDRESS:PORT}
   * @param file where the identity is, and renewed ones are written
   */
  public RemoteLink(URI control, HostIdentity identity, Path file, InstantSource clock) {
    this.control = control;
    this.identity = identity;
    this.file = file;
    this.clock = clock;
    this.http = client(identity.context());
  }

  /**
   * Joins a cloud: has a new key certified in exchange for a token.
   *
   * @throws IOException when control is not there, not the one that made the token, or says no
   */
  public static HostIdentity join(URI control, String token, HostName host, Path file)
      throws IOException, InterruptedException {
    Matcher parts = TOKEN.matcher(token);
    if (!parts.matches()) {
      throw new IOException("that is not a host token; make one: haneul host token");
    }
    KeyPair keys = HostIdentity.newKeys();
    ObjectNode body = keyBody(keys);
    body.put("token", token);
    body.put("host", host.value());
    try (HttpClient stranger = client(HostIdentity.strangersContext(parts.group(1)))) {
      JsonNode answer =
          JSON.readTree(send(stranger, post(control, "enrol", body), BodyHandlers.ofByteArray()));
      return save(file, keys, answer);
    }
  }

  private static ObjectNode keyBody(KeyPair keys) {
    return JSON.createObjectNode()
        .put("public_key", Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
  }

  private static HostIdentity save(Path file, KeyPair keys, JsonNode answer) throws IOException {
    return HostIdentity.save(
        file, keys, answer.path("certificate").asString(""), answer.path("authority").asString(""));
  }

  private static HttpClient client(javax.net.ssl.SSLContext tls) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .executor(THREADS)
        .sslContext(tls)
        .connectTimeout(CONNECT)
        .build();
  }

  @Override
  public HostWanted await(HostName host, long afterRevision, Duration wait)
      throws InterruptedException {
    long seconds = Math.min(wait.toSeconds(), ASK_FOR.toSeconds());
    HttpRequest request =
        request(control, "wanted?after=" + afterRevision + "&wait=" + seconds)
            .timeout(ANSWER.plusSeconds(seconds))
            .GET()
            .build();
    try {
      renewWhenDue();
      return HostWire.wanted(send(http, request, BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void report(HostReport report) {
    HttpRequest request =
        request(control, "report")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(HostWire.bytes(report)))
            .build();
    try {
      send(http, request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted"));
    }
  }

  @Override
  public void fetchImage(ImageId image, Path target) throws IOException {
    HttpRequest request = request(control, "images/" + image.value()).timeout(IMAGE).GET().build();
    try (InputStream content = send(http, request, BodyHandlers.ofInputStream())) {
      Files.copy(content, target);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while fetching image " + image);
    }
  }

  /** Answers control's questions, until interrupted. */
  public void answerAll(HostQuestions answers) throws InterruptedException {
    while (true) {
      try {
        HttpRequest request =
            request(control, "questions?wait=" + ASK_FOR.toSeconds())
                .timeout(ANSWER.plus(ASK_FOR))
                .GET()
                .build();
        byte[] question = send(http, request, BodyHandlers.ofByteArray());
        if (question.length > 0) {
          JsonNode asked = JSON.readTree(question);
          Thread.ofVirtual().name("answer").start(() -> answer(answers, asked));
        }
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.DEBUG, "control does not ask: {0}", e.getMessage());
        Thread.sleep(PAUSE);
      }
    }
  }

  /** A question says by its fields what it is about. */
  private static String text(HostQuestions answers, JsonNode asked) throws IOException {
    if (asked.has("answer_probes")) {
      return text(answers.answerProbes(probe(asked.path("answer_probes"), PathProbe.Listen.class)));
    }
    if (asked.has("measure")) {
      return text(answers.measure(probe(asked.path("measure"), PathProbe.Way.class)));
    }
    return answers.consoleTail(
        new ServerId(asked.path("server").asString("")), asked.path("max_bytes").asInt(0));
  }

  private static <T extends PathProbe.Message> T probe(JsonNode json, Class<T> type) {
    return HostWire.probe(JSON.writeValueAsBytes(json), type);
  }

  private static String text(PathProbe.Message message) {
    return new String(HostWire.bytes(message), StandardCharsets.UTF_8);
  }

  private void answer(HostQuestions answers, JsonNode asked) {
    ObjectNode body = JSON.createObjectNode();
    try {
      body.put("text", text(answers, asked));
    } catch (IOException | RuntimeException e) {
      body.put("error", String.valueOf(e.getMessage()));
    }
    try {
      send(
          http,
          request(control, "questions/" + asked.path("id").asString(""))
              .header("Content-Type", "application/json")
              .PUT(json(body))
              .build(),
          BodyHandlers.ofByteArray());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "an answer did not reach control: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** After a third of its life, so that control may be away for the rest. */
  private synchronized void renewWhenDue() throws InterruptedException {
    HostIdentity now = identity;
    Duration life = Duration.between(now.notBefore(), now.notAfter());
    Instant at = clock.instant();
    if (at.isBefore(now.notBefore().plus(life.dividedBy(3))) || at.isBefore(renewAfter)) {
      return;
    }
    renewAfter = at.plus(RENEWAL_RETRY);
    try {
      KeyPair keys = HostIdentity.newKeys();
      HostIdentity renewed =
          save(
              file,
              keys,
              JSON.readTree(
                  send(http, post(control, "renew", keyBody(keys)), BodyHandlers.ofByteArray())));
      HttpClient old = http;
      http = client(renewed.context());
      identity = renewed;
      old.shutdown(); // what is under way ends by itself
      LOG.log(Level.INFO, "the host's certificate was renewed until {0}", renewed.notAfter());
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "the host''s certificate, good until {0}, could not be renewed: {1}",
          now.notAfter(),
          e.getMessage());
    }
  }

  private static HttpRequest post(URI control, String path, JsonNode body) {
    return request(control, path)
        .header("Content-Type", "application/json")
        .POST(json(body))
        .build();
  }

  private static BodyPublisher json(JsonNode body) {
    return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
  }

  private static HttpRequest.Builder request(URI control, String path) {
    return HttpRequest.newBuilder(control.resolve("/link/v1/" + path)).timeout(ANSWER);
  }

  private static <T> T send(
      HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    HttpResponse<T> response = client.send(request, handler);
    if (response.statusCode() >= 300) {
      throw new IOException(
          "control answers " + response.statusCode() + ": " + sentence(response.body()));
    }
    return response.body();
  }

  /** The message in an error's body. */
  private static String sentence(Object body) throws IOException {
    byte[] bytes =
        switch (body) {
          case byte[] whole -> whole;
          case InputStream stream -> stream.readNBytes(10 * MAX_ERROR_CHARACTERS);
          default -> new byte[0];
        };
    try {
      String message = JSON.readTree(bytes).path("error").path("message").asString("");
      return message.substring(0, Math.min(message.length(), MAX_ERROR_CHARACTERS));
    } catch (RuntimeException notJson) {
      return "nothing that can be read";
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
