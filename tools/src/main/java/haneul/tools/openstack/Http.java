package haneul.tools.openstack;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests to one cloud; each is bounded in time and size, from the first packet to the last. */
final class Http implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  static final Duration USUAL_LIMIT = Duration.ofSeconds(30);
  private static final int MAX_BYTES = 32 << 20;
  private static final int SHOWN_MAX_CHARS = 300;

  private final HttpClient client;
  private final Duration limit;

  /**
   * @param limit of a request, from the first packet to the last of its answer
   */
  Http(CloudConfig config, Duration limit) {
    this.limit = limit;
    HttpClient.Builder builder =
        HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).version(HttpClient.Version.HTTP_1_1);
    if (config.identity().getScheme().equals("https")
        || !config.verify()
        || config.authorities().isPresent()) {
      builder.sslContext(Trust.of(config));
    }
    this.client = builder.build(); // follows no redirection: a token must not go elsewhere
  }

  record Answer(int status, HttpHeaders headers, byte[] body) {}

  /** Whatever the status. */
  Answer send(HttpRequest request) throws ApiException {
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
    try {
      HttpResponse<byte[]> response = sent.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (TimeoutException e) {
      throw failed(request, "no whole answer within " + limit.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw failed(request, reason(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(request, "interrupted");
    } finally {
      sent.cancel(true);
    }
  }

  private static ApiException failed(HttpRequest request, String reason) {
    return new ApiException(0, place(request.uri()) + ": " + reason);
  }

  /** The innermost message there is: the outer ones only say that something failed. */
  private static String reason(@Nullable Throwable failure) {
    String reason = failure == null ? "" : failure.getClass().getSimpleName();
    for (@Nullable Throwable one = failure; one != null; one = one.getCause()) {
      String message = one.getMessage();
      reason = message == null || message.isBlank() ? reason : message;
    }
    return switch (reason) {
      case "ConnectException", "ClosedChannelException" -> "nothing listens there";
      case "UnresolvedAddressException" -> "the name has no address";
      default -> reason;
    };
  }

  /** Answers what it says; a status of 300 or more is an error. */
  JsonNode json(HttpRequest request, Answer answer) throws ApiException {
    JsonNode body;
    try {
      body = JsonMapper.shared().readTree(answer.body());
    } catch (JacksonException e) {
      body = JsonMapper.shared().missingNode();
    }
    if (answer.status() >= 300) {
      throw new ApiException(
          answer.status(), "%s: %s".formatted(place(request.uri()), said(answer.status(), body)));
    }
    if (!body.isObject()) {
      throw new ApiException(
          answer.status(), place(request.uri()) + ": the answer is no JSON object");
    }
    return body;
  }

  /** The sentence in an error's body, whichever service's form it has. */
  private static String said(int status, JsonNode body) {
    for (JsonNode inner : body) {
      if (inner.path("message").isString()) {
        String message = inner.path("message").stringValue();
        return "%d, %s"
            .formatted(status, message.substring(0, Math.min(SHOWN_MAX_CHARS, message.length())));
      }
    }
    return "status " + status;
  }

  private static String place(URI url) {
    return "%s://%s%s".formatted(url.getScheme(), url.getRawAuthority(), url.getRawPath());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
