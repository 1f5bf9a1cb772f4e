package haneul.bench;

import haneul.platform.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An identity service to be measured, ours or Keystone.
 *
 * @param v3 its address, ending in {@code /v3}
 * @param password of admin, and of the users bench-1 to bench-1000
 * @param processes all that work for it
 */
record IdentityPeer(String name, String v3, String password, List<Long> processes) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long TICKS_A_SECOND = 100;

  /** The body of a login into project admin. */
  String login(String user) {
    ObjectNode body = Json.object();
    ObjectNode identity = body.putObject("auth").putObject("identity");
    identity.putArray("methods").add("password");
    ObjectNode who = identity.putObject("password").putObject("user");
    who.put("name", user).put("password", password).putObject("domain").put("id", "default");
    scope(body);
    return Json.text(body);
  }

  /** The body that asks for a token by a token. */
  String exchange(String token) {
    ObjectNode body = Json.object();
    ObjectNode identity = body.putObject("auth").putObject("identity");
    identity.putArray("methods").add("token");
    identity.putObject("token").put("id", token);
    scope(body);
    return Json.text(body);
  }

  private static void scope(ObjectNode body) {
    ObjectNode project = ((ObjectNode) body.path("auth")).putObject("scope").putObject("project");
    project.put("name", "admin").putObject("domain").put("id", "default");
  }

  String tokensUrl() {
    return v3 + "/auth/tokens";
  }

  /** A new token of a user in project admin. */
  String token(String user) throws IOException, InterruptedException {
    return send("POST", "/auth/tokens", "", login(user))
        .headers()
        .firstValue("X-Subject-Token")
        .orElseThrow();
  }

  JsonNode call(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    String answer = send(method, path, token, body).body();
    return answer.isEmpty() ? Json.object() : Json.parseOurs(answer);
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(v3 + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("X-Auth-Token", token);
    }
    HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(
          name + ": " + method + " " + path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer;
  }

  /** The processor time its processes have had, in seconds. */
  double processorSeconds() throws IOException {
    double ticks = 0;
    for (long process : processes) {
      String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
    return ticks / TICKS_A_SECOND;
  }
}
