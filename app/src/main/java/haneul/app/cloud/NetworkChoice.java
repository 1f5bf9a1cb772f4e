package haneul.app.cloud;

import haneul.base.host.PhysicalNetwork;
import haneul.services.network.domain.Segment;
import haneul.services.network.domain.SegmentSettings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The section {@code network} of {@code haneul.yaml}; it takes effect at the next start.
 *
 * @param tunnelAddress where the tunnels of control's own host end
 * @param bridgeMappings the device of control's own host that leads to each physical network
 */
record NetworkChoice(
    SegmentSettings segments,
    Optional<InetAddress> tunnelAddress,
    Map<String, String> bridgeMappings) {
  static final NetworkChoice USUAL =
      new NetworkChoice(SegmentSettings.USUAL, Optional.empty(), Map.of());

  private static final Pattern RANGE = Pattern.compile("([0-9]{1,10})-([0-9]{1,10})");

  /**
   * @throws haneul.tools.console.UserError when one is not of its kind
   * @throws IllegalArgumentException when they do not fit together
   */
  static NetworkChoice read(YamlFields network) {
    network.rejectOthers(
        "type", "segmentation_ids", "physical_networks", "bridge_mappings", "tunnel_address");
    SegmentSettings usual = SegmentSettings.USUAL;
    Segment.Kind kind =
        network
            .text("type")
            .map(name ->
                Segment.Kind.parse(name)
                    .orElseThrow(() -> network.wrong("type", "one of vxlan, gre, local")))
            .orElse(usual.usual());
    Matcher ids = RANGE.matcher(network.text("segmentation_ids").orElse("1-" + usual.lastId()));
    if (!ids.matches()) {
      throw network.wrong("segmentation_ids", "a range, for example 1-1000");
    }
    List<String> physical = network.texts("physical_networks", PhysicalNetwork.MOST);
    if (!physical.stream().allMatch(PhysicalNetwork::isName)) {
      throw network.wrong("physical_networks", "a list of names, for example [physnet1]");
    }
    return new NetworkChoice(
        new SegmentSettings(
            kind, Long.parseLong(ids.group(1)), Long.parseLong(ids.group(2)), physical),
        network.text("tunnel_address").map(text -> address(network, text)),
        bridgeMappings(network));
  }

  private static Map<String, String> bridgeMappings(YamlFields network) {
    try {
      return PhysicalNetworks.parse(network.texts("bridge_mappings", PhysicalNetwork.MOST));
    } catch (IllegalArgumentException e) {
      throw network.wrong("bridge_mappings", "a list, for example [physnet1:eth1]");
    }
  }

  private static InetAddress address(YamlFields network, String text) {
    try {
      return Inet4Address.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw network.wrong("tunnel_address", "an IPv4 address of this host");
    }
  }
}
