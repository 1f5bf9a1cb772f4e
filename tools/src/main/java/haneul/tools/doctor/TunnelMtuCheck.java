package haneul.tools.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Does what this host's guests may send fit into the interfaces that its tunnels leave by? */
final class TunnelMtuCheck implements Check {
  @Override
  public String name() {
    return "tunnel-mtu";
  }

  @Override
  public String looksAt() {
    return "whether this host's interfaces carry what its tunnels need";
  }

  @Override
  public boolean needsCloud() {
    return false;
  }

  /** What a tunnel's way out leaves for a packet in it. */
  private record Room(String type, String device, int deviceMtu, int bytes) {}

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    Host host = surroundings.host();
    if (!OvsDatabase.isInstalled(host)) {
      return Outcome.nothingThere("Open vSwitch is not installed");
    }
    Optional<List<Map<String, JsonNode>>> ports =
        OvsDatabase.rows(host, "Interface", "name,type,options,mtu");
    if (ports.isEmpty()) {
      return Outcome.nothingThere("Open vSwitch does not run");
    }
    List<Room> rooms = rooms(host, ports.get());
    if (rooms.isEmpty()) {
      return Outcome.nothingThere("this host has no tunnels");
    }
    Room least = rooms.getFirst();
    TreeMap<String, Integer> wider = new TreeMap<>();
    for (Map<String, JsonNode> port : ports.get()) {
      int mtu = OvsDatabase.number(port, "mtu");
      String name = OvsDatabase.text(port, "name");
      if (mtu > least.bytes() && isOfGuest(name)) {
        wider.put(name, mtu);
      }
    }
    return Outcome.found(wider.isEmpty() ? List.of() : List.of(finding(least, wider)));
  }

  /** As Neutron, Nova and this program name what a guest, a router or DHCP is connected with. */
  private static boolean isOfGuest(String port) {
    return port.matches("(tap|qvo|qr-|vnet|vif).*");
  }

  /** The narrowest first. */
  private static List<Room> rooms(Host host, List<Map<String, JsonNode>> ports) throws IOException {
    List<Room> rooms = new ArrayList<>();
    for (Map<String, JsonNode> port : ports) {
      String type = OvsDatabase.text(port, "type");
      String remote = OvsDatabase.option(port, "options", "remote_ip");
      if (Tunnels.overhead(type) > 0 && remote.matches("[0-9a-fA-F:.]+")) {
        int overhead = Tunnels.overhead(type) + (remote.contains(":") ? Tunnels.MORE_FOR_IPV6 : 0);
        Optional<String> device = device(host, remote);
        if (device.isPresent()) {
          int mtu = mtu(host, device.get());
          rooms.add(new Room(type, device.get(), mtu, mtu - overhead));
        }
      }
    }
    rooms.sort((one, other) -> Integer.compare(one.bytes(), other.bytes()));
    return rooms;
  }

  private static Optional<String> device(Host host, String remote) throws IOException {
    Optional<String> route = host.ask("ip", "-j", "route", "get", remote);
    try {
      return route
          .map(text -> JsonMapper.shared().readTree(text).path(0).path("dev").stringValue(""))
          .filter(device -> !device.isEmpty());
    } catch (JacksonException e) {
      throw new IOException("ip did not print JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static int mtu(Host host, String device) throws IOException {
    return Integer.parseInt(
        Files.readString(host.file("/sys/class/net/" + device + "/mtu")).strip());
  }

  private static Finding finding(Room room, Map<String, Integer> wider) {
    int widest = wider.values().stream().max(Integer::compare).orElse(0);
    int needed = widest + room.deviceMtu() - room.bytes();
    return new Finding(
        Importance.AT_RISK,
        ("%s tunnels leave by %s (MTU %d), which has room for packets of %d bytes; %s may carry %d. On a "
                + "tunnelled network the larger ones are lost: ping works, pages hang.")
            .formatted(
                room.type(),
                room.device(),
                room.deviceMtu(),
                room.bytes(),
                Names.of(wider.keySet()),
                widest),
        "ip link set %s mtu %d, and the same on the switches and the other hosts; or give the tunnelled networks an MTU of %d"
            .formatted(room.device(), needed, room.bytes()));
  }
}
