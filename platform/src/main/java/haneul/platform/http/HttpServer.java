package haneul.platform.http;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.auth.TokenValidator;
import haneul.platform.log.RequestContext;
import haneul.platform.turn.Room;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One port for all services. Routing, tokens, request ids, errors, metrics and logs are the same
 * for all of them and are here; what differs is each {@link ServiceApi}'s.
 */
public final class HttpServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]_-]{1,255}");

  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[^/?]*/?");

  /** An unread body up to this is read so that the connection can be used again. */
  private static final long MOST_DRAINED_BYTES = 512 << 10;

  /**
   * And of a caller we know up to this: many clients send all of an image before they look at the
   * answer. A stranger's is not worth that.
   */
  private static final long MOST_LINGERING_BYTES = 1L << 30;

  private static final long MOST_LINGERING_BYTES_OF_A_STRANGER = 16 << 20;
  private static final Duration MOST_DRAINING = Duration.ofSeconds(2);
  private static final Duration MOST_LINGERING = Duration.ofMinutes(2);

  /** What is answered outside of every service's prefix, e.g. an unknown path at the root. */
  private static final ServiceApi NOWHERE = new ServiceApi("root", "", ErrorFormat::keystone);

  private final Router router;
  private final Front front;
  private final Memory memory;
  private final Dispatcher dispatcher;
  private final Connections connections;
  private final MeterRegistry metrics;
  private final WebServer server;
  private final Thread watch;

  private HttpServer(
      InetSocketAddress address,
      List<ServiceApi> services,
      TokenValidator tokens,
      MeterRegistry metrics,
      Optional<HttpTls> tls,
      Front front,
      HttpLimits limits) {
    this.front = front;
    this.router = new Router(services);
    this.memory = new Memory(metrics, address.getPort());
    this.dispatcher = new Dispatcher(tokens, memory);
    this.metrics = metrics;
    this.connections = new Connections(limits, front.proxies());
    WebServerConfig.Builder builder =
        settings(limits, connections)
            .address(address.getAddress())
            .port(address.getPort())
            .connectionOptions(ReadTimeout.of(limits.readWait(), connections))
            .directHandlers(Refusals.handlers())
            .routing(HttpRouting.builder().any(this::answer));
    tls.ifPresent(who -> builder.tls(Tls.builder().sslContext(who.context()).build()));
    this.server = builder.build().start();
    this.watch =
        Thread.ofVirtual()
            .name("http-watch")
            .start(() -> {
              try {
                while (true) {
                  Thread.sleep(limits.checkEvery());
                  connections.endTheLate();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static WebServerConfig.Builder settings(HttpLimits limits, Connections connections) {
    return WebServer.builder()
        .shutdownHook(false)
        .maxTcpConnections(connections.atMost())
        // Channels' own streams know no read timeout.
        .useNio(false)
        .idleConnectionTimeout(limits.idleWait())
        .idleConnectionPeriod(limits.checkEvery())
        .protocolsDiscoverServices(false)
        .addConnectionSelector(new HeadGuard(limits, connections));
  }

  /**
   * Makes a server that is never started, so that its many classes are there when one is. To be run
   * beside the rest of a program's start.
   */
  public static void warmUp() {
    settings(HttpLimits.USUAL, new Connections(HttpLimits.USUAL, Set.of())).build();
  }

  /**
   * Listens on {@code address}; port 0 takes a free one.
   *
   * @param services the longest prefix first where one is another's beginning
   * @throws UncheckedIOException of a {@link BindException} when the address is taken or not ours
   */
  public static HttpServer start(
      InetSocketAddress address,
      List<ServiceApi> services,
      TokenValidator tokens,
      MeterRegistry metrics) {
    return start(address, services, tokens, metrics, Optional.empty(), Front.NONE);
  }

  /**
   * The same over TLS. A client may show a certificate that {@code tls} trusts; a route that needs
   * one asks for it.
   */
  public static HttpServer start(
      InetSocketAddress address,
      List<ServiceApi> services,
      TokenValidator tokens,
      MeterRegistry metrics,
      ServerTls tls) {
    return start(address, services, tokens, metrics, Optional.of(tls), Front.NONE);
  }

  /**
   * Listens on {@code address}; port 0 takes a free one.
   *
   * @param readWait how long a client may send nothing
   */
  public static HttpServer start(
      InetSocketAddress address,
      List<ServiceApi> services,
      TokenValidator tokens,
      MeterRegistry metrics,
      Duration readWait) {
    return start(
        address,
        services,
        tokens,
        metrics,
        Optional.empty(),
        Front.NONE,
        HttpLimits.USUAL.withReadWait(readWait));
  }

  /** The same with what stands between it and its clients. */
  public static HttpServer start(
      InetSocketAddress address,
      List<ServiceApi> services,
      TokenValidator tokens,
      MeterRegistry metrics,
      Optional<HttpTls> tls,
      Front front) {
    return start(address, services, tokens, metrics, tls, front, HttpLimits.USUAL);
  }

  static HttpServer start(
      InetSocketAddress address,
      List<ServiceApi> services,
      TokenValidator tokens,
      MeterRegistry metrics,
      Optional<HttpTls> tls,
      Front front,
      HttpLimits limits) {
    HttpServer started = new HttpServer(address, services, tokens, metrics, tls, front, limits);
    if (!started.server.isRunning()) { // Helidon says so in its log only
      throw new UncheckedIOException(cannotListen(address));
    }
    return started;
  }

  private static IOException cannotListen(InetSocketAddress address) {
    try (ServerSocket _ = new ServerSocket(address.getPort(), 1, address.getAddress())) {
      return new BindException("cannot listen on " + address + " for an unknown reason");
    } catch (IOException e) {
      return e;
    }
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    watch.interrupt();
    server.stop();
  }

  private void answer(ServerRequest in, ServerResponse out) {
    long began = System.nanoTime();
    String requestId = "req-" + Id.newUuid();
    String method = in.prologue().method().text();
    Router.Match match = router.find(method, pathOf(in));
    ServiceApi service = serviceOf(match);
    Front.Seen seen = front.look(in.remotePeer().host(), name -> header(in, name));
    RequestContext.run(
        requestId,
        seen.client(),
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
          IncomingBody body = body(in);
          try (Room.Hold hold = memory.hold(seen.client())) {
            Request request = request(in, requestId, service, match, query, body, seen, hold);
            Response response = dispatcher.answer(request, service, match, malformed);
            measure(service, match, method, response.status(), began);
            finish(in, body, response, out);
          }
          connections.ends(in.remotePeer().address());
        });
  }

  /** Sends the answer and leaves the connection clean for the next request, or closes it. */
  private void finish(ServerRequest in, IncomingBody body, Response response, ServerResponse out) {
    boolean waiting =
        !body.opened() && in.headers().contains(HeaderNames.EXPECT); // sends nothing unless asked
    long announced = in.headers().contentLength().orElse(0);
    if (!waiting && announced <= MOST_DRAINED_BYTES) {
      body.drain(MOST_DRAINED_BYTES, MOST_DRAINING);
    }
    boolean close = !body.ended() || asksToClose(in);
    if (close) {
      out.header(HeaderNames.CONNECTION, "close");
    }
    send(
        response,
        in.prologue().method().text().equals("HEAD"),
        out,
        bytes -> connections.sends(in.remotePeer().address(), bytes));
    if (close) {
      if (!waiting && response.status() == 401) {
        body.drain(MOST_LINGERING_BYTES_OF_A_STRANGER, MOST_DRAINING);
      } else if (!waiting) {
        body.drain(MOST_LINGERING_BYTES, MOST_LINGERING);
      }
      // The server does not close by itself, whatever the header says.
      throw new CloseConnectionException("the answer was the last");
    }
  }

  private static boolean asksToClose(ServerRequest in) {
    return (in.headers().contains(HeaderNames.CONNECTION)
            && in.headers().containsToken(HeaderValues.CONNECTION_CLOSE))
        || (in.prologue().protocolVersion().equals("1.0")
            && !in.headers().containsToken(HeaderValues.CONNECTION_KEEP_ALIVE));
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

  private static String header(ServerRequest in, String name) {
    return String.join(",", in.headers().all(HeaderNames.create(name), List::of));
  }

  /** Of a target in absolute form (RFC 9112, 3.2.2) only the path counts; the host is the same. */
  private static String pathOf(ServerRequest in) {
    String path = in.path().rawPath();
    Matcher absolute = ABSOLUTE.matcher(path);
    return absolute.lookingAt() ? "/" + path.substring(absolute.end()) : path;
  }

  private Request request(
      ServerRequest in,
      String requestId,
      ServiceApi service,
      Router.Match match,
      Query query,
      IncomingBody body,
      Front.Seen seen,
      Room.Hold hold) {
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
        baseUrl(in, service, seen),
        seen.client(),
        certificate(in),
        hold,
        null);
  }

  private static Optional<X509Certificate> certificate(ServerRequest in) {
    return in.remotePeer()
        .tlsCertificates()
        .filter(chain -> chain.length > 0 && chain[0] instanceof X509Certificate)
        .map(chain -> (X509Certificate) chain[0]);
  }

  private static IncomingBody body(ServerRequest in) {
    return in.content().hasEntity()
        ? new IncomingBody(() -> in.content().inputStream())
        : IncomingBody.none();
  }

  /**
   * What we are called: by settings, else by the client, so that links lead back the way it came.
   */
  private String baseUrl(ServerRequest in, ServiceApi service, Front.Seen seen) {
    if (front.publicUrl().isPresent()) {
      return front.publicUrl().get() + service.prefix();
    }
    Optional<String> host =
        seen.host()
            .or(() -> in.headers().first(HeaderNames.HOST))
            .filter(name -> HOST.matcher(name).matches());
    String authority = host.orElseGet(() -> in.localPeer().host() + ":" + in.localPeer().port());
    String scheme = seen.scheme().orElse(in.isSecure() ? "https" : "http");
    return scheme + "://" + authority + service.prefix();
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

  /**
   * @param sending is told before so many bytes are sent
   */
  private static void send(
      Response response, boolean head, ServerResponse out, LongConsumer sending) {
    out.status(Status.create(response.status()));
    response.headers().forEach((name, value) -> out.header(HeaderNames.create(name), value));
    try {
      switch (response.body()) {
        case Response.None none -> out.send();
        case Response.Bytes bytes -> {
          out.header(HeaderNames.CONTENT_TYPE, bytes.contentType());
          if (head) {
            out.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.bytes().length));
            out.send();
          } else {
            sending.accept(bytes.bytes().length);
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
            OutgoingBody.write(stream.writer(), out.outputStream(), sending);
          }
        }
      }
    } catch (UncheckedIOException | IOException e) {
      // What was promised cannot be kept any more; a broken connection tells the client so.
      LOG.log(System.Logger.Level.INFO, "an answer broke off: " + e.getMessage());
      throw new CloseConnectionException("an answer broke off", e);
    }
  }
}
