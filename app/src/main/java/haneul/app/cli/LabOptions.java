package haneul.app.cli;

import haneul.app.cloud.StateDirectory;
import haneul.app.lab.Lab;
import haneul.platform.http.Json;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which lab a command is about. */
final class LabOptions {
  private static final int TOKEN_SECONDS = 600;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "/var/lib/haneul-lab",
      description =
          "Holds the lab: hosts' disks, keys, logs, clouds.yaml. Default: ${DEFAULT-VALUE}")
  private Path state = Path.of("/var/lib/haneul-lab");

  Lab lab() {
    if (!System.getProperty("user.name", "").equals("root")) {
      throw new UserError("namespaces and mounts need root: run it with sudo.");
    }
    return new Lab(
        state,
        Path.of(System.getProperty("haneul.home", "")),
        CloudOptions::say,
        LabOptions::enter);
  }

  private static Lab.Control enter(InetSocketAddress api, StateDirectory control)
      throws IOException, InterruptedException {
    if (!control.exists()) {
      throw new IOException("control has not begun to serve");
    }
    ApiClient admin = ApiClient.login(api, "admin", "admin", control.passwords().admin());
    return new Lab.Control() {
      @Override
      public String token(String host) throws IOException, InterruptedException {
        ObjectNode wish = Json.object();
        wish.put("life_seconds", TOKEN_SECONDS);
        wish.put("name", host);
        return admin.post("/haneul/v1/host-tokens", wish).path("token").stringValue("");
      }

      @Override
      public Set<String> reporting(Instant since) throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (JsonNode host : admin.get("/haneul/v1/hosts").path("hosts")) {
          if (Instant.parse(host.path("seen_at").stringValue("")).isAfter(since)) {
            names.add(host.path("name").stringValue(""));
          }
        }
        return names;
      }
    };
  }
}
