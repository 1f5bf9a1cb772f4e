package haneul.app.cli;

import haneul.app.cloud.StateDirectory;
import haneul.platform.http.Json;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code haneul demo}: from nothing to a guest that answers a ping, through the same APIs as
 * everyone, as the user demo. What it made before is used again.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Start the cloud, boot a guest, ping it, and leave both running.")
public final class DemoCommand implements Callable<Integer> {
  private static final String NAME = "demo";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration BOOT_PATIENCE = Duration.ofSeconds(30);
  private static final int CONSOLE_LINES = 15;

  @Mixin private CloudOptions cloud = new CloudOptions();

  @Option(
      names = "--no-install",
      description = "Do not install missing Debian packages; list them.")
  @SuppressWarnings("UnusedVariable") // the launcher acts on it; here it is only told of
  private boolean noInstall;

  /** A guest that runs. */
  private record Guest(String id, String address, String network) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    StateDirectory state = cloud.state();
    // The launcher has started it.
    if (!state.exists() || state.owner().isEmpty()) {
      throw new UserError("no cloud runs from " + state.root() + "; start it with: haneul up");
    }
    ApiClient demo = ApiClient.login(state, "demo", state.passwords().demo());

    allowPingAndSsh(demo);
    Path key = keyPair(demo, state);
    Guest guest = waitUntilActive(demo, bootedServer(demo));
    waitForPing(guest);
    showConsole(demo, guest);
    sayWhatNext(state, guest, key);
    return 0;
  }

  private static void step(String text) {
    System.out.println(text);
  }

  private static void allowPingAndSsh(ApiClient demo) throws IOException, InterruptedException {
    for (JsonNode group :
        demo.get("/network/v2.0/security-groups?name=" + NAME).path("security_groups")) {
      if (group.path("name").stringValue("").equals(NAME)) {
        return;
      }
    }
    ObjectNode body = Json.object();
    body.putObject("security_group").put("name", NAME).put("description", "ping and SSH");
    String id =
        demo.post("/network/v2.0/security-groups", body)
            .path("security_group")
            .path("id")
            .stringValue("");
    allow(demo, id, "icmp", 0);
    allow(demo, id, "tcp", 22);
    step("Made the security group demo: ping and SSH may come in.");
  }

  private static void allow(ApiClient demo, String group, String protocol, int port)
      throws IOException, InterruptedException {
    ObjectNode body = Json.object();
    ObjectNode rule = body.putObject("security_group_rule");
    rule.put("security_group_id", group).put("direction", "ingress").put("protocol", protocol);
    if (port > 0) {
      rule.put("port_range_min", port).put("port_range_max", port);
    }
    demo.post("/network/v2.0/security-group-rules", body);
  }

  /** The private key is known only at the moment the pair is made: keep both or neither. */
  private static Path keyPair(ApiClient demo, StateDirectory state)
      throws IOException, InterruptedException {
    Path key = state.root().resolve("demo-key");
    for (JsonNode found : demo.get("/compute/v2.1/os-keypairs").path("keypairs")) {
      if (found.path("keypair").path("name").stringValue("").equals(NAME) && Files.exists(key)) {
        return key;
      }
    }
    ObjectNode body = Json.object();
    body.putObject("keypair").put("name", NAME);
    JsonNode made = demo.post("/compute/v2.1/os-keypairs", body).path("keypair");
    StateDirectory.writePrivately(key, made.path("private_key").stringValue(""));
    step("Made the key pair demo: " + key);
    return key;
  }

  private static String bootedServer(ApiClient demo) throws IOException, InterruptedException {
    for (JsonNode server :
        demo.get("/compute/v2.1/servers/detail?name=%5E" + NAME + "%24").path("servers")) {
      String id = server.path("id").stringValue("");
      switch (server.path("status").stringValue("")) {
        case "ACTIVE", "BUILD" -> {
          step("The server demo is there already.");
          return id;
        }
        case "SHUTOFF" -> {
          ObjectNode start = Json.object();
          start.putNull("os-start");
          demo.post("/compute/v2.1/servers/" + id + "/action", start);
          step("Started the server demo.");
          return id;
        }
        default -> {}
      }
    }
    ObjectNode body = Json.object();
    ObjectNode server = body.putObject("server");
    server.put("name", NAME).put("key_name", NAME);
    server.put("imageRef", id(demo, "/image/v2/images?name=haneul-tiny", "images"));
    server.put("flavorRef", flavor(demo));
    server
        .putArray("networks")
        .addObject()
        .put("uuid", id(demo, "/network/v2.0/networks?name=private", "networks"));
    server.putArray("security_groups").addObject().put("name", NAME);
    step("Booting a guest: openstack server create --image haneul-tiny --flavor m1.tiny …");
    return demo.post("/compute/v2.1/servers", body).path("server").path("id").stringValue("");
  }

  private static String id(ApiClient demo, String path, String list)
      throws IOException, InterruptedException {
    String id = demo.get(path).path(list).path(0).path("id").stringValue("");
    if (id.isEmpty()) {
      throw new UserError("the cloud has nothing at " + path + "; see haneul logs");
    }
    return id;
  }

  private static String flavor(ApiClient demo) throws IOException, InterruptedException {
    for (JsonNode flavor : demo.get("/compute/v2.1/flavors").path("flavors")) {
      if (flavor.path("name").stringValue("").equals("m1.tiny")) {
        return flavor.path("id").stringValue("");
      }
    }
    throw new UserError("the flavor m1.tiny is gone; make it again: openstack flavor create …");
  }

  private static Guest waitUntilActive(ApiClient demo, String id)
      throws IOException, InterruptedException {
    Instant began = Instant.now();
    while (Instant.now().isBefore(began.plus(PATIENCE))) {
      JsonNode server = demo.get("/compute/v2.1/servers/" + id).path("server");
      String status = server.path("status").stringValue("");
      if (status.equals("ERROR")) {
        throw new UserError(
            "the guest could not start: "
                + server.path("fault").path("message").stringValue("see haneul logs"));
      }
      if (status.equals("ACTIVE")) {
        JsonNode port = demo.get("/network/v2.0/ports?device_id=" + id).path("ports").path(0);
        String address = port.path("fixed_ips").path(0).path("ip_address").stringValue("");
        step("It is ACTIVE, its address is " + address + ".");
        return new Guest(id, address, port.path("network_id").stringValue(""));
      }
      Thread.sleep(100);
    }
    throw new UserError("the guest is not ACTIVE after " + PATIENCE.toMinutes() + " minutes");
  }

  private static void waitForPing(Guest guest) throws IOException, InterruptedException {
    Instant began = Instant.now();
    System.out.print("Waiting until it answers a ping ");
    while (Instant.now().isBefore(began.plus(PATIENCE))) {
      System.out.print(".");
      System.out.flush();
      Process ping =
          new ProcessBuilder(
                  "ip",
                  "netns",
                  "exec",
                  "qdhcp-" + guest.network(),
                  "ping",
                  "-c",
                  "1",
                  "-W",
                  "1",
                  guest.address())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!ping.waitFor(10, TimeUnit.SECONDS)) {
        ping.destroyForcibly();
      } else if (ping.exitValue() == 0) {
        step(" it does, after " + Duration.between(began, Instant.now()).toSeconds() + " s.");
        return;
      } else {
        Thread.sleep(200);
      }
    }
    System.out.println();
    throw new UserError(
        "the guest does not answer; its console: openstack console log show " + guest.id());
  }

  /** It answers a ping before it has finished booting; give it the time to say so. */
  private static void showConsole(ApiClient demo, Guest guest)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(BOOT_PATIENCE);
    String output = console(demo, guest);
    while (!output.contains("haneul-tiny: ready") && Instant.now().isBefore(end)) {
      Thread.sleep(300);
      output = console(demo, guest);
    }
    step("The end of its console:");
    output.lines().forEach(line -> System.out.println("  | " + line.replaceAll("\\p{Cntrl}", "")));
  }

  private static String console(ApiClient demo, Guest guest)
      throws IOException, InterruptedException {
    ObjectNode body = Json.object();
    body.putObject("os-getConsoleOutput").put("length", CONSOLE_LINES);
    return demo.post("/compute/v2.1/servers/" + guest.id() + "/action", body)
        .path("output")
        .stringValue("");
  }

  private static void sayWhatNext(StateDirectory state, Guest guest, Path key) {
    System.out.printf(
        """

        The cloud and the guest run on. What to type next:
          export OS_CLIENT_CONFIG_FILE=%s OS_CLOUD=haneul
          openstack server list
          ip netns exec qdhcp-%s ssh -i %s cirros@%s
        """,
        state.cloudsYaml(), guest.network(), key, guest.address());
  }
}
