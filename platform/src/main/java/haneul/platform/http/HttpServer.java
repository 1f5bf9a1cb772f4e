package haneul.platform.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.Id;
import haneul.platform.auth.Caller;
import haneul.platform.auth.TokenValidator;
import haneul.platform.log.RequestContext;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One port for all services. Routing, tokens, request ids, errors, metrics and logs are the same
 * for all of them and are here; what differs is each {@link ServiceApi}'s.
 */
public final class HttpServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]_-]{1,255}");

  /** What is answered outside of every service's prefix, e.g. an unknown path at the root. */
  private static final ServiceApi NOWHERE = new ServiceApi("root", "", ErrorFormat::keystone);

  /** How much of a body that nobody wanted is read before the connection is closed instead. */
  private static final long MAX_DRAINED_BYTES = 1L << 30;

  /** How long a client may send nothing while its body is read. */
  private static final Duration BODY_PATIENCE = Duration.ofSeconds(60);

  private final Router router;
  private final TokenValidator tokens;
  private final MeterRegistry metrics;
  private final WebServer server;
  private final BodyWatch bodies;

  private HttpServer(
      InetSocketAddress address,
      List<ServiceApi> services,
      TokenValidator tokens,
      MeterRegistry metrics,
      Duration bodyPatience) {
    this.bodies = new BodyWatch(bodyPatience);
    this.router = new Router(services);
    this.tokens = tokens;
    this.metrics = metrics;
    this.server =
        WebServer.builder()
            .address(address.getAddress())
            .port(address.getPort())
            .shutdownHook(false)
            .routing(HttpRouting.builder().any(this::answer))
            .build()
            .start();
  }

  /**
   * Listens on {@code address}; port 0 takes a free one.
   *
   * @param services the longest prefix first where one is another's beginning
   */
  public static HttpServer start(
      InetSocketAddress address,
      List<ServiceApi> services,
      TokenValidator tokens,
      MeterRegistry metrics) {
    return start(address, services, tokens, metrics, BODY_PATIENCE);
  }

  /**
   * Listens on {@code address}; port 0 takes a free one.
   *
   * @param bodyPatience how long a client may send nothing while its body is read
   */
  public static HttpServer start(
      InetSocketAddress address,
      List<ServiceApi> services,
      TokenValidator tokens,
      MeterRegistry metrics,
      Duration bodyPatience) {
    return new HttpServer(address, services, tokens, metrics, bodyPatience);
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
    bodies.close();
  }

  private void answer(ServerRequest in, ServerResponse out) {
    long began = System.nanoTime();
    String requestId = "req-" + Id.newUuid();
    String method = in.prologue().method().text();
    Router.Match match = router.find(method, in.path().rawPath());
    ServiceApi service = serviceOf(match);
    RequestContext.run(
        requestId,
        () -> {
          Query query;
          Optional<CloudException> malformed;
          try {
            query = Query.parse(in.query().rawValue());
            malformed = Optional.empty();
          } catch (CloudException e) {
            query = Query.parse("");
            malformed = Optional.of(e);
          }
          BodyStream body = body(in);
          Request request = request(in, requestId, service, match, query, body);
          Response response;
          try {
            response = service.finish(request, respond(request, service, match, malformed));
          } catch (RuntimeException e) {
            response = rendered(internal(e), request, service);
          }
          response = response.with("X-Openstack-Request-Id", requestId);
          if (!heardOut(request, body)) {
            response = response.with("Connection", "close");
          }
          measure(service, match, method, response.status(), began);
          send(response, method, out);
        });
  }

  private static ServiceApi serviceOf(Router.Match match) {
    ServiceApi service =
        switch (match) {
          case Router.Found found -> found.target().service();
          case Router.WrongMethod wrong -> wrong.service();
          case Router.NoRoute none -> none.service();
          case Router.Malformed malformed -> malformed.service();
        };
    return service == null ? NOWHERE : service;
  }

  private Response respond(
      Request anonymous,
      ServiceApi service,
      Router.Match match,
      Optional<CloudException> malformedQuery) {
    try {
      if (malformedQuery.isPresent()) {
        throw malformedQuery.get();
      }
      return switch (match) {
        case Router.Malformed malformed -> throw malformed.failure();
        case Router.NoRoute none ->
            throw CloudException.notFound("NotFound", "The resource could not be found.");
        case Router.WrongMethod wrong ->
            throw CloudException.of(
                    ErrorKind.METHOD_NOT_ALLOWED,
                    "MethodNotAllowed",
                    "The method " + anonymous.method() + " is not allowed for this resource.")
                .withHeader("Allow", String.join(", ", wrong.allowed()));
        case Router.Found found -> {
          ServiceApi.Route route = found.target().route();
          Request request = anonymous.as(authorize(anonymous, route.access()));
          yield service.around().handle(request, route.handler());
        }
      };
    } catch (CloudException e) {
      return rendered(e, anonymous, service);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return rendered(
          CloudException.of(ErrorKind.UNAVAILABLE, "Stopping", "The cloud is shutting down.", e),
          anonymous,
          service);
    } catch (Exception e) {
      return rendered(internal(e), anonymous, service);
    }
  }

  private static CloudException internal(Exception e) {
    return CloudException.of(
        ErrorKind.INTERNAL,
        "InternalError",
        "An unexpected error prevented the server from fulfilling your request.",
        e);
  }

  private Response rendered(CloudException failure, Request request, ServiceApi service) {
    Response response = service.errors().render(failure, request);
    for (Map.Entry<String, String> header : failure.headers().entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    if (response.status() == 401) {
      String root = request.baseUrl();
      root = root.substring(0, root.length() - service.prefix().length());
      response = response.with("WWW-Authenticate", "Keystone uri=\"" + root + "/identity/v3\"");
    }
    log(failure, request, service, response.status());
    return response;
  }

  /** One line a failed request; a defect of ours with its cause, a user's mistake without. */
  private static void log(CloudException failure, Request request, ServiceApi service, int status) {
    String line =
        service.name()
            + " "
            + request.method()
            + " "
            + request.path()
            + " failed "
            + status
            + " "
            + failure.code()
            + ": "
            + failure.message();
    if (status >= 500) {
      LOG.log(System.Logger.Level.ERROR, line, failure);
    } else {
      LOG.log(System.Logger.Level.INFO, line);
    }
  }

  private @Nullable Caller authorize(Request request, Access access) {
    if (access == Access.ANYONE) {
      return request
          .header("X-Auth-Token")
          .filter(token -> !token.isEmpty())
          .flatMap(tokens::validate)
          .orElse(null);
    }
    Caller caller =
        request
            .header("X-Auth-Token")
            .filter(token -> !token.isEmpty())
            .flatMap(tokens::validate)
            .orElseThrow(() ->
                CloudException.unauthorized("The request you have made requires authentication."));
    boolean allowed =
        switch (access) {
          case ANYONE, AUTHENTICATED -> true;
          case READER -> caller.isReader();
          case MEMBER -> caller.isMember();
          case ADMIN -> caller.isAdmin();
        };
    if (!allowed) {
      throw CloudException.forbidden(
          "You are not authorized to perform the requested action: it needs the role "
              + access.name().toLowerCase(java.util.Locale.ROOT)
              + ".");
    }
    return caller;
  }

  private static Request request(
      ServerRequest in,
      String requestId,
      ServiceApi service,
      Router.Match match,
      Query query,
      BodyStream body) {
    String path =
        switch (match) {
          case Router.Found found -> found.pathInService();
          case Router.WrongMethod wrong -> wrong.pathInService();
          case Router.NoRoute none -> none.pathInService();
          case Router.Malformed malformed -> malformed.pathInService();
        };
    Map<String, String> parameters =
        match instanceof Router.Found found ? found.parameters() : Map.of();
    return new Request(
        in.prologue().method().text(),
        path,
        parameters,
        query,
        name -> in.headers().first(HeaderNames.create(name)),
        body,
        requestId,
        baseUrl(in, service),
        in.remotePeer().host(),
        null);
  }

  private BodyStream body(ServerRequest in) {
    return new BodyStream(
        () -> in.content().hasEntity() ? in.content().inputStream() : InputStream.nullInputStream(),
        bodies);
  }

  /** Whether the client has nothing more to say; one that waits to be asked is not asked. */
  private static boolean heardOut(Request request, BodyStream body) {
    boolean waits = !body.touched() && request.header("Expect").isPresent();
    return !waits && body.drained(MAX_DRAINED_BYTES);
  }

  /** What the client called us, so that links lead back the way it came. */
  private static String baseUrl(ServerRequest in, ServiceApi service) {
    Optional<String> host =
        in.headers().first(HeaderNames.HOST).filter(name -> HOST.matcher(name).matches());
    String authority = host.orElseGet(() -> in.localPeer().host() + ":" + in.localPeer().port());
    return (in.isSecure() ? "https://" : "http://") + authority + service.prefix();
  }

  private void measure(
      ServiceApi service, Router.Match match, String method, int status, long began) {
    String route =
        match instanceof Router.Found found ? found.target().route().template() : "unknown";
    Timer.builder("haneul.http.requests")
        .description("Requests answered")
        .tag("service", service.name())
        .tag("method", match instanceof Router.Found ? method : "other")
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .register(metrics)
        .record(Duration.ofNanos(System.nanoTime() - began));
  }

  private static void send(Response response, String method, ServerResponse out) {
    out.status(Status.create(response.status()));
    response.headers().forEach((name, value) -> out.header(HeaderNames.create(name), value));
    boolean head = method.equals("HEAD");
    switch (response.body()) {
      case Response.None none -> out.send();
      case Response.Bytes bytes -> {
        out.header(HeaderNames.CONTENT_TYPE, bytes.contentType());
        if (head) {
          out.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.bytes().length));
          out.send();
        } else {
          out.send(bytes.bytes());
        }
      }
      case Response.Stream stream -> {
        out.header(HeaderNames.CONTENT_TYPE, stream.contentType());
        if (stream.length() >= 0) {
          out.header(HeaderNames.CONTENT_LENGTH, Long.toString(stream.length()));
        }
        if (head) {
          out.send();
        } else {
          try (OutputStream to = out.outputStream()) {
            stream.writer().writeTo(to);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }
  }
}
