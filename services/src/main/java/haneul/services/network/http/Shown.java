package haneul.services.network.http;

import haneul.base.host.Ipv6Mode;
import haneul.base.id.Id;
import haneul.platform.http.Json;
import haneul.platform.store.Times;
import haneul.services.network.domain.AddressPool;
import haneul.services.network.domain.CheckRule;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.IpPrefix;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.domain.SecurityRule;
import haneul.services.network.domain.Stamp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.ops.ReadNetworks;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Things as the API shows them. Some attributes are for admins only. */
final class Shown {
  /** The one zone there is, as Neutron's agents name it when nobody says otherwise. */
  static final String ZONE = "nova";

  private static final String DOMAIN = "openstacklocal";

  private Shown() {}

  static ObjectNode network(ReadNetworks.Shown shown, boolean admin) {
    Network network = shown.network();
    ObjectNode json = Json.object();
    json.put("id", network.id().value());
    json.put("name", network.name());
    json.put("tenant_id", network.project().value());
    json.put("admin_state_up", network.adminStateUp());
    json.put("mtu", network.mtu());
    json.put("status", "ACTIVE");
    ArrayNode subnets = json.putArray("subnets");
    shown.subnets().forEach(id -> subnets.add(id.value()));
    json.put("shared", network.shared());
    json.putArray("availability_zone_hints");
    ArrayNode zones = json.putArray("availability_zones");
    if (shown.served()) {
      zones.add(ZONE);
    }
    json.putNull("ipv4_address_scope");
    json.putNull("ipv6_address_scope");
    json.put("router:external", network.external());
    json.put("description", network.description());
    json.put("port_security_enabled", network.portSecurity());
    json.put("l2_adjacency", true);
    if (network.external()) {
      json.put("is_default", false);
    }
    stamp(json, network.stamp(), network.project());
    if (admin) {
      json.put("provider:network_type", network.segment().kind().text());
      json.put("provider:physical_network", network.segment().physicalNetwork().orElse(null));
      OptionalLong id = network.segment().id();
      json.put("provider:segmentation_id", id.isPresent() ? (Long) id.getAsLong() : null);
    }
    return json;
  }

  static ObjectNode subnet(Subnet subnet) {
    ObjectNode json = Json.object();
    json.put("id", subnet.id().value());
    json.put("name", subnet.name());
    json.put("tenant_id", subnet.project().value());
    json.put("network_id", subnet.network().value());
    json.put("ip_version", subnet.cidr().first().version());
    json.putNull("subnetpool_id");
    json.put("enable_dhcp", subnet.dhcp());
    json.put("ipv6_ra_mode", subnet.raMode().map(Ipv6Mode::text).orElse(null));
    json.put("ipv6_address_mode", subnet.addressMode().map(Ipv6Mode::text).orElse(null));
    json.put("gateway_ip", subnet.gateway().map(IpAddress::toString).orElse(null));
    json.put("cidr", subnet.cidr().toString());
    ArrayNode pools = json.putArray("allocation_pools");
    for (AddressPool pool : subnet.pools().pools()) {
      pools.addObject().put("start", pool.first().toString()).put("end", pool.last().toString());
    }
    ArrayNode routes = json.putArray("host_routes");
    for (Subnet.HostRoute route : subnet.hostRoutes()) {
      routes
          .addObject()
          .put("destination", route.destination().toString())
          .put("nexthop", route.nextHop().toString());
    }
    ArrayNode servers = json.putArray("dns_nameservers");
    subnet.dnsServers().forEach(server -> servers.add(server.toString()));
    json.put("description", subnet.description());
    json.putArray("service_types");
    json.putNull("segment_id");
    stamp(json, subnet.stamp(), subnet.project());
    return json;
  }

  static ObjectNode port(Port port, boolean admin) {
    ObjectNode json = Json.object();
    json.put("id", port.id().value());
    json.put("name", port.name());
    json.put("network_id", port.network().value());
    json.put("tenant_id", port.project().value());
    json.put("mac_address", port.mac());
    json.put("admin_state_up", port.adminStateUp());
    json.put("status", port.status().name());
    json.put("device_id", port.deviceId());
    json.put("device_owner", port.deviceOwner());
    ArrayNode fixedIps = json.putArray("fixed_ips");
    for (Port.FixedIp address : port.fixedIps()) {
      fixedIps
          .addObject()
          .put("subnet_id", address.subnet().value())
          .put("ip_address", address.address().toString());
    }
    ArrayNode pairs = json.putArray("allowed_address_pairs");
    for (Port.AddressPair pair : port.addressPairs()) {
      pairs.addObject().put("mac_address", pair.mac()).put("ip_address", pair.cidr());
    }
    json.putArray("extra_dhcp_opts");
    ArrayNode groups = json.putArray("security_groups");
    port.groups().forEach(group -> groups.add(group.value()));
    json.put("description", port.description());
    json.put("binding:vnic_type", "normal");
    if (admin) {
      binding(json, port);
    }
    json.put("port_security_enabled", port.portSecurity());
    json.put("dns_name", port.hostname());
    ArrayNode names = json.putArray("dns_assignment");
    for (Port.FixedIp address : port.fixedIps()) {
      String hostname = port.hostname(address.address());
      names
          .addObject()
          .put("ip_address", address.address().toString())
          .put("hostname", hostname)
          .put("fqdn", hostname + "." + DOMAIN + ".");
    }
    json.putNull("resource_request");
    json.put("ip_allocation", "immediate");
    stamp(json, port.stamp(), port.project());
    return json;
  }

  private static void binding(ObjectNode json, Port port) {
    boolean bound = port.host().isPresent();
    json.putObject("binding:profile");
    json.put("binding:host_id", port.host().map(Id::value).orElse(""));
    json.put("binding:vif_type", bound ? "ovs" : "unbound");
    ObjectNode details = json.putObject("binding:vif_details");
    if (bound) {
      details.put("port_filter", true);
      details.put("connectivity", "l2");
      details.putObject("bound_drivers").put("0", "openvswitch");
    }
  }

  static ObjectNode group(SecurityGroup group) {
    ObjectNode json = Json.object();
    json.put("id", group.id().value());
    json.put("name", group.name());
    json.put("stateful", true);
    json.put("tenant_id", group.project().value());
    json.put("description", group.description());
    json.put("shared", false);
    ArrayNode rules = json.putArray("security_group_rules");
    group.rules().forEach(rule -> rules.add(rule(rule)));
    stamp(json, group.stamp(), group.project());
    return json;
  }

  static ObjectNode rule(SecurityRule rule) {
    ObjectNode json = Json.object();
    json.put("id", rule.id());
    json.put("tenant_id", rule.project().value());
    json.put("security_group_id", rule.group().value());
    json.put("ethertype", CheckRule.name(rule.etherType()));
    json.put("direction", rule.direction().name().toLowerCase(Locale.ROOT));
    json.put("protocol", rule.protocol().orElse(null));
    json.put("port_range_min", number(rule.portMin()));
    json.put("port_range_max", number(rule.portMax()));
    json.put("remote_ip_prefix", rule.remoteCidr().orElse(null));
    json.putNull("remote_address_group_id");
    Optional<IpPrefix> remote = rule.remoteCidr().flatMap(IpPrefix::parse);
    json.put("normalized_cidr", remote.map(IpPrefix::normalized).orElse(null));
    json.put("remote_group_id", rule.remoteGroup().map(Id::value).orElse(null));
    json.put("description", rule.description().orElse(null));
    stamp(json, rule.stamp(), rule.project());
    return json;
  }

  private static @Nullable Integer number(OptionalInt value) {
    return value.isPresent() ? (Integer) value.getAsInt() : null;
  }

  private static void stamp(ObjectNode json, Stamp stamp, Id project) {
    json.putArray("tags");
    json.put("created_at", Times.seconds(stamp.createdAt()));
    json.put("updated_at", Times.seconds(stamp.updatedAt()));
    json.put("revision_number", stamp.revision());
    json.put("project_id", project.value());
  }
}
