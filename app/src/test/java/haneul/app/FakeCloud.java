package haneul.app;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import haneul.platform.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A whole cloud in this process, its guests pretended, and a client of it. */
public final class FakeCloud implements AutoCloseable {
  public final StateDirectory state;
  public final Cloud cloud;
  public final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param link where other hosts join; then this one is control alone
   */
  FakeCloud(Path directory, Optional<InetSocketAddress> link) throws Exception {
    this(directory, link, link.isPresent() ? Cloud.Role.CONTROL : Cloud.Role.WHOLE);
  }

  /**
   * @param link where other hosts join
   */
  public FakeCloud(Path directory, Optional<InetSocketAddress> link, Cloud.Role role)
      throws Exception {
    state = new StateDirectory(directory.resolve("state"));
    state.create();
    List<String> said = new ArrayList<>();
    cloud =
        Cloud.start(
            new Cloud.Settings(
                state,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                Engines.FAKE,
                role,
                link,
                false),
            said::add);
    url = said.getLast().substring(Cloud.READY.length());
  }

  /** Where its API is. */
  URI address() {
    return URI.create(url);
  }

  @Override
  public void close() {
    http.close();
    cloud.close();
  }

  public HttpResponse<String> send(String method, String path, String token, String body) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(url + path))
              .header("X-Auth-Token", token)
              .header("X-Subject-Token", token)
              .header(
                  "Content-Type",
                  path.endsWith("/file") ? "application/octet-stream" : "application/json")
              .method(method, BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  JsonNode ok(String method, String path, String token, String body) {
    HttpResponse<String> answer = send(method, path, token, body);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body().isEmpty() ? Json.object() : Json.parseOurs(answer.body());
  }

  public String logIn(String user) throws IOException {
    StateDirectory.Passwords passwords = state.passwords();
    String body =
        """
        {"auth":{"identity":{"methods":["password"],"password":{"user":
          {"name":"%1$s","password":"%2$s","domain":{"id":"default"}}}},
          "scope":{"project":{"name":"%1$s","domain":{"id":"default"}}}}}\
        """
            .formatted(user, user.equals("admin") ? passwords.admin() : passwords.demo());
    return send("POST", "/identity/v3/auth/tokens", "", body)
        .headers()
        .firstValue("X-Subject-Token")
        .orElseThrow();
  }

  /** Uploads an image that fakes take; its id. */
  String image(String token) {
    String image =
        ok(
                "POST",
                "/image/v2/images",
                token,
                "{\"name\":\"i\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}")
            .path("id")
            .stringValue();
    ok("PUT", "/image/v2/images/" + image + "/file", token, "content");
    return image;
  }

  /** Asks for a server of the smallest kind on the network private; its id. */
  String server(String token, String image) {
    return ok(
            "POST",
            "/compute/v2.1/servers",
            token,
            """
            {"server":{"name":"s","imageRef":"%s","flavorRef":"%s","networks":[{"uuid":"%s"}]}}\
            """
                .formatted(
                    image,
                    named(token, "/compute/v2.1/flavors", "flavors", "m1.tiny"),
                    named(token, "/network/v2.0/networks", "networks", "private")))
        .at("/server/id")
        .stringValue();
  }

  private String named(String token, String path, String list, String name) {
    for (JsonNode thing : ok("GET", path, token, "").path(list)) {
      if (thing.path("name").stringValue("").equals(name)) {
        return thing.path("id").stringValue();
      }
    }
    throw new AssertionError(name + " is not at " + path);
  }
}
