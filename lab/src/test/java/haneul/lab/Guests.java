package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What tests do with guests, from inside their networks. */
final class Guests {
  private Guests() {}

  /** Where a guest is: its first address, and its network. */
  record Place(String address, String network) {}

  static Place place(LabCloud cloud, String server) {
    String id = cloud.value("id", "server", "show", server);
    JsonNode port = cloud.json("port", "list", "--server", id, "--long").path(0);
    String address = port.path("Fixed IP Addresses").path(0).path("ip_address").stringValue("");
    String network = cloud.value("network_id", "port", "show", port.path("ID").stringValue(""));
    return new Place(address, network);
  }

  static void allowPing(LabCloud cloud) {
    cloud
        .openstack("security", "group", "rule", "create", "--protocol", "icmp", "default")
        .expectSuccess();
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
