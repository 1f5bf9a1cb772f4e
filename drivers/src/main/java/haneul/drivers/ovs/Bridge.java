package haneul.drivers.ovs;

import haneul.drivers.process.CommandFailed;
import haneul.drivers.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A cloud's bridge, {@code br-int-<cloud>}. Named by the cloud, as in the userspace datapath a
 * bridge is also a device of the host.
 */
final class Bridge {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration FLOWS_LIMIT = Duration.ofSeconds(60);
  private static final String OWNER = "haneul-cloud";
  private static final String NUMBER = "haneul-number";

  private final String cloud;
  private final String name;

  Bridge(String cloud) {
    this.cloud = cloud;
    this.name = "br-int-" + cloud;
  }

  /**
   * A port as the database has it.
   *
   * @param number what we asked for, 0 when we did not
   * @param openFlowPort what it got; -1 when its device cannot be opened
   * @param type empty for a device of the host
   * @param options of a tunnel or patch
   */
  record Seen(
      String device,
      String cloud,
      String portId,
      int number,
      int openFlowPort,
      String type,
      Map<String, String> options) {
    boolean works() {
      return number == openFlowPort;
    }

    boolean is(Outlet outlet) {
      return type.equals(outlet.type()) && options.equals(outlet.options()) && works();
    }
  }

  /** A port to be made: of a device, or one that leads out of the host. */
  record Addition(String device, int number, String portId, Optional<Outlet> outlet) {}

  void ensure(HostSwitch.Datapath datapath) throws IOException {
    vsctl(
        List.of(
            "--may-exist",
            "add-br",
            name,
            "--",
            "set",
            "bridge",
            name,
            "datapath_type=" + datapath.type(),
            "fail_mode=secure",
            "protocols=OpenFlow10,OpenFlow13,OpenFlow14",
            "other_config:disable-in-band=true",
            "external_ids:" + OWNER + "=" + cloud));
  }

  void remove() throws IOException {
    vsctl(List.of("--if-exists", "del-br", name));
  }

  /** Every interface that a Haneul cloud of this host has made, by device. */
  Map<String, Seen> interfaces() throws IOException {
    String json =
        Commands.run(
            "ovs-vsctl",
            "--timeout=20",
            "--format=json",
            "--columns=name,ofport,external_ids,type,options",
            "list",
            "Interface");
    Map<String, Seen> seen = new TreeMap<>();
    for (JsonNode row : JSON.readTree(json).path("data")) {
      Map<String, String> ids = map(row.path(2));
      String owner = ids.get(OWNER);
      if (owner != null && ids.containsKey(NUMBER)) {
        JsonNode ofport = row.path(1);
        String device = row.path(0).asString();
        int number = Integer.parseInt(ids.getOrDefault(NUMBER, "0"));
        seen.put(
            device,
            new Seen(
                device,
                owner,
                ids.getOrDefault("iface-id", ""),
                number,
                ofport.isInt() ? ofport.asInt() : -1,
                row.path(3).asString(""),
                map(row.path(4))));
      }
    }
    return seen;
  }

  /** Of {@code ["map", [[key, value], …]]}. */
  private static Map<String, String> map(JsonNode column) {
    Map<String, String> map = new TreeMap<>();
    column.path(1).forEach(pair -> map.put(pair.path(0).asString(), pair.path(1).asString()));
    return map;
  }

  /**
   * Removes and adds ports in one transaction and waits until the switch has done it.
   *
   * @return false when the switch did not take all of them
   */
  boolean change(Collection<String> remove, Collection<Addition> add) throws IOException {
    List<String> words = new ArrayList<>();
    for (String device : remove) {
      words.addAll(List.of("--", "--if-exists", "del-port", device));
    }
    for (Addition port : add) {
      String bridge = port.outlet().flatMap(Outlet::bridge).orElse(name);
      words.addAll(List.of("--", "--may-exist", "add-port", bridge, port.device()));
      words.addAll(
          List.of(
              "--",
              "set",
              "interface",
              port.device(),
              "ofport_request=" + port.number(),
              "external_ids:" + OWNER + "=" + cloud,
              "external_ids:" + NUMBER + "=" + port.number(),
              "external_ids:iface-id=" + port.portId()));
      port.outlet()
          .filter(outlet -> !outlet.type().isEmpty())
          .ifPresent(outlet -> {
            words.add("type=" + outlet.type());
            outlet.options().forEach((key, value) -> words.add("options:" + key + "=" + value));
          });
    }
    // A device the switch cannot open is no failure of the transaction, only something said.
    return words.isEmpty() || vsctl(words.subList(1, words.size())).isBlank();
  }

  private static String vsctl(List<String> words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ovs-vsctl", "--timeout=20"));
    command.addAll(words);
    Commands.Result result = Commands.attempt(Duration.ofSeconds(30), "", command);
    if (result.status() != 0) {
      throw new IOException("ovs-vsctl: " + result.err().strip());
    }
    return result.err();
  }

  /** Makes the bridge's flows exactly these, in one step. */
  void replaceFlows(List<Flow> flows) throws IOException {
    ofctl("replace-flows", flows.stream().map(Flow::text).toList());
  }

  /** Applies lines of {@link FlowPlan#difference} in one step. */
  void changeFlows(List<String> lines) throws IOException {
    if (!lines.isEmpty()) {
      ofctl("add-flows", lines);
    }
  }

  /** By a file and not standard input, as replace-flows reads it more than once. */
  private void ofctl(String verb, List<String> lines) throws IOException {
    Path file = Files.createTempFile("haneul-flows", ".txt");
    try {
      Files.writeString(file, String.join("\n", lines) + "\n");
      Commands.run(
          FLOWS_LIMIT,
          List.of("ovs-ofctl", "--bundle", "-O", "OpenFlow14", verb, name, file.toString()));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Forgets the connections of a port, so that the next port of its number has none. */
  void forgetConnections(HostSwitch.Datapath datapath, Collection<Integer> numbers)
      throws IOException {
    for (int number : numbers) {
      try {
        Commands.run(
            "ovs-appctl",
            "-t",
            "ovs-vswitchd",
            "dpctl/flush-conntrack",
            datapath.datapath(),
            "zone=" + number);
      } catch (CommandFailed noDatapath) {
        return; // no bridge has been made since the switch started: no connection either
      }
    }
  }
}
