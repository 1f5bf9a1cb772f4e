package haneul.tools.openstack;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A cloud that answers what it was told to, over real HTTP: answers recorded from, or written
 * after, those of Keystone 22, Nova 26 and Neutron 21.
 */
public final class TestCloud implements AutoCloseable {
  private static final String TOKEN = "gAAAA-token";

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> catalog = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> logins = new CopyOnWriteArrayList<>();
  private volatile String roles = "admin";

  /** How it answers a path; the body's second part comes late. */
  private record Answer(int status, String body, @Nullable String location, boolean neverEnds) {}

  private TestCloud(HttpServer server) {
    this.server = server;
    server.createContext("/", this::handle);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    endpoint("identity", "public", "RegionOne", url() + "/identity/v3");
    endpoint("compute", "public", "RegionOne", url() + "/compute/v2.1");
    endpoint("network", "public", "RegionOne", url() + "/network");
    answer("/identity/v3", "{\"version\":{\"id\":\"v3.14\"}}");
    answer("/compute/v2.1", "{\"version\":{\"id\":\"v2.1\"}}");
    answer("/network", "{\"versions\":[]}");
    answer("/network/v2.0/agents", "{\"agents\":[]}");
    answer("/compute/v2.1/os-services", "{\"services\":[]}");
  }

  public static TestCloud start() {
    try {
      return new TestCloud(HttpServer.create(local(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static TestCloud startWithTls(SSLContext context) {
    try {
      HttpsServer server = HttpsServer.create(local(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      return new TestCloud(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress local() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  public String url() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return scheme + "://localhost:" + server.getAddress().getPort();
  }

  public CloudConfig config() {
    return config(Optional.empty(), true);
  }

  CloudConfig config(Optional<Path> authorities, boolean verify) {
    return new CloudConfig(
        "test",
        URI.create(url() + "/identity/v3"),
        "password",
        Map.of("username", "admin", "password", "secret", "project_name", "admin"),
        Optional.of("RegionOne"),
        "public",
        authorities,
        verify);
  }

  /** Without its query. */
  public TestCloud answer(String path, String body) {
    return answer(path, 200, body);
  }

  public TestCloud answer(String path, int status, String body) {
    answers.put(path, new Answer(status, body, null, false));
    return this;
  }

  TestCloud redirect(String path, String location) {
    answers.put(path, new Answer(302, "", location, false));
    return this;
  }

  TestCloud beginAndNeverEnd(String path) {
    answers.put(path, new Answer(200, "{\"things\":", null, true));
    return this;
  }

  public TestCloud roles(String names) {
    roles = names;
    return this;
  }

  public TestCloud withoutEndpoints() {
    catalog.clear();
    return this;
  }

  public TestCloud endpoint(String type, String interfaceName, String region, String url) {
    catalog.add(
        """
        {"type":"%s","name":"%s","endpoints":[{"interface":"%s","region_id":"%s","region":"%s","url":"%s"}]}\
        """
            .formatted(type, type, interfaceName, region, region, url));
    return this;
  }

  /** What was asked with a token: method, path and query. */
  List<String> asked() {
    return asked;
  }

  /** The bodies of all logins. */
  List<String> logins() {
    return logins;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      String token = exchange.getRequestHeaders().getFirst("X-Auth-Token");
      if (token != null) {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      }
      if (path.equals("/identity/v3/auth/tokens") && !answers.containsKey(path)) {
        logins.add(new String(body, StandardCharsets.UTF_8));
        exchange.getResponseHeaders().set("X-Subject-Token", TOKEN);
        send(exchange, 201, token());
        return;
      }
      boolean open = path.equals("/identity/v3/auth/tokens") || path.split("/").length < 4;
      Answer answer =
          open || TOKEN.equals(token)
              ? answers.getOrDefault(path, new Answer(404, NOT_FOUND, null, false))
              : new Answer(
                  401,
                  "{\"error\":{\"code\":401,\"message\":\"The request you have made requires "
                      + "authentication.\",\"title\":\"Unauthorized\"}}",
                  null,
                  false);
      if (answer.location() != null) {
        exchange.getResponseHeaders().set("Location", answer.location());
      }
      if (answer.neverEnds()) {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write(answer.body().getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        Thread.sleep(60_000);
      }
      send(exchange, answer.status(), page(answer.body(), exchange.getRequestURI()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final String NOT_FOUND =
      "{\"NeutronError\":{\"type\":\"HTTPNotFound\",\"message\":\"The resource could not be found.\",\"detail\":\"\"}}";

  /** All things are on the first page. */
  private static String page(String body, URI request) {
    boolean later = String.valueOf(request.getQuery()).contains("marker=");
    return later ? "{}" : body;
  }

  private String token() {
    List<String> named = new ArrayList<>();
    for (String role : roles.split(",", -1)) {
      named.add("{\"id\":\"%s\",\"name\":\"%s\"}".formatted(role, role));
    }
    return "{\"token\":{\"methods\":[\"password\"],\"roles\":[%s],\"catalog\":[%s]}}"
        .formatted(String.join(",", named), String.join(",", catalog));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    InetSocketAddress address = server.getAddress();
    server.stop(0);
    // Its selector lets go of the address a moment later.
    await().until(() -> isFree(address));
  }

  private static boolean isFree(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
