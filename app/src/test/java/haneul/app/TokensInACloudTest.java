package haneul.app;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import haneul.platform.http.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** A whole cloud, its guests pretended: who mints tokens in it, and the commands about tokens. */
class TokensInACloudTest {
  private static final Pattern ISSUED =
      Pattern.compile("haneul_tokens_issued_total\\{driver=\"[a-z]+\"\\} ([0-9.]+)");

  private final StateDirectory state;
  private final Cloud cloud;
  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  TokensInACloudTest(@TempDir Path directory) throws Exception {
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
                Cloud.Role.WHOLE,
                Optional.empty()),
            said::add);
    url = said.getLast().substring(Cloud.READY.length());
  }

  @AfterEach
  void close() {
    http.close();
    cloud.close();
  }

  private HttpResponse<String> send(String method, String path, String token, String body) {
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

  private JsonNode ok(String method, String path, String token, String body) {
    HttpResponse<String> answer = send(method, path, token, body);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body().isEmpty() ? Json.object() : Json.parseOurs(answer.body());
  }

  private String logIn(String user) throws IOException {
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

  private double issued() {
    Matcher metric = ISSUED.matcher(send("GET", "/metrics", "", "").body());
    double all = 0;
    while (metric.find()) {
      all += Double.parseDouble(metric.group(1));
    }
    return all;
  }

  private record Ran(int status, String out) {}

  private Ran haneul(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine commandLine =
        Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--state";
    all[arguments.length + 1] = state.root().toString();
    return new Ran(commandLine.execute(all), out.toString());
  }

  private static String first(JsonNode list, String name) {
    for (JsonNode thing : list) {
      if (thing.path("name").stringValue("").equals(name)) {
        return thing.path("id").stringValue();
      }
    }
    throw new AssertionError(name + " is not in " + list);
  }

  /** The seed's nova asked for a token with every call to quantum. */
  @Test
  void inTheCloudNoCallMintsATokenAndAnOperationOutlivesItsUsersToken() throws IOException {
    String admin = logIn("admin");
    String demo = logIn("demo");
    String image =
        ok(
                "POST",
                "/image/v2/images",
                demo,
                "{\"name\":\"i\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}")
            .path("id")
            .stringValue();
    ok("PUT", "/image/v2/images/" + image + "/file", demo, "content");
    String flavor = first(ok("GET", "/compute/v2.1/flavors", demo, "").path("flavors"), "m1.tiny");
    String network =
        first(ok("GET", "/network/v2.0/networks", demo, "").path("networks"), "private");

    String server =
        ok(
                "POST",
                "/compute/v2.1/servers",
                demo,
                """
                {"server":{"name":"s","imageRef":"%s","flavorRef":"%s","networks":[{"uuid":"%s"}]}}\
                """
                    .formatted(image, flavor, network))
            .at("/server/id")
            .stringValue();
    ok("DELETE", "/identity/v3/auth/tokens", demo, "");

    assertThat(send("GET", "/compute/v2.1/servers", demo, "").statusCode()).isEqualTo(401);
    String path = "/compute/v2.1/servers/" + server;
    Awaitility.await()
        .until(
            () -> ok("GET", path, admin, "").at("/server/status").stringValue().equals("ACTIVE"));
    ok("DELETE", path, admin, "");
    Awaitility.await().until(() -> send("GET", path, admin, "").statusCode() == 404);
    assertThat(issued()).isEqualTo(2);
  }

  @Test
  void theCommandsAskTheCloudOnThisHost() throws IOException {
    String demo = logIn("demo");
    for (int i = 0; i < 3; i++) {
      ok("GET", "/identity/v3/auth/projects", demo, "");
    }

    JsonNode report = Json.parseOurs(haneul("token", "report", "--json").out());

    JsonNode user =
        report
            .path("users")
            .valueStream()
            .filter(one -> one.path("user_name").stringValue("").equals("demo"))
            .findFirst()
            .orElseThrow();
    assertThat(user.path("live").intValue()).isOne();
    assertThat(user.path("used_last_hour").intValue()).isEqualTo(3);
    assertThat(haneul("token", "report").out()).contains("USES IN LAST HOUR").contains("demo");
    assertThat(haneul("token", "advise").out()).contains("Nobody asks for a token on every call");
    assertThat(haneul("token", "flush").out()).contains("Removed 0 expired rows");
  }

  @Test
  void anotherDriverAndAnotherKeyLogNobodyOut() throws IOException {
    String first = logIn("demo");
    Ran rotated = haneul("token", "rotate");
    assertThat(rotated.out()).contains("Key 2 makes tokens now; 3 keys are in");
    assertThat(rotated.status()).isZero();

    Files.writeString(state.settingsFile(), "identity: {tokens: {driver: sql}}\n");

    Awaitility.await().until(() -> logIn("demo").startsWith("hs-"));
    String second = logIn("demo");
    ok("GET", "/identity/v3/auth/projects", first, "");
    Files.delete(state.settingsFile());
    Awaitility.await().until(() -> logIn("demo").startsWith("gAAAAA"));
    ok("GET", "/identity/v3/auth/projects", first, "");
    ok("GET", "/identity/v3/auth/projects", second, "");
  }

  @Test
  void aRotationWithoutACloudIsRefusedInOneLine(@TempDir Path empty) {
    StringWriter said = new StringWriter();
    int status =
        Main.commandLine()
            .setErr(new PrintWriter(said, true))
            .execute("token", "rotate", "--state", empty.toString());

    assertThat(status).isOne();
    assertThat(said.toString().lines()).hasSize(1);
    assertThat(said.toString()).contains("no cloud was ever started");
  }
}
