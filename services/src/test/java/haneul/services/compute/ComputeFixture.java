package haneul.services.compute;

import haneul.base.id.HostName;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import haneul.platform.http.HttpServer;
import haneul.platform.http.Json;
import haneul.platform.link.AgentLink;
import haneul.platform.link.Hosts;
import haneul.platform.saga.Sagas;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.ComputeSettings;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The compute service behind a real port, its neighbours faked. Tokens are named after callers. */
final class ComputeFixture implements AutoCloseable {
  static final String DEMO = "d".repeat(32);
  static final String OTHER = "e".repeat(32);
  static final String ADMIN = "a".repeat(32);

  static final Map<String, Caller> CALLERS =
      Map.of(
          "admin", caller("admin", ADMIN, Set.of("admin", "member", "reader")),
          "demo", caller("demo", DEMO, Set.of("member", "reader")),
          "demo-reader", caller("demo-reader", DEMO, Set.of("reader")),
          "other", caller("other", OTHER, Set.of("member", "reader")));

  final Store store;
  final FakePorts ports;
  final Hosts hosts = new Hosts();
  final AgentLink link;
  final Sagas sagas;
  final ComputeService service;
  final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ComputeFixture(Store store) {
    this(store, InstantSource.system());
  }

  ComputeFixture(Store store, InstantSource clock) {
    this(store, clock, ComputeSettings.USUAL);
  }

  /** In which a host counts as up though it says nothing for long, as the fakes do. */
  static ComputeFixture patient(Store store) {
    ComputeSettings usual = ComputeSettings.USUAL;
    return new ComputeFixture(
        store,
        InstantSource.system(),
        new ComputeSettings(
            usual.scheduling(), Duration.ofHours(1), usual.retention(), usual.zone()));
  }

  private ComputeFixture(Store store, InstantSource clock, ComputeSettings settings) {
    this.store = store;
    this.ports = new FakePorts(store);
    AtomicReference<Sagas> running = new AtomicReference<>();
    this.service =
        new ComputeService(
            store,
            clock,
            hosts,
            new FakeImages(),
            ports,
            (tx, project) -> Set.of(DEMO, OTHER, ADMIN).contains(project.value()),
            host -> (id, bytes) -> "one\ntwo of " + id + "\nthree\n",
            running::get,
            this::forget,
            settings);
    this.sagas = new Sagas(store, clock, service.sagas());
    running.set(sagas);
    this.link =
        new AgentLink(
            store,
            clock,
            hosts,
            List.of(service.wanted()),
            List.of(service.reports()),
            (image, target) -> {});
    service.bootstrap();
    this.server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(service.api()),
            token -> Optional.ofNullable(CALLERS.get(token)),
            new SimpleMeterRegistry());
  }

  private void forget(Tx tx, HostName host) {
    link.forget(tx, host);
  }

  static Caller caller(String name, String project, Set<String> roles) {
    return new Caller(
        new UserId(name),
        name,
        new Caller.ProjectScope(new ProjectId(project), name, "default"),
        roles,
        Instant.MAX);
  }

  /** A host that has joined. */
  FakeAgent agent(String name) {
    return agent(name, 8, 16_384);
  }

  FakeAgent agent(String name, int vcpus, int memoryMebibytes) {
    FakeAgent agent = new FakeAgent(link, name, vcpus, memoryMebibytes);
    agent.report();
    return agent;
  }

  /** An answer, its body as text. */
  record Answer(int status, String body, HttpResponse<String> raw) {
    JsonNode json() {
      return Json.parseOurs(body);
    }

    String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }

    /** The message of nova's error body. */
    String message() {
      return json().iterator().next().path("message").stringValue("");
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + "/compute" + path);
  }

  Answer send(String token, String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .timeout(Duration.ofSeconds(60));
    if (!token.isEmpty()) {
      request.header("X-Auth-Token", token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body(), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks at a microversion. */
  Answer at(String version, String token, String method, String path, String body) {
    return send(token, method, path, body, "OpenStack-API-Version", "compute " + version);
  }

  Answer get(String token, String path) {
    return send(token, "GET", path, "");
  }

  Answer delete(String token, String path) {
    return send(token, "DELETE", path, "");
  }

  Answer post(String token, String path, String json) {
    return send(token, "POST", path, json);
  }

  Answer put(String token, String path, String json) {
    return send(token, "PUT", path, json);
  }

  Answer action(String token, String id, String json) {
    return post(token, "/v2.1/servers/" + id + "/action", json);
  }

  /** A request for a server that is right. */
  static ObjectNode wish(String name) {
    ObjectNode root = Json.object();
    root.putObject("server")
        .put("name", name)
        .put("imageRef", FakeImages.TINY)
        .put("flavorRef", "1");
    return root;
  }

  /** Asks for a server and answers its id. */
  String create(String token, String name) {
    Answer answer = post(token, "/v2.1/servers", Json.text(wish(name)));
    if (answer.status() != 202) {
      throw new AssertionError(answer.body());
    }
    return answer.json().path("server").path("id").stringValue("");
  }

  /** Waits until the sagas have done what they can, lets the host act, and again. */
  void settle(FakeAgent... agents) {
    for (int round = 0; round < 3; round++) {
      waitForSagas();
      for (FakeAgent agent : agents) {
        agent.act();
      }
    }
    waitForSagas();
  }

  /** Waits until every saga has ended or waits for its host. */
  void waitForSagas() {
    Instant end = Instant.now().plusSeconds(20);
    while (Instant.now().isBefore(end)) {
      boolean busy =
          store.read(tx ->
              tx
                  .sql()
                  .fetch(
                      "select s.kind, s.step, c.gone from saga s"
                          + " join compute_server c on c.id = s.subject")
                  .stream()
                  .anyMatch(row ->
                      row.get("kind").equals("create-server")
                          || row.get("step", Integer.class) != 3
                          || row.get("gone", Boolean.class)));
      if (!busy) {
        return;
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new AssertionError("sagas are still running");
  }

  /** The server as an administrator sees it. */
  JsonNode server(String id) {
    return at("2.93", "admin", "GET", "/v2.1/servers/" + id, "").json().path("server");
  }

  static ServerId serverId(String id) {
    return new ServerId(id);
  }

  static HostName host(String name) {
    return new HostName(name);
  }

  @Override
  public void close() {
    server.close();
    sagas.close();
  }
}
