package haneul.app;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.LogManager;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator looks up after something happened is in files that floods do not reach. */
class SecurityLogTest {
  private static final int FLOOD = 200;

  private static String login(String user, String password) {
    return """
    {"auth":{"identity":{"methods":["password"],"password":{"user":
      {"name":"%s","password":"%s","domain":{"id":"default"}}}}}}\
    """
        .formatted(user, password);
  }

  private static List<String> messages(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .map(line -> Json.parseOurs(line).path("message").stringValue(""))
        .toList();
  }

  @Test
  @Tag("long")
  void changesAndLoginsAreKeptApart(@TempDir Path directory) throws Exception {
    FakeCloud cloud = new FakeCloud(directory, Optional.empty());
    String admin;
    String user;
    String root;
    String project;
    String role;
    try (cloud) {
      admin = cloud.logIn("admin");
      root = id(cloud, admin, "users", "admin");
      user = id(cloud, admin, "users", "demo");
      project = id(cloud, admin, "projects", "demo");
      role = id(cloud, admin, "roles", "reader");
      String users = "/identity/v3/users/" + user;
      String grant = "/identity/v3/projects/" + project + "/users/" + user + "/roles/" + role;
      cloud.ok("PUT", grant, admin, "");
      cloud.ok("DELETE", grant, admin, "");
      cloud.ok("PATCH", users, admin, "{\"user\":{\"password\":\"another\"}}");
      for (int i = 0; i < 12; i++) {
        cloud.send("POST", "/identity/v3/auth/tokens", "", login("demo", "guess"));
      }
      for (int i = 0; i < FLOOD; i++) {
        cloud.send("GET", "/identity/v3/users/nope", admin, "");
      }
      cloud.send("POST", "/identity/v3/auth/tokens", "", login("Pass-as-name", "x"));
      cloud.ok("DELETE", "/identity/v3/auth/tokens", admin, "");
    }
    LogManager.getLogManager().reset(); // as at the end of a program: sums that are open are told

    String grant = "/v3/projects/" + project + "/users/" + user + "/roles/" + role;
    assertThat(messages(cloud.state.securityLog()))
        .containsExactly(
            "PUT " + grant + " by user " + root,
            "DELETE " + grant + " by user " + root,
            "password of user " + user + " set by user " + root,
            "PATCH /v3/users/" + user + " by user " + root,
            "user " + user + " is locked out after 10 failed logins",
            "a token of user " + root + " revoked by user " + root);
    List<String> logins = messages(cloud.state.loginsLog());
    assertThat(logins.getFirst()).startsWith("login: user " + root + " by password for project ");
    assertThat(logins)
        .filteredOn(("login failed: user " + user + ": wrong password")::equals)
        .hasSize(10);
    assertThat(logins)
        .filteredOn(("login failed: user " + user + " is locked out")::equals)
        .hasSize(2);
    assertThat(logins).contains("login failed: no such user");
    assertThat(String.join("", logins)).doesNotContain("Pass-as-name");
    List<String> flood =
        messages(cloud.state.log()).stream()
            .filter(line -> line.contains("/v3/users/nope failed 404"))
            .toList();
    assertThat(flood).hasSizeLessThan(FLOOD);
    // Each is told of, by itself or in a sum.
    assertThat(flood.stream().mapToInt(SecurityLogTest::more).sum()).isEqualTo(FLOOD);
  }

  private static int more(String line) {
    Matcher sum = Pattern.compile(" … and ([0-9]+) more like it in 10 s$").matcher(line);
    return sum.find() ? Integer.parseInt(sum.group(1)) : 1;
  }

  private static String id(FakeCloud cloud, String admin, String kind, String name) {
    return cloud
        .ok("GET", "/identity/v3/" + kind + "?name=" + name, admin, "")
        .at("/" + kind + "/0/id")
        .stringValue();
  }
}
