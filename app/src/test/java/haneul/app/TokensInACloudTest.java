package haneul.app;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** A whole cloud, its guests pretended: who mints tokens in it, and the commands about tokens. */
@Tag("long")
class TokensInACloudTest {
  private static final Pattern ISSUED =
      Pattern.compile("haneul_tokens_issued_total\\{driver=\"[a-z]+\"\\} ([0-9.]+)");

  private final FakeCloud cloud;

  TokensInACloudTest(@TempDir Path directory) throws Exception {
    cloud = new FakeCloud(directory, Optional.empty());
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private double issued() {
    Matcher metric = ISSUED.matcher(cloud.send("GET", "/metrics", "", "").body());
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
    all[arguments.length + 1] = cloud.state.root().toString();
    return new Ran(commandLine.execute(all), out.toString());
  }

  /** The seed's nova asked for a token with every call to quantum. */
  @Test
  void inTheCloudNoCallMintsATokenAndAnOperationOutlivesItsUsersToken() throws IOException {
    String admin = cloud.logIn("admin");
    String demo = cloud.logIn("demo");
    String server = cloud.server(demo, cloud.image(demo));
    cloud.ok("DELETE", "/identity/v3/auth/tokens", demo, "");

    assertThat(cloud.send("GET", "/compute/v2.1/servers", demo, "").statusCode()).isEqualTo(401);
    String path = "/compute/v2.1/servers/" + server;
    Awaitility.await()
        .until(() ->
            cloud.ok("GET", path, admin, "").at("/server/status").stringValue().equals("ACTIVE"));
    cloud.ok("DELETE", path, admin, "");
    Awaitility.await().until(() -> cloud.send("GET", path, admin, "").statusCode() == 404);
    assertThat(issued()).isEqualTo(2);
  }

  @Test
  void theCommandsAskTheCloudOnThisHost() throws IOException {
    String demo = cloud.logIn("demo");
    for (int i = 0; i < 3; i++) {
      cloud.ok("GET", "/identity/v3/auth/projects", demo, "");
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
    String first = cloud.logIn("demo");
    Ran rotated = haneul("token", "rotate");
    assertThat(rotated.out()).contains("Key 2 makes tokens now; 3 keys are in");
    assertThat(rotated.status()).isZero();

    Files.writeString(cloud.state.settingsFile(), "identity: {tokens: {driver: sql}}\n");

    Awaitility.await().until(() -> cloud.logIn("demo").startsWith("hs-"));
    String second = cloud.logIn("demo");
    cloud.ok("GET", "/identity/v3/auth/projects", first, "");
    Files.delete(cloud.state.settingsFile());
    Awaitility.await().until(() -> cloud.logIn("demo").startsWith("gAAAAA"));
    cloud.ok("GET", "/identity/v3/auth/projects", first, "");
    cloud.ok("GET", "/identity/v3/auth/projects", second, "");
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
