package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What tests do with guests, from inside their networks. */
final class Guests {
  private Guests() {}

  /**
   * Boots a guest on the network private with what else {@code server create} takes, and waits for
   * it. The client's own {@code --wait} looks every five seconds only.
   */
  static void boot(LabCloud cloud, String name, String... how) {
    cloud
        .session()
        .run(
            "server create --image haneul-tiny --flavor m1.tiny --network private %s %s"
                .formatted(String.join(" ", how), name));
    LabApi api = api(cloud);
    api.waitForStatus(api.named(name), "ACTIVE");
  }

  static void delete(LabCloud cloud, String name) {
    LabApi api = api(cloud);
    String id = api.named(name);
    cloud.session().run("server delete " + name);
    api.waitUntilGone(id);
  }

  private static LabApi api(LabCloud cloud) {
    try {
      return LabApi.login(cloud);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a guest is: its first address, and its network. */
  record Place(String address, String network) {}

  static Place place(LabCloud cloud, String server) {
    LabApi api = api(cloud);
    try {
      JsonNode port =
          api.call("GET", "/network/v2.0/ports?device_id=" + api.named(server), "")
              .body()
              .path("ports")
              .path(0);
      return new Place(
          port.path("fixed_ips").path(0).path("ip_address").asString(),
          port.path("network_id").asString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void allowPing(LabCloud cloud) {
    cloud.session().run("security group rule create --protocol icmp default");
  }

  /** Runs a command in the namespace that serves the network's DHCP. */
  static Shell.Output in(Place place, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", "qdhcp-" + place.network()));
    all.addAll(List.of(command));
    return Shell.run(Duration.ofMinutes(1), Map.of(), all);
  }

  static Shell.Output ping(Place place) {
    return in(place, "ping", "-c", "1", "-W", "1", place.address());
  }

  static void waitForPing(LabCloud cloud, String server) {
    Place place = place(cloud, server);
    Eventually.holds(() -> assertThat(ping(place).exit()).isZero());
  }

  static Shell.Output ssh(Place place, Path key, String user, String command) {
    return in(
        place,
        "ssh",
        "-i",
        key.toString(),
        "-o",
        "StrictHostKeyChecking=no",
        "-o",
        "UserKnownHostsFile=/dev/null",
        "-o",
        "LogLevel=ERROR",
        "-o",
        "BatchMode=yes",
        "-o",
        "ConnectTimeout=5",
        user + "@" + place.address(),
        command);
  }
}
