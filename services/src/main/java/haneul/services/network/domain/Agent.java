package haneul.services.network.domain;

import haneul.base.host.PhysicalNetwork;
import haneul.base.id.HostName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One of a host's parts, as Neutron shows it.
 *
 * @param enabled whether an administrator lets it work
 * @param tunnelAddress where the host's tunnels end, if it has any
 * @param physicalNetworks those that the host reaches
 */
public record Agent(
    Kind kind,
    HostName host,
    boolean alive,
    boolean enabled,
    Instant createdAt,
    Instant seenAt,
    Optional<String> tunnelAddress,
    List<PhysicalNetwork> physicalNetworks) {
  /** What it does. */
  public enum Kind {
    METADATA("Metadata agent", "neutron-metadata-agent", "N/A"),
    DHCP("DHCP agent", "neutron-dhcp-agent", "dhcp_agent"),
    SWITCH("Open vSwitch agent", "neutron-openvswitch-agent", "N/A");

    private final String type;
    private final String binary;
    private final String topic;

    Kind(String type, String binary, String topic) {
      this.type = type;
      this.binary = binary;
      this.topic = topic;
    }

    public String type() {
      return type;
    }

    public String binary() {
      return binary;
    }

    public String topic() {
      return topic;
    }
  }

  /** The same for the same host, always: there is no row to keep it. */
  public String id() {
    String name = kind.binary() + "@" + host;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
