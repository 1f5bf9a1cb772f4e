package haneul.platform.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.auth.Caller;
import haneul.platform.turn.Room;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request as a service's handler sees it: routed, its token checked. */
public final class Request {
  private static final int MAX_JSON_BYTES = 1 << 20;
  private static final int HELD_STEP_BYTES = 64 << 10;
  private static final Duration MOST_WAITING = Duration.ofMinutes(1);

  private final String method;
  private final String path;
  private final Map<String, String> pathParameters;
  private final Query query;
  private final Function<String, Optional<String>> headers;
  private final InputStream body;
  private final String requestId;
  private final String baseUrl;
  private final String remoteAddress;
  private final Optional<X509Certificate> certificate;
  private final Room.Hold hold;
  private final @Nullable Caller caller;

  /**
   * @param path within the service, e.g. {@code /v3/users}
   * @param headers by name, in any case
   * @param baseUrl scheme, host and the service's prefix as the client named them, no slash at the
   *     end
   * @param hold of what is held for it in memory
   */
  public Request(
      String method,
      String path,
      Map<String, String> pathParameters,
      Query query,
      Function<String, Optional<String>> headers,
      InputStream body,
      String requestId,
      String baseUrl,
      String remoteAddress,
      Optional<X509Certificate> certificate,
      Room.Hold hold,
      @Nullable Caller caller) {
    this.method = method;
    this.path = path;
    this.pathParameters = pathParameters;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.requestId = requestId;
    this.baseUrl = baseUrl;
    this.remoteAddress = remoteAddress;
    this.certificate = certificate;
    this.hold = hold;
    this.caller = caller;
  }

  /** The same request, with who asks known. */
  Request as(@Nullable Caller known) {
    return new Request(
        method,
        path,
        pathParameters,
        query,
        headers,
        body,
        requestId,
        baseUrl,
        remoteAddress,
        certificate,
        hold,
        known);
  }

  public String method() {
    return method;
  }

  /** The path within the service. */
  public String path() {
    return path;
  }

  /** The value of {@code {name}} in the route's template. */
  public String param(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }

  public Query query() {
    return query;
  }

  public Optional<String> header(String name) {
    return headers.apply(name);
  }

  /** {@code req-} and a UUID; also in the answer and in every log line of this request. */
  public String requestId() {
    return requestId;
  }

  /** For hrefs: {@code http://127.0.0.1:5000/compute}. */
  public String baseUrl() {
    return baseUrl;
  }

  /** The client's address as the socket has it. */
  public String remoteAddress() {
    return remoteAddress;
  }

  /** The client's own certificate, which TLS has checked; none where it showed none. */
  public Optional<X509Certificate> certificate() {
    return certificate;
  }

  Room.Hold hold() {
    return hold;
  }

  /** Who asks. Only a route open to anyone has nobody here. */
  public Caller caller() {
    if (caller == null) {
      throw CloudException.unauthorized("The request you have made requires authentication.");
    }
    return caller;
  }

  /** The JSON object of the body, at most 1 MiB. */
  public Fields json() {
    return Fields.of(Json.parse(bytes(MAX_JSON_BYTES)), "");
  }

  /**
   * The whole body, refused when longer than {@code maxBytes} or longer under way than a minute.
   */
  public byte[] bytes(int maxBytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    long end = System.nanoTime() + MOST_WAITING.toNanos();
    int held = Memory.SMALL_BYTES;
    try {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        bytes.write(buffer, 0, read);
        if (bytes.size() > held) {
          // Twice, as it is copied while it grows.
          if (!hold.take(2L * HELD_STEP_BYTES, Duration.ZERO)) {
            throw Memory.full();
          }
          held += HELD_STEP_BYTES;
        }
        if (bytes.size() > maxBytes) {
          throw CloudException.of(
              ErrorKind.TOO_LARGE,
              "RequestTooLarge",
              "The request body is larger than " + maxBytes + " bytes.");
        }
        if (System.nanoTime() > end) {
          throw CloudException.badRequest("The request body came too slowly.");
        }
      }
      return bytes.toByteArray();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Memory.full();
    } catch (IOException e) {
      throw CloudException.badRequest("The request body ended early or is malformed.");
    }
  }

  /** The body as it comes, unbounded: for uploads. */
  public InputStream stream() {
    return body;
  }
}
