package haneul.app.policy;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Asks the cloud, with a token or without. */
final class Client implements AutoCloseable {
  private static final String USUAL_VERSION = "2.30";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  /**
   * @param token empty for none
   * @param subject the token that is asked about
   * @param version of compute's API
   */
  record Question(
      String method,
      String path,
      String token,
      String body,
      Optional<String> subject,
      Optional<String> version) {}

  Client(String url) {
    this.url = url;
  }

  HttpResponse<String> send(Question question) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + question.path()))
            .header("Content-Type", contentType(question))
            .header("OpenStack-API-Version", "compute " + question.version().orElse(USUAL_VERSION))
            .method(question.method(), BodyPublishers.ofString(question.body()));
    if (!question.token().isEmpty()) {
      request.header("X-Auth-Token", question.token());
    }
    question.subject().ifPresent(token -> request.header("X-Subject-Token", token));
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String contentType(Question question) {
    if (question.path().endsWith("/file")) {
      return "application/octet-stream";
    }
    return question.path().startsWith("/image") && question.method().equals("PATCH")
        ? "application/openstack-images-v2.1-json-patch"
        : "application/json";
  }

  /** What must go well; JSON with single quotes. */
  HttpResponse<String> done(String method, String path, String token, String body) {
    HttpResponse<String> answer =
        send(
            new Question(
                method, path, token, body.replace('\'', '"'), Optional.empty(), Optional.empty()));
    assertThat(answer.statusCode())
        .as("%s %s %s: %s", method, path, body, answer.body())
        .isBetween(200, 299);
    return answer;
  }

  JsonNode ok(String method, String path, String token, String body) {
    String answer = done(method, path, token, body).body();
    return answer.isEmpty() ? Json.object() : Json.parseOurs(answer);
  }

  /** What is at a JSON pointer in the answer to a POST. */
  String made(String path, String token, String body, String pointer) {
    return ok("POST", path, token, body).at(pointer).asString();
  }

  @Override
  public void close() {
    http.close();
  }
}
