package haneul.tools.doctor;

import haneul.tools.openstack.OpenStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Does what guests may send fit into the tunnels? "ping works, and the internet does not." */
final class NetworkMtuCheck implements Check {
  private static final int ETHERNET = 1500;

  @Override
  public String name() {
    return "network-mtu";
  }

  @Override
  public String looksAt() {
    return "whether the MTU of tunnelled networks leaves room for the tunnel";
  }

  @Override
  public boolean needsCloud() {
    return true;
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    OpenStack cloud = surroundings.openStack();
    if (cloud.endpoint("network").isEmpty()) {
      return Outcome.nothingThere("the cloud has no network service");
    }
    List<JsonNode> networks = cloud.list("network", "/networks", "networks");
    if (networks.isEmpty()) {
      return Outcome.nothingThere("the cloud has no networks");
    }
    if (networks.stream().noneMatch(network -> network.has("provider:network_type"))) {
      return Outcome.couldNotLook("only an administrator sees which networks are tunnelled");
    }
    return Outcome.found(judge(networks));
  }

  /**
   * The widest network without a tunnel tells what the wires carry; without one, what Ethernet
   * does.
   */
  static List<Finding> judge(List<JsonNode> networks) {
    int wire = ETHERNET;
    for (JsonNode network : networks) {
      if (List.of("flat", "vlan").contains(type(network))) {
        wire = Math.max(wire, network.path("mtu").intValue(0));
      }
    }
    Map<String, List<String>> tooWide = new TreeMap<>();
    for (JsonNode network : networks) {
      int overhead = Tunnels.overhead(type(network));
      int mtu = network.path("mtu").intValue(0);
      if (overhead > 0 && mtu + overhead > wire) {
        tooWide
            .computeIfAbsent(mtu + " " + type(network), key -> new ArrayList<>())
            .add(network.path("name").stringValue(network.path("id").stringValue("")));
      }
    }
    List<Finding> findings = new ArrayList<>();
    int carried = wire;
    tooWide.forEach((key, names) -> {
      int mtu = Integer.parseInt(key.substring(0, key.indexOf(' ')));
      String type = key.substring(key.indexOf(' ') + 1);
      int overhead = Tunnels.overhead(type);
      findings.add(
          new Finding(
              Importance.AT_RISK,
              ("Guests on %s may send %d bytes, with %s around them %d; wires that carry %d lose them: ping and "
                      + "name look-ups work, pages hang.")
                  .formatted(Names.of(names), mtu, type, mtu + overhead, carried),
              ("openstack network set --mtu %d NETWORK, and let guests take a new lease; or let the hosts' "
                      + "tunnel interfaces and switches carry %d, and say so in global_physnet_mtu")
                  .formatted(carried - overhead, mtu + overhead)));
    });
    return findings;
  }

  private static String type(JsonNode network) {
    return network.path("provider:network_type").stringValue("");
  }
}
