package haneul.agent.link;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import haneul.base.host.ControlAway;
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
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
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
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** How long an image's next bytes may take. */
  private static final Duration STALLED = Duration.ofSeconds(30);

  private static final Duration ASK_FOR = Duration.ofSeconds(40);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration RENEWAL_RETRY = Duration.ofMinutes(1);
  private static final int MAX_ERROR_CHARACTERS = 500;
  private static final int NO_CONTENT = 204;
  private static final int UNAVAILABLE = 503;

  /** For all links of a process; else each client keeps threads of its own. */
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private final URI control;
  private final Path file;
  private final InstantSource clock;
  private volatile HostIdentity identity;
  private volatile HttpClient http;
  private volatile Instant renewAfter = Instant.MIN;
  private volatile @Nullable HostReport reported;
  private volatile @Nullable HostWanted wanted;
  private final Duration stalled;

  /**
   * @param control {@code https://ADDRESS:PORT}
   * @param file where the identity is, and renewed ones are written
   */
  public RemoteLink(URI control, HostIdentity identity, Path file, InstantSource clock) {
    this(control, identity, file, clock, STALLED);
  }

  /**
   * @param stalled how long an image's next bytes may take
   */
  public RemoteLink(
      URI control, HostIdentity identity, Path file, InstantSource clock, Duration stalled) {
    this.stalled = stalled;
    this.control = control;
    this.identity = identity;
    this.file = file;
    this.clock = clock;
    this.http = client(identity.context());
  }

  static ObjectNode keyBody(KeyPair keys) {
    return JSON.createObjectNode()
        .put("public_key", Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
  }

  /** Keeps what control answered: a certificate for the keys. */
  static HostIdentity save(Path file, Optional<String> tokenSha256, KeyPair keys, byte[] answer)
      throws IOException {
    JsonNode certified = JSON.readTree(answer);
    return HostIdentity.save(
        file,
        tokenSha256,
        keys,
        certified.path("certificate").asString(""),
        certified.path("authority").asString(""));
  }

  static HttpClient client(javax.net.ssl.SSLContext tls) {
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
      HttpResponse<byte[]> answer = answer(http, request);
      HostWanted known = wanted;
      if (answer.statusCode() == NO_CONTENT && known != null) {
        return known; // nothing is new
      }
      HostWanted told = HostWire.wanted(body(answer));
      wanted = told;
      return told;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that says the same as the last is not sent again: a word that it still holds will do. */
  @Override
  public void report(HostReport report) {
    try {
      HostReport last = reported;
      if (last != null && report.saysTheSame(last) && stillHolds(last)) {
        return;
      }
      reported = null;
      send(
          http,
          request(control, "report")
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(HostWire.bytes(report)))
              .build());
      reported = report;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted"));
    }
  }

  /** Whether control has that report, and knows now that it holds. */
  private boolean stillHolds(HostReport last) throws IOException, InterruptedException {
    HttpRequest request =
        request(control, "alive?report=" + last.at()).POST(BodyPublishers.noBody()).build();
    return answer(http, request).statusCode() == NO_CONTENT;
  }

  @Override
  public void fetchImage(ImageId image, Path target) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(control.resolve("/link/v1/images/" + image.value())).GET().build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request,
            head ->
                head.statusCode() >= 300
                    ? BodySubscribers.ofByteArray()
                    : BodySubscribers.mapping(
                        BodySubscribers.ofFile(target, CREATE_NEW, WRITE), _ -> new byte[0]));
    try {
      awaitProgress(answer, target);
      body(finish(answer, stalled));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Files.deleteIfExists(target);
      throw new InterruptedIOException("interrupted while fetching image " + image);
    } catch (IOException e) {
      Files.deleteIfExists(target);
      throw e;
    } finally {
      answer.cancel(true);
    }
  }

  /** Until it ends, one way or the other, or does not get on. */
  private void awaitProgress(CompletableFuture<?> answer, Path target)
      throws IOException, InterruptedException {
    for (long before = -1; !answer.isDone(); ) {
      try {
        answer.get(stalled.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long now = Files.exists(target) ? Files.size(target) : -1;
        if (now == before) {
          throw new ControlAway("control sent nothing for " + stalled.toSeconds() + " s");
        }
        before = now;
      } catch (ExecutionException e) {
        return;
      }
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
        byte[] question = send(http, request);
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
              .build());
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
          save(file, now.tokenSha256(), keys, send(http, post(control, "renew", keyBody(keys))));
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

  static HttpRequest post(URI control, String path, JsonNode body) {
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

  static byte[] send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    return body(answer(client, request));
  }

  private static HttpResponse<byte[]> answer(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    return finish(
        client.sendAsync(request, BodyHandlers.ofByteArray()), request.timeout().orElse(ANSWER));
  }

  /** The whole answer in time. A request's own limit ends with the answer's first line. */
  private static HttpResponse<byte[]> finish(
      CompletableFuture<HttpResponse<byte[]>> answer, Duration limit)
      throws IOException, InterruptedException {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ControlAway("control did not answer in " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new ControlAway("control is not reached: " + reason(why), why);
    } finally {
      answer.cancel(true); // nothing, when it is there
    }
  }

  /** What TLS or the network said, which is often only in a cause, and at times not in words. */
  private static String reason(Throwable why) {
    String said = "nothing answers there";
    for (Throwable each = why; each != null; each = each.getCause()) {
      if (each instanceof UnresolvedAddressException) {
        said = "there is no host of that name";
      } else if (each.getMessage() != null) {
        said = each.getMessage();
      }
    }
    return said;
  }

  private static byte[] body(HttpResponse<byte[]> response) throws IOException {
    int status = response.statusCode();
    if (status == UNAVAILABLE) {
      throw new ControlAway("control answers 503: " + sentence(response.body()));
    }
    if (status >= 300) {
      throw new IOException("control answers " + status + ": " + sentence(response.body()));
    }
    return response.body();
  }

  /** The message in an error's body. */
  private static String sentence(byte[] body) {
    try {
      String message = JSON.readTree(body).path("error").path("message").asString("");
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
