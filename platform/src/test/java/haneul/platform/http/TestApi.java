package haneul.platform.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.ProjectId;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A service that shows what a handler gets. */
final class TestApi implements AutoCloseable {
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final AtomicLong uploaded = new AtomicLong();
  final HttpServer server;

  TestApi() {
    this(HttpLimits.USUAL);
  }

  TestApi(HttpLimits limits) {
    this(limits, Front.NONE);
  }

  TestApi(HttpLimits limits, Front front) {
    this(limits, front, Optional.empty());
  }

  TestApi(Optional<HttpTls> tls) {
    this(HttpLimits.USUAL, Front.NONE, tls);
  }

  private TestApi(HttpLimits limits, Front front, Optional<HttpTls> tls) {
    ServiceApi api =
        new ServiceApi("test", "/test", ErrorFormat::keystone)
            .get("/things", Access.READER, TestApi::list)
            .post("/things", Access.MEMBER, TestApi::echo)
            .get("/things/{id}", Access.READER, TestApi::show)
            .get("/things/special", Access.READER, request -> Response.empty(204))
            .get("/open", Access.ANYONE, request -> Response.text(200, "open", "text/plain"))
            .put("/upload", Access.MEMBER, this::upload)
            .get("/stream", Access.READER, TestApi::stream)
            .get(
                "/boom",
                Access.READER,
                request -> {
                  throw new IllegalStateException("secret of the inside");
                })
            .get(
                "/fails/{kind}",
                Access.ANYONE,
                request -> {
                  throw CloudException.of(
                      ErrorKind.valueOf(request.param("kind")),
                      "Code",
                      "It says why.",
                      new TimeoutException("slow"));
                })
            .get("/admin", Access.ADMIN, request -> Response.empty(204));
    server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(api),
            TestApi::validate,
            metrics,
            tls,
            front,
            limits);
  }

  private static Optional<Caller> validate(String token) {
    return token.equals("good")
        ? Optional.of(
            new Caller(
                new UserId("u"),
                "user",
                new Caller.ProjectScope(new ProjectId("p"), "project", "default"),
                Set.of("member"),
                Instant.MAX))
        : Optional.empty();
  }

  private static Response list(Request request) {
    var node = Json.object();
    node.put("href", request.baseUrl() + "/things");
    node.put("query", request.query().first("q").orElse("none"));
    node.put("request_id", request.requestId());
    return Response.ok(node);
  }

  private static Response show(Request request) {
    var node = Json.object();
    node.put("id", request.param("id"));
    node.put("path", request.path());
    return Response.ok(node);
  }

  private static Response echo(Request request) {
    Fields fields = request.json();
    var node = Json.object();
    node.set("got", fields.raw());
    return Response.json(201, node);
  }

  private Response upload(Request request) throws Exception {
    byte[] buffer = new byte[8192];
    try (InputStream in = request.stream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        uploaded.addAndGet(read);
      }
    }
    return Response.empty(204);
  }

  private static Response stream(Request request) {
    return new Response(
        200,
        java.util.Map.of(),
        new Response.Stream(
            out -> {
              byte[] block = new byte[1 << 16];
              for (int i = 0; i < 400; i++) {
                out.write(block);
              }
            },
            400L << 16,
            "application/octet-stream"));
  }

  RawClient connect() throws java.io.IOException {
    return new RawClient(server.port());
  }

  @Override
  public void close() {
    server.close();
  }
}
