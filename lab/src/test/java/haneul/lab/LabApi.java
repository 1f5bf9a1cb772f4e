package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The few calls a test makes many times over; Debian's client takes seconds for each. */
final class LabApi {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final String token;

  private LabApi(String url, Path state, String who) throws IOException, InterruptedException {
    this.url = url;
    JsonNode passwords = Json.parseOurs(Files.readString(state.resolve("passwords.json")));
    ObjectNode body = Json.object();
    ObjectNode auth = body.putObject("auth");
    ObjectNode identity = auth.putObject("identity");
    identity.putArray("methods").add("password");
    ObjectNode user = identity.putObject("password").putObject("user");
    user.put("name", who).put("password", passwords.path(who).stringValue(""));
    user.putObject("domain").put("id", "default");
    ObjectNode project = auth.putObject("scope").putObject("project");
    project.put("name", who).putObject("domain").put("id", "default");
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url + "/identity/v3/auth/tokens"))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                .header("Content-Type", "application/json")
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(201);
    token = answer.headers().firstValue("X-Subject-Token").orElseThrow();
  }

  static LabApi login(LabCloud cloud) throws IOException {
    return login(cloud.url(), cloud.state(), "demo");
  }

  /**
   * @param state control's directory
   * @param who the user, and its project
   */
  static LabApi login(String url, Path state, String who) throws IOException {
    try {
      return new LabApi(url, state, who);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** An answer's status and body. */
  record Answer(int status, JsonNode body) {}

  Answer call(String method, String path, String body) throws IOException {
    try {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url + path))
                  .timeout(Duration.ofSeconds(20))
                  .header("X-Auth-Token", token)
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(
          answer.statusCode(),
          answer.body().length == 0 ? Json.object() : Json.parse(answer.body()));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Puts an image's content; the status. */
  int upload(String path, byte[] content) throws IOException {
    return upload(path, HttpRequest.BodyPublishers.ofByteArray(content));
  }

  int upload(String path, InputStream content) throws IOException {
    return upload(path, HttpRequest.BodyPublishers.ofInputStream(() -> content));
  }

  private int upload(String path, HttpRequest.BodyPublisher content) throws IOException {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url + path))
                  .timeout(Duration.ofSeconds(20))
                  .header("X-Auth-Token", token)
                  .header("Content-Type", "application/octet-stream")
                  .PUT(content)
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes a server on the network private, and does not wait for it. */
  String create(String name) throws IOException {
    return create(name, "nova", "");
  }

  /** The same on a host, which an administrator may choose. */
  String createOn(String host, String name) throws IOException {
    return create(name, "nova:" + host, "");
  }

  /** The same with a script that the guest runs. */
  String createOn(String host, String name, String script) throws IOException {
    return create(name, "nova:" + host, script);
  }

  private String create(String name, String zone, String script) throws IOException {
    ObjectNode body = Json.object();
    ObjectNode server = body.putObject("server");
    server.put("name", name);
    server.put("availability_zone", zone);
    if (!script.isEmpty()) {
      server.put(
          "user_data", Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_8)));
    }
    server.put("imageRef", first("/image/v2/images?name=haneul-tiny", "images"));
    JsonNode flavors = call("GET", "/compute/v2.1/flavors", "").body().path("flavors");
    for (JsonNode flavor : flavors) {
      if (flavor.path("name").stringValue("").equals("m1.tiny")) {
        server.put("flavorRef", flavor.path("id").stringValue(""));
      }
    }
    server
        .putArray("networks")
        .addObject()
        .put("uuid", first("/network/v2.0/networks?name=private", "networks"));
    Answer answer = call("POST", "/compute/v2.1/servers", Json.text(body));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.body().path("server").path("id").stringValue("");
  }

  private String first(String path, String list) throws IOException {
    return call("GET", path, "").body().path(list).path(0).path("id").stringValue("");
  }

  /** The server of a name. */
  String named(String server) {
    try {
      return first("/compute/v2.1/servers?name=%5E" + server + "%24", "servers");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> servers() throws IOException {
    return ids("/compute/v2.1/servers", "servers");
  }

  List<String> ports() throws IOException {
    return ids("/network/v2.0/ports", "ports");
  }

  private List<String> ids(String path, String list) throws IOException {
    List<String> ids = new ArrayList<>();
    call("GET", path, "")
        .body()
        .path(list)
        .forEach(thing -> ids.add(thing.path("id").stringValue("")));
    return ids;
  }

  JsonNode show(String server) throws IOException {
    return call("GET", "/compute/v2.1/servers/" + server, "").body().path("server");
  }

  /** Lets pings into the default group of a server's project. */
  void allowPing(String server) throws IOException {
    String project = show(server).path("tenant_id").asString();
    String group =
        first(
            "/network/v2.0/security-groups?name=default&project_id=" + project, "security_groups");
    ObjectNode body = Json.object();
    body.putObject("security_group_rule")
        .put("security_group_id", group)
        .put("direction", "ingress")
        .put("protocol", "icmp");
    assertThat(call("POST", "/network/v2.0/security-group-rules", Json.text(body)).status())
        .isEqualTo(201);
  }

  /** A server's only address. */
  String address(String server) throws IOException {
    return show(server).path("addresses").path("private").path(0).path("addr").asString();
  }

  /** What is on a server's console. */
  String console(String server) throws IOException {
    return call(
            "POST", "/compute/v2.1/servers/" + server + "/action", "{\"os-getConsoleOutput\": {}}")
        .body()
        .path("output")
        .asString();
  }

  void waitForStatus(String server, String status) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> assertThat(show(server).path("status").stringValue("")).isEqualTo(status));
  }

  /** Waits until it is no longer being built. */
  JsonNode waitUntilSettled(String server) throws IOException {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> assertThat(show(server).path("status").stringValue("")).isNotEqualTo("BUILD"));
    return show(server);
  }

  void delete(String server) throws IOException {
    assertThat(call("DELETE", "/compute/v2.1/servers/" + server, "").status()).isEqualTo(204);
  }

  void waitUntilGone(String server) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() ->
            assertThat(call("GET", "/compute/v2.1/servers/" + server, "").status()).isEqualTo(404));
  }

  /** For a server that may be going by itself. */
  void deleteIfThere(String server) throws IOException {
    assertThat(call("DELETE", "/compute/v2.1/servers/" + server, "").status()).isIn(204, 404);
  }

  void deleteAndWait(String server) throws IOException {
    delete(server);
    waitUntilGone(server);
  }
}
