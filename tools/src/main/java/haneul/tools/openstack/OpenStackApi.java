package haneul.tools.openstack;

import haneul.tools.console.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A cloud's APIs as one user of one project. Logs in once and keeps its token. */
public final class OpenStackApi implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final CloudAccess access;
  private final HttpClient http;
  private final String token;

  private OpenStackApi(CloudAccess access) throws IOException, InterruptedException {
    this.access = access;
    this.http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    HttpResponse<byte[]> answer;
    try {
      answer =
          send(
              HttpRequest.newBuilder(URI.create(access.authUrl() + "/auth/tokens"))
                  .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(login()))));
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError("identity at " + access.authUrl() + " does not answer: " + e);
    }
    if (answer.statusCode() != 201) {
      throw new UserError(
          access.username() + " cannot log in at " + access.authUrl() + ": " + message(answer));
    }
    this.token = answer.headers().firstValue("X-Subject-Token").orElseThrow();
  }

  public static OpenStackApi login(CloudAccess access) throws IOException, InterruptedException {
    return new OpenStackApi(access);
  }

  private ObjectNode login() {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode auth = body.putObject("auth");
    ObjectNode identity = auth.putObject("identity");
    identity.putArray("methods").add("password");
    ObjectNode user = identity.putObject("password").putObject("user");
    user.put("name", access.username()).put("password", access.password());
    user.putObject("domain").put("name", access.userDomain());
    ObjectNode project = auth.putObject("scope").putObject("project");
    project.put("name", access.projectName());
    project.putObject("domain").put("name", access.projectDomain());
    return body;
  }

  /** An answer of identity. */
  public record Answer(int status, JsonNode body, String message) {}

  /**
   * Asks identity.
   *
   * @param path beside {@code /v3}, e.g. {@code /haneul/tokens}
   */
  public Answer identity(String method, String path) throws IOException, InterruptedException {
    String base = access.authUrl().substring(0, access.authUrl().length() - "/v3".length());
    HttpResponse<byte[]> answer =
        send(
            HttpRequest.newBuilder(URI.create(base + path))
                .header("X-Auth-Token", token)
                .method(method, BodyPublishers.noBody()));
    return new Answer(answer.statusCode(), json(answer.body()), message(answer));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.timeout(TIMEOUT).header("Content-Type", "application/json").build(),
        BodyHandlers.ofByteArray());
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }

  private static String message(HttpResponse<byte[]> answer) {
    for (JsonNode inner : json(answer.body())) {
      if (inner.path("message").isString()) {
        return inner.path("message").stringValue() + " (" + answer.statusCode() + ")";
      }
    }
    return "status " + answer.statusCode();
  }

  @Override
  public void close() {
    http.close();
  }
}
