package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client that asks until its wish is acknowledged, whatever becomes of control meanwhile. */
final class Stubborn {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Map<String, String> PATHS =
      Map.of(
          "servers", "/compute/v2.1/servers",
          "images", "/image/v2/images",
          "networks", "/network/v2.0/networks",
          "subnets", "/network/v2.0/subnets",
          "ports", "/network/v2.0/ports",
          "security_groups", "/network/v2.0/security-groups");

  private static final String HOSTS = "/haneul/v1/hosts";

  private final LabApi api;

  Stubborn(LabApi api) {
    this.api = api;
  }

  private interface Try {
    boolean done() throws IOException;
  }

  private static ConditionFactory patiently(String what) {
    return Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsInstanceOf(IOException.class);
  }

  private static void until(String what, Try done) {
    patiently(what).until(done::done);
  }

  private static String path(String kind) {
    return Objects.requireNonNull(PATHS.get(kind));
  }

  private String find(String kind, String name) throws IOException {
    LabApi.Answer answer = api.call("GET", path(kind), "");
    if (answer.status() != 200) {
      throw new IOException("not now: " + answer);
    }
    for (JsonNode thing : answer.body().path(kind)) {
      if (thing.path("name").asString("").equals(name)) {
        return thing.path("id").asString();
      }
    }
    return "";
  }

  /** The id of what there is once of a name. */
  String id(String kind, String name) {
    return patiently(name).until(() -> find(kind, name), id -> !id.isEmpty());
  }

  /** An answer may get lost: it is looked for before it is asked for again. */
  private String make(String kind, String name, ObjectNode body) {
    until(
        "make " + name,
        () ->
            !find(kind, name).isEmpty()
                || api.call("POST", path(kind), Json.text(body)).status() / 100 == 2);
    return id(kind, name);
  }

  private static ObjectNode named(ObjectNode body, String kind, String name) {
    return body.putObject(kind).put("name", name);
  }

  void image(String name) throws IOException {
    ObjectNode body = Json.object();
    body.put("name", name).put("disk_format", "raw").put("container_format", "bare");
    String id = make("images", name, body);
    String content = "not for booting, but an image ".repeat(100_000);
    until(
        "upload",
        () -> {
          String status =
              api.call("GET", "/image/v2/images/" + id, "").body().path("status").asString();
          return status.equals("active")
              || api.upload(
                      "/image/v2/images/" + id + "/file", content.getBytes(StandardCharsets.UTF_8))
                  == 204;
        });
  }

  void network(String name, String cidr) {
    ObjectNode body = Json.object();
    named(body, "network", name);
    String network = make("networks", name, body);
    ObjectNode subnet = Json.object();
    named(subnet, "subnet", name).put("network_id", network).put("cidr", cidr).put("ip_version", 4);
    make("subnets", name, subnet);
  }

  void subnet(String name, boolean dhcp) {
    ObjectNode body = Json.object();
    body.putObject("subnet").put("enable_dhcp", dhcp);
    String path = path("subnets") + "/" + id("subnets", name);
    until("subnet", () -> api.call("PUT", path, Json.text(body)).status() == 200);
  }

  void group(String name) {
    ObjectNode body = Json.object();
    named(body, "security_group", name);
    make("security_groups", name, body);
  }

  void rule(String group) {
    ObjectNode body = Json.object();
    body.putObject("security_group_rule")
        .put("security_group_id", id("security_groups", group))
        .put("direction", "ingress")
        .put("protocol", "icmp");
    until(
        "rule",
        () -> {
          int status =
              api.call("POST", "/network/v2.0/security-group-rules", Json.text(body)).status();
          return status == 201 || status == 409; // made, though its answer was lost
        });
  }

  void port(String name, String network) {
    ObjectNode body = Json.object();
    named(body, "port", name).put("network_id", id("networks", network));
    make("ports", name, body);
  }

  String server(String name, String host, String network) {
    return boot(name, host, "uuid", id("networks", network), "haneul-tiny");
  }

  String serverWithPort(String name, String host, String port) {
    return boot(name, host, "port", id("ports", port), "chaos");
  }

  private String boot(String name, String host, String kind, String id, String image) {
    ObjectNode body = Json.object();
    ObjectNode server = named(body, "server", name);
    server.put("availability_zone", "nova:" + host);
    server.put("imageRef", id("images", image));
    server.put("flavorRef", "1");
    server.putArray("networks").addObject().put(kind, id);
    String made = make("servers", name, body);
    settled(made, "ACTIVE");
    return made;
  }

  void metadata(String server, String key, String value) {
    ObjectNode body = Json.object();
    body.putObject("metadata").put(key, value);
    String path = path("servers") + "/" + server + "/metadata";
    until("metadata", () -> api.call("POST", path, Json.text(body)).status() == 200);
  }

  void act(String server, String action) {
    String path = path("servers") + "/" + server + "/action";
    until(action, () -> api.call("POST", path, action).status() == 202);
  }

  /** Acts as long as the server is not, or does not become, what the action makes of it. */
  void become(String server, String action, String status) {
    until(
        action,
        () ->
            isSettled(server, status)
                || (api.call("POST", path("servers") + "/" + server + "/action", action).status()
                        == 202
                    && isSettled(server, status)));
  }

  private boolean isSettled(String server, String status) throws IOException {
    JsonNode shown = api.show(server);
    return shown.path("status").asString("").equals(status)
        && shown.path("OS-EXT-STS:task_state").isNull();
  }

  void settled(String server, String status) {
    until(
        server + " " + status,
        () -> {
          assertThat(api.show(server).path("status").asString("")).isNotEqualTo("ERROR");
          return isSettled(server, status);
        });
  }

  void ready(String server) {
    until(server + " ready", () -> api.console(server).contains("haneul-tiny: ready"));
  }

  void delete(String server) {
    String path = path("servers") + "/" + server;
    until(
        "delete",
        () -> {
          int status = api.call("DELETE", path, "").status();
          return status == 404;
        });
  }

  void deleteNetwork(String name) {
    until(
        "delete " + name,
        () -> {
          for (JsonNode port :
              api.call("GET", path("ports") + "?name=p", "").body().path("ports")) {
            api.call("DELETE", path("ports") + "/" + port.path("id").asString(), "");
          }
          String id = find("networks", name);
          return id.isEmpty()
              || api.call("DELETE", path("networks") + "/" + id, "").status() == 204;
        });
  }

  /** A token for a host of this name, or for any new one. */
  String hostToken(String name) {
    ObjectNode body = Json.object();
    if (!name.isEmpty()) {
      body.put("name", name);
    }
    return patiently("token")
        .until(
            () ->
                api.call("POST", "/haneul/v1/host-tokens", Json.text(body))
                    .body()
                    .path("token")
                    .asString(""),
            token -> !token.isEmpty());
  }

  void revoke(String host) {
    until("revoke", () -> api.call("POST", HOSTS + "/" + host + "/revoke", "{}").status() == 204);
    assertThat(host(host).path("revoked_at").isNull()).isFalse();
  }

  void remove(String host) {
    until("remove", () -> api.call("DELETE", HOSTS + "/" + host, "").status() == 404);
  }

  /**
   * Waits until control hears of a host that may speak to it.
   *
   * @param before when it did last
   */
  void heard(String host, String before) {
    until(
        host + " heard",
        () -> {
          JsonNode now = host(host);
          return now.path("revoked_at").isNull()
              && now.path("state").asString("").equals("up")
              && !now.path("seen_at").asString("").equals(before);
        });
  }

  String seenAt(String host) {
    return host(host).path("seen_at").asString("");
  }

  private JsonNode host(String name) {
    return patiently(name)
        .until(
            () -> {
              JsonNode hosts = api.call("GET", HOSTS, "").body().path("hosts");
              return hosts
                  .valueStream()
                  .filter(host -> host.path("name").asString("").equals(name))
                  .findFirst();
            },
            Optional::isPresent)
        .orElseThrow();
  }
}
