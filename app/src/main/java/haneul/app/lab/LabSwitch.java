package haneul.app.lab;

import haneul.app.lab.Topology.Host;
import haneul.app.lab.Topology.Wire;
import haneul.drivers.process.Commands;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lab's wires: three bridges in a network namespace of their own, so that this machine has no
 * device of a lab and labs side by side cannot meet. What passes between two hosts is dropped by a
 * rule for the pair of their ports.
 */
final class LabSwitch {
  /** Its name among the lab's processes. */
  static final String NAME = "switch";

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Pattern CUT = Pattern.compile("\"([mte][0-9]+)\" \\. \"([mte][0-9]+)\"");

  private final HostProcess process;

  LabSwitch(HostProcess process) {
    this.process = process;
  }

  /** Makes the bridges and the rule, in a namespace that is new. */
  void make() throws IOException {
    StringBuilder batch = new StringBuilder();
    for (Wire wire : Wire.values()) {
      batch.append(
          "link add %s type bridge\nlink set %s up\n".formatted(wire.bridge(), wire.bridge()));
    }
    here(batch.toString(), "ip", "-batch", "-");
    here(
        """
        table bridge lab {
          set cut { type ifname . ifname; }
          chain between { type filter hook forward priority 0; iifname . oifname @cut drop; }
        }
        """,
        "nft",
        "-f",
        "-");
  }

  /** Lays a host's wires to its cards, which are new. */
  void plugIn(Host host, HostProcess on) throws IOException {
    StringBuilder outer = new StringBuilder();
    StringBuilder inner = new StringBuilder();
    for (Wire wire : host.wires()) {
      // A host that was just switched off may not have let go of it.
      Commands.attempt(LIMIT, "", process.onItsNetwork("ip", "link", "delete", wire.port(host)));
      outer.append(
          "link add %s type veth peer name %s address %s netns %d\nlink set %s master %s up\n"
              .formatted(
                  wire.port(host),
                  wire.card(),
                  wire.mac(host),
                  on.pid(),
                  wire.port(host),
                  wire.bridge()));
      if (host.addressed(wire)) {
        inner.append("addr add %s dev %s\n".formatted(wire.addressWithPrefix(host), wire.card()));
      }
      inner.append("link set %s up\n".formatted(wire.card()));
    }
    here(outer.toString(), "ip", "-batch", "-");
    for (Wire wire : host.wires()) {
      // As behind a real card, a packet has its checksum when it arrives; Open vSwitch in user
      // space expects that.
      Commands.run(LIMIT, on.onItsNetwork("ethtool", "-K", wire.card(), "tx", "off"));
    }
    run(inner.toString(), on.onItsNetwork("ip", "-batch", "-"));
  }

  void unplug(Host host) throws IOException {
    for (Wire wire : host.wires()) {
      Commands.attempt(LIMIT, "", process.onItsNetwork("ip", "link", "delete", wire.port(host)));
    }
  }

  /** Lets no packet between two hosts pass, on any wire, in either direction. */
  void cut(Host one, Host other) throws IOException {
    here("add element bridge lab cut { " + ports(one, other) + " }\n", "nft", "-f", "-");
  }

  void mend(Host one, Host other) throws IOException {
    // Deleting what is not there is an error, adding what is there is none.
    String elements = " element bridge lab cut { " + ports(one, other) + " }\n";
    here("add" + elements + "delete" + elements, "nft", "-f", "-");
  }

  /** The command that runs another on the switch. */
  List<String> entering(List<String> command) {
    return process.onItsNetwork(command.toArray(String[]::new));
  }

  /** All pairs of ports, both ways; that two wires do not meet does no harm. */
  private static String ports(Host one, Host other) {
    List<String> pairs = new ArrayList<>();
    for (Wire wire : Wire.values()) {
      String a = wire.port(one);
      String b = wire.port(other);
      pairs.add("\"" + a + "\" . \"" + b + "\", \"" + b + "\" . \"" + a + "\"");
    }
    return String.join(", ", pairs);
  }

  Set<String> cuts(Topology topology) throws IOException {
    String set =
        Commands.run(LIMIT, process.onItsNetwork("nft", "list", "set", "bridge", "lab", "cut"));
    Set<String> cuts = new TreeSet<>();
    Matcher pairs = CUT.matcher(set);
    while (pairs.find()) {
      Host one = byPort(topology, pairs.group(1));
      Host other = byPort(topology, pairs.group(2));
      if (one.name().compareTo(other.name()) < 0) {
        cuts.add(one.name() + " " + other.name());
      }
    }
    return cuts;
  }

  private static Host byPort(Topology topology, String port) {
    int number = Integer.parseInt(port.substring(1));
    return topology.all().stream()
        .filter(host -> host.number() == number)
        .findFirst()
        .orElseThrow();
  }

  private void here(String input, String... command) throws IOException {
    run(input, process.onItsNetwork(command));
  }

  private static void run(String input, List<String> command) throws IOException {
    Commands.runWithInput(input, command.toArray(String[]::new));
  }
}
