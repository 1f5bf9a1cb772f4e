package haneul.drivers.netns;

import haneul.drivers.process.Commands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A network card inside a namespace: its MAC, MTU and addresses. */
public final class NamespaceCard {
  private static final JsonMapper JSON = new JsonMapper();

  private NamespaceCard() {}

  /**
   * What the card shall be.
   *
   * @param addresses with prefix length
   */
  public record Wanted(String device, String mac, int mtu, Set<String> addresses) {
    public Wanted {
      addresses = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(addresses));
    }
  }

  /** What the card is. */
  record Seen(String mac, int mtu, boolean up, Set<String> addresses) {}

  /** Brings the card to what it shall be, keeping the addresses that are right. */
  public static void ensure(String namespace, Wanted wanted) throws IOException {
    boolean v6 = wanted.addresses().stream().anyMatch(NamespaceCard::isV6);
    Seen seen = look(namespace, wanted.device(), v6);
    // No IPv6 but where it is wanted, and then what it is told here only; an address is its own at
    // once. No forwarding between the host's networks whatever its defaults are.
    // The checksum must be in the packet: the userspace switch passes on what it gets.
    String script =
        """
        v6=/proc/sys/net/ipv6/conf
        for of in all default "$0"; do
          echo 0 > "$v6/$of/accept_ra"
          echo 0 > "$v6/$of/autoconf"
          echo 0 > "$v6/$of/accept_dad"
        done
        for of in all default; do
          echo 0 > "$v6/$of/forwarding"
          echo "$1" > "$v6/$of/disable_ipv6"
        done
        echo 0 > /proc/sys/net/ipv4/ip_forward
        ethtool -K "$0" tx off > /dev/null
        exec ip -batch -
        """;
    Commands.runWithInput(
        String.join("\n", difference(seen, wanted)) + "\n",
        "nsenter",
        "--net=/run/netns/" + namespace,
        "sh",
        "-ec",
        script,
        wanted.device(),
        v6 ? "0" : "1");
  }

  private static boolean isV6(String address) {
    return address.indexOf(':') >= 0;
  }

  /** The lines for {@code ip -batch} that turn what is seen into what is wanted. */
  static List<String> difference(Seen seen, Wanted wanted) {
    List<String> lines = new ArrayList<>();
    lines.add("link set dev lo up");
    String device = "dev " + wanted.device();
    if (!seen.mac().equals(wanted.mac())) {
      lines.add("link set " + device + " address " + wanted.mac());
    }
    if (seen.mtu() != wanted.mtu()) {
      lines.add("link set " + device + " mtu " + wanted.mtu());
    }
    for (String address : seen.addresses()) {
      if (!wanted.addresses().contains(address)) {
        lines.add("addr del " + address + " " + device);
      }
    }
    for (String address : wanted.addresses()) {
      if (!seen.addresses().contains(address)) {
        lines.add("addr add " + address + " " + device);
      }
    }
    if (!seen.up()) {
      lines.add("link set " + device + " up");
    }
    return lines;
  }

  /**
   * @param v6 whether to look for IPv6 addresses, too; else they go with IPv6 itself
   */
  private static Seen look(String namespace, String device, boolean v6) throws IOException {
    JsonNode card =
        JSON.readTree(Commands.run("ip", "-n", namespace, "-j", "addr", "show", "dev", device))
            .path(0);
    Set<String> addresses = new LinkedHashSet<>();
    for (JsonNode address : card.path("addr_info")) {
      String local = address.path("local").asString();
      boolean own = address.path("scope").asString("").equals("link"); // of IPv6 the card's own
      if (!isV6(local) || (v6 && !own)) {
        addresses.add(local + "/" + address.path("prefixlen").asInt());
      }
    }
    boolean up = false;
    for (JsonNode flag : card.path("flags")) {
      up |= flag.asString().equals("UP");
    }
    return new Seen(card.path("address").asString(), card.path("mtu").asInt(), up, addresses);
  }
}
