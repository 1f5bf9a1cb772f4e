package haneul.drivers.ovs;

import haneul.base.host.PhysicalNetwork;
import haneul.drivers.netns.HostDevices;
import haneul.drivers.netns.Ledger;
import haneul.drivers.ovs.Bridge.Seen;
import haneul.drivers.ovs.HostSwitch.Datapath;
import haneul.drivers.process.Commands;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * This host's devices that lead to physical networks. Which they are the host's operator says; a
 * card is taken when the first network is on it and given back after the last.
 */
final class Uplinks {
  private static final Logger LOG = System.getLogger(Uplinks.class.getName());
  private static final JsonMapper JSON = new JsonMapper();
  private static final int NO_SUCH_BRIDGE = 2;

  private final String cloud;
  private final Map<String, String> mappings;
  private final HostDevices devices;
  private final Ledger ledger;

  /** Whether a device is a bridge of the switch, by its name and index. */
  private final Map<String, Boolean> bridges = new ConcurrentHashMap<>();

  /** What was last said of a physical network that is not reached. */
  private final Map<String, String> said = new ConcurrentHashMap<>();

  /**
   * @param mappings the device to each physical network
   */
  Uplinks(String cloud, Map<String, String> mappings, HostDevices devices, Ledger ledger) {
    mappings.forEach(PhysicalNetwork::requireNames);
    this.cloud = cloud;
    this.mappings = new TreeMap<>(mappings);
    this.devices = devices;
    this.ledger = ledger;
  }

  /** The physical networks that this host reaches now. Safe to ask beside all else. */
  List<PhysicalNetwork> reached() {
    List<PhysicalNetwork> reached = new ArrayList<>();
    mappings.forEach((name, device) -> {
      Optional<String> not = unreached(device);
      if (not.isEmpty()) {
        reached.add(new PhysicalNetwork(name, device, devices.mtuBytes(device)));
        said.remove(name);
      } else if (!not.get().equals(said.put(name, not.get()))) {
        LOG.log(Level.WARNING, "physical network {0} is not reached: {1}", name, not.get());
      }
    });
    return reached;
  }

  private Optional<String> unreached(String device) {
    if (!devices.exists(device)) {
      return Optional.of("this host has no device " + device);
    }
    if (isBridge(device)) {
      return Optional.empty(); // up or down is its own port, not the bridge
    }
    return devices.isUp(device)
        ? addressed(device)
        : Optional.of("device " + device + " is down: ip link set " + device + " up");
  }

  private boolean isBridge(String device) {
    String key = device + " " + devices.index(device);
    Boolean known = bridges.get(key);
    if (known != null) {
      return known;
    }
    try {
      int status = Commands.attempt("ovs-vsctl", "--timeout=5", "br-exists", device).status();
      if (status == 0 || status == NO_SUCH_BRIDGE) {
        bridges.put(key, status == 0);
      }
      return status == 0;
    } catch (IOException notNow) {
      return false;
    }
  }

  /** The switch would take the card's packets from the host, and so its address. */
  private static Optional<String> addressed(String device) {
    try {
      NetworkInterface card = NetworkInterface.getByName(device);
      boolean has =
          card != null && card.inetAddresses().anyMatch(address -> !address.isLinkLocalAddress());
      return has
          ? Optional.of(
              "device "
                  + device
                  + " has an address of this host; put both on a bridge of Open vSwitch and name"
                  + " that instead")
          : Optional.empty();
    } catch (IOException gone) {
      return Optional.of("this host has no device " + device);
    }
  }

  /**
   * The ways to physical networks.
   *
   * @param seen all ports of the host's clouds
   * @param faults takes why there is none to one of them
   */
  Map<String, Uplink> find(
      Set<String> wanted, Map<String, Seen> seen, Datapath datapath, Map<String, String> faults)
      throws IOException {
    Map<String, Uplink> found = new LinkedHashMap<>();
    if (wanted.isEmpty()) {
      return found;
    }
    Map<String, String> types = bridgeTypes();
    for (String name : wanted) {
      String device = mappings.get(name);
      if (device == null) {
        faults.put(
            name,
            "no device of this host leads to physical network %s; see --physical-network of haneul agent"
                .formatted(name));
        continue;
      }
      Optional<String> fault =
          types.containsKey(device)
              ? bridgeFault(device, types.getOrDefault(device, ""), datapath)
              : cardFault(device, seen);
      fault.ifPresentOrElse(
          why -> faults.put(name, why),
          () ->
              found.put(
                  name,
                  types.containsKey(device)
                      ? new Uplink.Patch(device, cloud)
                      : new Uplink.Card(device)));
    }
    return found;
  }

  /** The datapath of each bridge. */
  private static Map<String, String> bridgeTypes() throws IOException {
    String json =
        Commands.run(
            "ovs-vsctl",
            "--timeout=20",
            "--format=json",
            "--columns=name,datapath_type",
            "list",
            "Bridge");
    Map<String, String> types = new TreeMap<>();
    for (JsonNode row : JSON.readTree(json).path("data")) {
      types.put(row.path(0).asString(), row.path(1).asString(""));
    }
    return types;
  }

  private static Optional<String> bridgeFault(String bridge, String type, Datapath datapath) {
    if (bridge.startsWith("br-int-") || bridge.startsWith("br-tun-")) {
      return Optional.of("bridge " + bridge + " is a cloud's own; name one that has the card");
    }
    String its = type.isEmpty() ? Datapath.SYSTEM.type() : type;
    return its.equals(datapath.type())
        ? Optional.empty()
        : Optional.of(
            "bridge %s is switched elsewhere: ovs-vsctl set bridge %s datapath_type=%s"
                .formatted(bridge, bridge, datapath.type()));
  }

  private Optional<String> cardFault(String device, Map<String, Seen> seen) throws IOException {
    Optional<String> unreached = unreached(device);
    Seen port = seen.get(device);
    if (unreached.isPresent() || (port != null && port.cloud().equals(cloud))) {
      return unreached;
    }
    Commands.Result on = Commands.attempt("ovs-vsctl", "--timeout=10", "port-to-br", device);
    return on.status() == 0
        ? Optional.of(
            "device %s is on bridge %s already; let a bridge that all name have it"
                .formatted(device, on.out().strip()))
        : Optional.empty();
  }

  /** Readies a card for a switch in user space, which reads it beside the kernel. */
  void take(Uplink uplink, Datapath datapath) throws IOException {
    switch (uplink) {
      case Uplink.Patch _ -> {}
      case Uplink.Card card -> {
        switch (datapath) {
          case SYSTEM -> {}
          case NETDEV -> {
            boolean recorded =
                ledger.entries().stream()
                    .anyMatch(entry ->
                        entry instanceof Ledger.Uplink its && its.device().equals(card.device()));
            if (!recorded) {
              boolean merges = merges(card.device());
              ledger.add(new Ledger.Uplink(card.device(), merges));
            }
            // What the kernel merged would be larger than the switch takes.
            Commands.attempt("ethtool", "-K", card.device(), "gro", "off");
            devices.shield(List.of(card.device()));
          }
        }
      }
    }
  }

  private static boolean merges(String device) throws IOException {
    return Commands.attempt("ethtool", "-k", device)
        .out()
        .lines()
        .anyMatch(line -> line.strip().startsWith("generic-receive-offload: on"));
  }

  /** Gives a card back as it was; one that is gone is no error. */
  void release(Ledger.Uplink card) throws IOException {
    if (!devices.exists(card.device())) {
      return;
    }
    devices.unshield(card.device());
    if (card.merged()) {
      Commands.attempt("ethtool", "-K", card.device(), "gro", "on");
    }
  }
}
