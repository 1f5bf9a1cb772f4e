package haneul.services.identity;

import haneul.platform.http.HttpServer;
import haneul.platform.http.Json;
import haneul.platform.store.Store;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.domain.IdentitySettings.LogInLimits;
import haneul.services.identity.domain.IdentitySettings.TokenSettings;
import haneul.services.identity.ops.Passwords;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/** Identity behind a real server, with a clock that tests set, and a client for it. */
final class TestIdentity implements AutoCloseable {
  static final String ADMIN_PASSWORD = "admin-secret";
  static final String DEMO_PASSWORD = "demo-secret";

  /** Tests do not wait for good hashes. */
  private static final Passwords.Cost CHEAP = new Passwords.Cost(64, 1);

  /** Tests fail to log in more often than anybody may, and all from one address. */
  static final IdentitySettings SETTINGS =
      new IdentitySettings(TokenSettings.USUAL, new LogInLimits(10, Duration.ofMinutes(5), 0, 60));

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T08:00:00.250Z"));
  final AtomicReference<IdentitySettings> settings = new AtomicReference<>(SETTINGS);
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final IdentityService service;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  /** An answer: its status, its headers, its body as text and as JSON. */
  record Answer(int status, HttpResponse<byte[]> response) {
    JsonNode json() {
      return Json.parse(response.body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The message of an error's body, which must be Keystone's form and say the same status. */
    String error() {
      JsonNode error = json().get("error");
      if (error.get("code").intValue() != status) {
        throw new AssertionError("the body says another status: " + error);
      }
      return error.get("message").stringValue();
    }
  }

  TestIdentity(Store store, Path keys) {
    InstantSource clock = now::get;
    service =
        new IdentityService(
            store,
            clock,
            new IdentityService.Keys(keys, keys.resolve("credential")),
            settings::get,
            metrics,
            CHEAP);
    service.bootstrap(ADMIN_PASSWORD, DEMO_PASSWORD);
    server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(service.api()),
            service.tokens(),
            metrics);
  }

  void advance(Duration duration) {
    now.updateAndGet(instant -> instant.plus(duration));
  }

  String passwordHash(int memoryKibibytes, int iterations, String password) {
    return new Passwords(new Passwords.Cost(memoryKibibytes, iterations)).hash(password);
  }

  /** Sets the clock to the real time. */
  void toNow() {
    now.set(Instant.now());
  }

  Instant now() {
    return Objects.requireNonNull(now.get());
  }

  String base() {
    return "http://127.0.0.1:" + server.port();
  }

  /** A request as the user of {@code token}; none when it is empty. */
  Answer send(String method, String path, String token, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base() + "/identity" + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("X-Auth-Token", token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  Answer get(String path, String token, String... headers) {
    return send("GET", path, token, "", headers);
  }

  Answer post(String path, String token, String body) {
    return send("POST", path, token, body);
  }

  Answer patch(String path, String token, String body) {
    return send("PATCH", path, token, body);
  }

  Answer put(String path, String token) {
    return send("PUT", path, token, "");
  }

  Answer delete(String path, String token, String... headers) {
    return send("DELETE", path, token, "", headers);
  }

  Answer logIn(String user, String password, String scope) {
    return post("/v3/auth/tokens", "", loginBody(user, password, scope));
  }

  /** A login by name in the domain Default; {@code scope} as JSON, empty for none. */
  static String loginBody(String user, String password, String scope) {
    var body = Json.object();
    var auth = body.putObject("auth");
    var identity = auth.putObject("identity");
    identity.putArray("methods").add("password");
    var who = identity.putObject("password").putObject("user");
    who.put("name", user).put("password", password).putObject("domain").put("name", "Default");
    if (!scope.isEmpty()) {
      auth.set("scope", Json.parseOurs(scope));
    }
    return Json.text(body);
  }

  static String project(String name) {
    return "{\"project\":{\"name\":\"" + name + "\",\"domain\":{\"id\":\"default\"}}}";
  }

  String adminToken() {
    return token(logIn("admin", ADMIN_PASSWORD, project("admin")));
  }

  String demoToken() {
    return token(logIn("demo", DEMO_PASSWORD, project("demo")));
  }

  static String token(Answer answer) {
    if (answer.status() != 201) {
      throw new AssertionError(answer.json());
    }
    return answer.header("X-Subject-Token");
  }

  @Override
  public void close() {
    server.close();
    service.close();
    client.close();
  }
}
