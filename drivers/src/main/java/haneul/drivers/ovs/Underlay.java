package haneul.drivers.ovs;

import haneul.drivers.netns.HostDevices;
import haneul.drivers.process.Commands;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets a userspace switch's tunnels out of the host. Such a switch sends their packets only through
 * a bridge that itself has the tunnels' address. So a bridge of our own, {@code br-tun-<cloud>},
 * has it as well, and reads the device that has it beside the kernel, which keeps the device with
 * all else: only what is of tunnels is kept from it. Where the device is a bridge of the switch
 * already, nothing is to do; in the kernel's datapath neither.
 *
 * <p>Not safe for use by several threads at once.
 */
final class Underlay {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int FILTER = 4789;
  private static final int ROUTE_ATTEMPTS = 40;
  private static final long ROUTE_PAUSE_MILLIS = 50;

  private final String cloud;
  private final String bridge;
  private @Nullable Known known;

  /** What is so, as long as the same switch runs. */
  private record Known(long switchPid, String local, Set<String> peers) {}

  /** The device that has the tunnels' address. */
  private record Device(String name, String mac, int prefix) {}

  Underlay(String cloud) {
    this.cloud = cloud;
    this.bridge = "br-tun-" + cloud;
  }

  /** Makes the peers reachable from the local address; cheap when they are. */
  void ensure(Set<TunnelPort> tunnels, long switchPid) throws IOException {
    if (tunnels.isEmpty()) {
      if (known == null || !known.peers().isEmpty()) {
        remove();
        known = new Known(switchPid, "", Set.of());
      }
      return;
    }
    String local = tunnels.iterator().next().local();
    Set<String> peers = new HashSet<>();
    tunnels.forEach(tunnel -> peers.add(tunnel.remote()));
    Known wanted = new Known(switchPid, local, Set.copyOf(peers));
    Known before = known;
    if (wanted.equals(before)) {
      return;
    }
    known = null;
    Device device =
        find(local)
            .orElseThrow(() ->
                new IOException(
                    "no device of this host has the tunnels' address "
                        + local
                        + "; see --tunnel-address of haneul agent"));
    if (Commands.attempt("ovs-vsctl", "--timeout=10", "br-exists", device.name()).status() == 0) {
      known = wanted; // its owner put the address on a bridge of the switch
      return;
    }
    if (before == null
        || before.switchPid() != switchPid
        || !before.local().equals(local)
        || before.peers().isEmpty()) {
      take(device, local);
    }
    if (before != null && before.switchPid() == switchPid) {
      for (String gone : before.peers()) {
        if (!peers.contains(gone)) {
          Commands.attempt("ovs-appctl", "ovs/route/del", gone + "/32");
        }
      }
    }
    for (String peer : peers) {
      route(peer);
    }
    known = wanted;
  }

  private Optional<Device> find(String local) throws IOException {
    for (JsonNode link : JSON.readTree(Commands.run("ip", "-j", "addr", "show"))) {
      for (JsonNode address : link.path("addr_info")) {
        boolean ours = link.path("ifname").asString("").equals(bridge);
        if (address.path("local").asString("").equals(local) && !ours) {
          return Optional.of(
              new Device(
                  link.path("ifname").asString(),
                  link.path("address").asString(),
                  address.path("prefixlen").asInt()));
        }
      }
    }
    return Optional.empty();
  }

  private void take(Device device, String local) throws IOException {
    // A bridge that has another device than this one is of an earlier address.
    String ports =
        Commands.attempt("ovs-vsctl", "--timeout=10", "list-ports", bridge).out().strip();
    if (!ports.isEmpty() && !ports.equals(device.name())) {
      remove();
    }
    Commands.run(
        "ovs-vsctl",
        "--timeout=20",
        "--may-exist",
        "add-br",
        bridge,
        "--",
        "set",
        "bridge",
        bridge,
        "datapath_type=" + HostSwitch.Datapath.NETDEV.type(),
        "fail_mode=secure",
        "protocols=OpenFlow10,OpenFlow13,OpenFlow14",
        "other_config:disable-in-band=true",
        "other_config:hwaddr=\"" + device.mac() + "\"",
        "external_ids:haneul-cloud=" + cloud,
        "--",
        "--may-exist",
        "add-port",
        bridge,
        device.name(),
        "--",
        "set",
        "interface",
        device.name(),
        "ofport_request=1");
    String in = "priority=10,in_port=1,";
    String flows =
        String.join(
            "\n",
            "priority=10,in_port=LOCAL actions=output:1",
            in + "arp,arp_op=2,arp_tpa=" + local + " actions=LOCAL",
            in + "udp,nw_dst=" + local + ",tp_dst=4789 actions=LOCAL",
            in + "ip,nw_proto=47,nw_dst=" + local + " actions=LOCAL");
    Commands.runWithInput(flows + "\n", "ovs-ofctl", "-O", "OpenFlow14", "add-flows", bridge, "-");
    Commands.runWithInput(
        """
        link set dev %1$s up
        addr replace %2$s/%3$d dev %1$s noprefixroute
        """
            .formatted(bridge, local, device.prefix()),
        "ip",
        "-batch",
        "-");
    keepFromKernel(device.name(), local);
  }

  /** Drops tunnels' packets after the switch had them: the kernel would say it knows no tunnel. */
  private static void keepFromKernel(String device, String local) throws IOException {
    int address = 0;
    for (String part : local.split("\\.", -1)) {
      address = address << 8 | Integer.parseInt(part);
    }
    // IPv4 · to our address · GRE, or UDP to VXLAN's port; 2 is to drop, -1 to go on.
    String program =
        String.join(
            ",",
            "12",
            "40 0 0 12", // EtherType
            "21 0 9 2048",
            "32 0 0 30", // destination
            "21 0 7 " + Integer.toUnsignedString(address),
            "48 0 0 23", // protocol
            "21 4 0 47",
            "21 0 4 17",
            "177 0 0 14", // length of the IPv4 header
            "72 0 0 16", // destination port
            "21 0 1 4789",
            "6 0 0 2",
            "6 0 0 4294967295");
    String filter =
        "filter replace dev %s ingress protocol all pref %d handle 1 bpf da bytecode \"%s\""
            .formatted(device, FILTER, program);
    Commands.runWithInput(
        "qdisc replace dev " + device + " clsact\n" + filter + "\n", "tc", "-batch", "-");
  }

  private void route(String peer) throws IOException {
    JsonNode way = JSON.readTree(Commands.run("ip", "-j", "route", "get", peer)).path(0);
    String gateway = way.path("gateway").asString("");
    List<String> command =
        gateway.isEmpty()
            ? List.of("ovs-appctl", "ovs/route/add", peer + "/32", bridge)
            : List.of("ovs-appctl", "ovs/route/add", peer + "/32", bridge, gateway);
    // The switch refuses it until it has heard from the kernel that the bridge has the address.
    for (int attempt = 1;
        Commands.attempt(command.toArray(String[]::new)).status() != 0;
        attempt++) {
      if (attempt == ROUTE_ATTEMPTS) {
        Commands.run(command); // to say why
        return;
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(ROUTE_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Gives the device back. */
  void remove() throws IOException {
    known = null;
    Commands.Result ports = Commands.attempt("ovs-vsctl", "--timeout=10", "list-ports", bridge);
    if (ports.status() != 0) {
      return; // there is no such bridge
    }
    for (String device : ports.out().lines().toList()) {
      Commands.attempt(
          "tc", "filter", "del", "dev", device, "ingress", "pref", Integer.toString(FILTER));
      HostDevices.removeIdleFilters(device);
    }
    Commands.run("ovs-vsctl", "--timeout=20", "--if-exists", "del-br", bridge);
  }
}
