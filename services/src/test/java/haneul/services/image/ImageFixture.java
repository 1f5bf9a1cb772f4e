package haneul.services.image;

import haneul.base.id.ProjectId;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import haneul.platform.http.HttpServer;
import haneul.platform.http.Json;
import haneul.platform.store.Store;
import haneul.services.image.domain.ImageLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The image service behind a real port. Tokens are named after who has them. */
final class ImageFixture implements AutoCloseable {
  static final String DEMO = "d".repeat(32);
  static final String OTHER = "e".repeat(32);
  static final String ADMIN = "a".repeat(32);

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "admin", caller("admin", ADMIN, Set.of("admin", "member", "reader")),
          "demo", caller("demo", DEMO, Set.of("member", "reader")),
          "demo-reader", caller("demo-reader", DEMO, Set.of("reader")),
          "other", caller("other", OTHER, Set.of("member", "reader")));

  static final ImageLimits LIMITS =
      new ImageLimits(40L << 20, 0, 16L << 40, 50, 10, 10, 3, 4, 2, 3, Duration.ofSeconds(1));

  final Store store;
  final Path directory;
  final MeterRegistry metrics = new SimpleMeterRegistry();
  final ImageService service;
  final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ImageFixture(Store store) {
    this(store, newDirectory(), LIMITS);
  }

  ImageFixture(Store store, Path directory, ImageLimits limits) {
    this.store = store;
    this.directory = directory;
    this.service = new ImageService(store, InstantSource.system(), directory, limits, metrics);
    try {
      service.recover();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(service.api()),
            token -> Optional.ofNullable(CALLERS.get(token)),
            metrics,
            Duration.ofSeconds(3));
  }

  static Path newDirectory() {
    try {
      return Files.createTempDirectory("haneul-images-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Caller caller(String name, String project, Set<String> roles) {
    return new Caller(
        new UserId(name),
        name,
        new Caller.ProjectScope(new ProjectId(project), name, "default"),
        roles,
        Instant.MAX);
  }

  /** Who has this token. */
  static Caller caller(String token) {
    Caller caller = CALLERS.get(token);
    if (caller == null) {
      throw new IllegalArgumentException(token);
    }
    return caller;
  }

  /** An answer, its body as text. */
  record Answer(int status, String body, HttpResponse<byte[]> raw) {
    JsonNode json() {
      return Json.parseOurs(body);
    }

    String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + "/image" + path);
  }

  Answer send(String token, String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).method(method, body).timeout(Duration.ofSeconds(60));
    if (!token.isEmpty()) {
      request.header("X-Auth-Token", token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Answer get(String token, String path) {
    return send(token, "GET", path, BodyPublishers.noBody());
  }

  Answer delete(String token, String path) {
    return send(token, "DELETE", path, BodyPublishers.noBody());
  }

  Answer post(String token, String path, String json) {
    return send(
        token, "POST", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
  }

  Answer put(String token, String path, String json) {
    return send(
        token, "PUT", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
  }

  Answer patch(String token, String id, String json) {
    return send(
        token,
        "PATCH",
        "/v2/images/" + id,
        BodyPublishers.ofString(json),
        "Content-Type",
        "application/openstack-images-v2.1-json-patch");
  }

  Answer upload(String token, String id, BodyPublisher body) {
    return send(
        token,
        "PUT",
        "/v2/images/" + id + "/file",
        body,
        "Content-Type",
        "application/octet-stream");
  }

  Answer upload(String token, String id, byte[] body) {
    return upload(token, id, BodyPublishers.ofByteArray(body));
  }

  /** A queued image of this name and format; its id. */
  String image(String token, String name, String diskFormat) {
    return create(
        token,
        "{\"name\":\""
            + name
            + "\",\"container_format\":\"bare\",\"disk_format\":\""
            + diskFormat
            + "\"}");
  }

  /** A queued image of this body; its id. */
  String create(String token, String json) {
    Answer answer = post(token, "/v2/images", json);
    if (answer.status() != 201) {
      throw new AssertionError(answer.status() + " " + answer.body());
    }
    return answer.json().get("id").stringValue();
  }

  /** The names of all files in the images directory but the lock, those coming in too. */
  List<String> files() {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(path -> directory.relativize(path).toString())
          .filter(name -> !name.equals(".lock"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops serving, as a killed program does: nothing is tidied up. */
  void stop() {
    try {
      server.close();
      service.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
