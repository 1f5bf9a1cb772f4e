package haneul.app.cli;

import haneul.app.cloud.StateDirectory;
import haneul.platform.http.Json;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The cloud's own APIs, as one user of one project; logs in once. */
final class ApiClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final String base;
  private final String token;

  private ApiClient(
      HttpClient.Builder http, String base, String user, String project, String password)
      throws IOException, InterruptedException {
    this.http = http.connectTimeout(TIMEOUT).build();
    this.base = base;
    HttpResponse<byte[]> response =
        this.http.send(
            HttpRequest.newBuilder(URI.create(base + "/identity/v3/auth/tokens"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        Json.bytes(login(user, project, password))))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 201) {
      throw new UserError(
          "user " + user + " cannot log in: " + message(response.statusCode(), response.body()));
    }
    this.token = response.headers().firstValue("X-Subject-Token").orElseThrow();
  }

  static ApiClient login(InetSocketAddress address, String user, String project, String password)
      throws IOException, InterruptedException {
    return new ApiClient(
        HttpClient.newBuilder(), "http://" + authority(address), user, project, password);
  }

  /** The cloud that serves from {@code state} on this host, as its administrator. */
  static ApiClient admin(StateDirectory state) throws IOException, InterruptedException {
    return login(state, "admin", state.passwords().admin());
  }

  /** The same as another of the users that it begins with, on the project of the same name. */
  static ApiClient login(StateDirectory state, String user, String password)
      throws IOException, InterruptedException {
    HttpClient.Builder http = HttpClient.newBuilder();
    if (state.certificate().isPresent()) {
      http.sslContext(PinnedCertificate.context(state.certificate().get()));
    }
    return new ApiClient(http, base(state), user, user, password);
  }

  /** Where this host reaches it. */
  static String base(StateDirectory state) {
    InetSocketAddress at = CloudOptions.parse(state.listen().orElseThrow());
    InetSocketAddress here =
        at.getAddress().isAnyLocalAddress()
            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), at.getPort())
            : at;
    return (state.certificate().isPresent() ? "https://" : "http://") + authority(here);
  }

  private static String authority(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static ObjectNode login(String user, String project, String password) {
    ObjectNode body = Json.object();
    ObjectNode auth = body.putObject("auth");
    ObjectNode identity = auth.putObject("identity");
    identity.putArray("methods").add("password");
    ObjectNode who = identity.putObject("password").putObject("user");
    who.put("name", user).put("password", password).putObject("domain").put("id", "default");
    ObjectNode scope = auth.putObject("scope").putObject("project");
    scope.put("name", project).putObject("domain").put("id", "default");
    return body;
  }

  String base() {
    return base;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body))));
  }

  JsonNode put(String path, JsonNode body) throws IOException, InterruptedException {
    return send(request(path).PUT(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body))));
  }

  /** Compute's services, which have ids that can be used from this microversion on. */
  JsonNode computeServices() throws IOException, InterruptedException {
    return send(services("")).path("services");
  }

  void changeComputeService(String id, JsonNode change) throws IOException, InterruptedException {
    send(services("/" + id).PUT(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(change))));
  }

  private HttpRequest.Builder services(String id) {
    return request("/compute/v2.1/os-services" + id)
        .header("OpenStack-API-Version", "compute 2.53");
  }

  void delete(String path) throws IOException, InterruptedException {
    send(request(path).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(TIMEOUT)
        .header("X-Auth-Token", token)
        .header("Content-Type", "application/json");
  }

  private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() >= 400) {
      throw new UserError(
          request.method()
              + " "
              + request.uri().getPath()
              + ": "
              + message(response.statusCode(), response.body()));
    }
    return response.body().length == 0 ? Json.object() : Json.parse(response.body());
  }

  /** The sentence in an error body, whichever service's form it has. */
  private static String message(int status, byte[] body) {
    try {
      for (JsonNode inner : Json.parse(body)) {
        if (inner.path("message").isString()) {
          return inner.path("message").stringValue() + " (" + status + ")";
        }
      }
    } catch (RuntimeException e) {
      return "status " + status;
    }
    return "status " + status;
  }
}
