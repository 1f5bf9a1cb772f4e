package haneul.services.network;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.OtherTypes;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.network.Api.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever is sent, the answer is a NeutronError of the 400s that says what is wrong. */
@OnEveryStore
final class BadInputTest {
  private final Api api;
  private final String network;

  BadInputTest(Store store) {
    this.api = new Api(store);
    this.network = api.network("admin", "n1", "10.1.0.0/24");
  }

  @AfterEach
  void close() {
    api.close();
  }

  /** A request and what its answer must hold. */
  private record Case(String method, String path, String body, String expected) {}

  private static Case post(String path, String body, String expected) {
    return new Case("POST", path, body, expected);
  }

  private static Case get(String path, String expected) {
    return new Case("GET", path, "", expected);
  }

  private static Case net(String body, String expected) {
    return post("/v2.0/networks", "{'network': " + body + "}", expected);
  }

  private Case subnet(String body, String expected) {
    return post(
        "/v2.0/subnets", "{'subnet': {'network_id': '" + network + "'" + body + "}}", expected);
  }

  private Case port(String body, String expected) {
    return post("/v2.0/ports", "{'port': {'network_id': '" + network + "'" + body + "}}", expected);
  }

  private static final String RIGHT =
      """
      networks|{'network': {'name': 'n', 'admin_state_up': true, 'shared': true, 'mtu': 1400, \
      'router:external': false, 'port_security_enabled': true, 'description': 'd', \
      'provider:network_type': 'vlan', 'provider:physical_network': 'p', \
      'provider:segmentation_id': 7, 'availability_zone_hints': [], 'tenant_id': 'demo'}}
      networks|{'networks': [{'name': 'n'}]}
      subnets|{'subnet': {'network_id': 'NET', 'name': 's', 'ip_version': 4, \
      'cidr': '10.77.0.0/24', 'gateway_ip': '10.77.0.1', 'enable_dhcp': true, \
      'allocation_pools': [{'start': '10.77.0.10', 'end': '10.77.0.20'}], \
      'host_routes': [{'destination': '10.9.0.0/16', 'nexthop': '10.77.0.9'}], \
      'dns_nameservers': ['1.1.1.1'], 'ipv6_ra_mode': 'slaac', 'ipv6_address_mode': 'slaac', \
      'service_types': [], 'subnetpool_id': null, 'segment_id': null, 'description': 'd'}}
      ports|{'port': {'network_id': 'NET', 'name': 'p', 'mac_address': 'fa:16:3e:00:00:01', \
      'fixed_ips': [{'subnet_id': 's', 'ip_address': '10.1.0.9'}], 'device_id': 'd', \
      'device_owner': 'o', 'security_groups': ['g'], 'port_security_enabled': true, \
      'allowed_address_pairs': [{'ip_address': '10.0.0.1', 'mac_address': 'fa:16:3e:00:00:02'}], \
      'admin_state_up': true, 'dns_name': 'd', 'description': 'd', 'extra_dhcp_opts': [], \
      'binding:vnic_type': 'normal', 'binding:host_id': '', 'binding:profile': {}}}
      security-groups|{'security_group': {'name': 'g', 'description': 'd', 'stateful': true}}
      security-group-rules|{'security_group_rule': {'security_group_id': 'g', \
      'direction': 'ingress', 'ethertype': 'IPv4', 'protocol': 'tcp', 'port_range_min': 1, \
      'port_range_max': 2, 'remote_ip_prefix': '0.0.0.0/0', 'remote_group_id': 'g', \
      'description': 'd', 'remote_address_group_id': null}}
      """;

  @Test
  void everyFieldAsEveryOtherType() {
    String network = api.network("admin", "typed", "10.1.0.0/24");
    for (String right : RIGHT.lines().toList()) {
      String body = right.substring(right.indexOf('|') + 1);
      for (String wrong : OtherTypes.of(body.replace("NET", network).replace('\'', '"'))) {
        Answer answer = api.post("admin", "/v2.0/" + right.substring(0, right.indexOf('|')), wrong);
        assertThat(answer.status()).as(wrong + answer.raw().body()).isNotEqualTo(500);
        assertThat(answer.raw().body()).doesNotContain("jackson", "java.", "Exception");
      }
    }
  }

  @Test
  void aFilterOfManyValuesIsAnsweredOrRefused() {
    String first = api.network("member", "one of many", "");
    String ids = "id=" + first + "&id=x".repeat(998);
    assertThat(api.get("member", "/v2.0/networks?" + ids).is(200).at("/networks").size())
        .isEqualTo(1);
    for (String filter :
        List.of("networks?mtu=1", "networks?subnets=x", "ports?security_groups=x")) {
      String name = filter.substring(filter.indexOf('?') + 1);
      String path = "/v2.0/" + filter + ("&" + name).repeat(99);
      api.get("member", path).is(200);
      assertThat(api.get("member", path + "&" + name).is(400).raw().body())
          .contains("is given more than 100 times");
    }
    for (String collection :
        List.of("subnets", "ports", "security-groups", "security-group-rules")) {
      api.get("member", "/v2.0/" + collection + "?" + ids).is(200);
    }
  }

  @Test
  void namesWhatIsWrong() {
    String v4 = ", 'ip_version': 4, 'cidr': '10.9.0.0/24'";
    String v6 = ", 'ip_version': 6, 'cidr': 'fd00::";
    List<Case> cases =
        List.of(
            post("/v2.0/networks", "", "400 HTTPBadRequest"),
            post("/v2.0/networks", "{", "400 HTTPBadRequest"),
            post("/v2.0/networks", "[]", "400 HTTPBadRequest"),
            post("/v2.0/networks", "{}", "400 HTTPBadRequest: Unable to find 'network'"),
            post("/v2.0/networks", "{'networks': []}", "400 HTTPBadRequest: Resources required"),
            net("3", "400 HTTPBadRequest: Invalid input for network."),
            net("{'foo': 1}", "400 HTTPBadRequest: Unrecognized attribute(s) 'foo'"),
            net("{'id': 'x'}", "400 HTTPBadRequest: Attribute 'id' not allowed in POST"),
            net("{'name': 5}", "400 HTTPBadRequest: Invalid input for name. Reason: 5 is not"),
            net("{'name': 'a\\u0000b'}", "400 HTTPBadRequest: Invalid input for name."),
            net(
                "{'name': '" + "x".repeat(256) + "'}",
                "400 HTTPBadRequest: Invalid input for name"),
            net("{'mtu': 67}", "400 HTTPBadRequest: Invalid input for mtu."),
            net("{'mtu': 99999999999999}", "400 HTTPBadRequest: Invalid input for mtu."),
            net("{'mtu': 9000}", "400 InvalidInput: Invalid input for operation: Requested MTU"),
            net("{'admin_state_up': 'perhaps'}", "400 HTTPBadRequest: Invalid input for admin_st"),
            net(
                "{'provider:network_type': 'geneve'}",
                "400 InvalidInput: Invalid input for operati"),
            net("{'provider:segmentation_id': 'x'}", "400 HTTPBadRequest: Invalid input for pro"),
            net("{'tenant_id': '../x'}", "400 HTTPBadRequest: Invalid input for tenant_id."),
            net("{'availability_zone_hints': ['mars']}", "404 AvailabilityZoneNotFound"),
            subnet(", 'cidr': '10.9.0.0/24'", "400 HTTPBadRequest: Failed to parse request. Requ"),
            subnet(", 'ip_version': 5, 'cidr': 'fd00::/64'", "400 HTTPBadRequest: Invalid input f"),
            subnet(
                v6 + "1/64'", "400 HTTPBadRequest: Invalid input for cidr. Reason: 'fd00::1/64'"),
            subnet(v6 + "/129'", "400 HTTPBadRequest: Invalid input for cidr."),
            subnet(v6 + "/127'", "400 InvalidInput: Invalid input for operation: Subnet has a pre"),
            subnet(
                ", 'ip_version': 4, 'cidr': 'fd00::/64'",
                "400 InvalidInput: Invalid input for operation: cidr 'fd00::/64' does not match"),
            subnet(
                ", 'ip_version': 6, 'cidr': 'ff02::/64'", "400 InvalidInput: Invalid input for "),
            subnet(", 'ip_version': 6, 'cidr': '::/0'", "400 InvalidInput: Invalid input for oper"),
            subnet(v6 + "/64', 'gateway_ip': '10.0.0.1'", "400 InvalidInput: Invalid input for op"),
            subnet(
                v6 + "/64', 'dns_nameservers': ['8.8.8.8']",
                "400 InvalidInput: Invalid input for operation: dns_nameserver '8.8.8.8' does not"),
            subnet(
                v6 + "/64', 'allocation_pools': [{'start': '10.0.0.1', 'end': '10.0.0.9'}]",
                "400 InvalidInput: Invalid input for operation: allocation_pools"),
            subnet(
                v6 + "/64', 'host_routes': [{'destination': '10.0.0.0/8', 'nexthop': 'fd00::9'}]",
                "400 InvalidInput: Invalid input for operation: destination '10.0.0.0/8'"),
            subnet(v6 + "/64', 'ipv6_ra_mode': 'x'", "400 HTTPBadRequest: Invalid input for ipv6_"),
            subnet(
                v6 + "/64', 'ipv6_ra_mode': 'slaac', 'enable_dhcp': false",
                "400 InvalidInput: Invalid input for operation: ipv6_ra_mode or ipv6_address_mode"),
            subnet(
                v6 + "/64', 'ipv6_ra_mode': 'slaac', 'ipv6_address_mode': 'dhcpv6-stateful'",
                "400 InvalidInput: Invalid input for operation: ipv6_ra_mode set to 'slaac' with"),
            subnet(
                v6 + "/80', 'ipv6_address_mode': 'slaac'",
                "400 InvalidInput: Invalid input for operation: Invalid CIDR fd00::/80 for IPv6"),
            subnet(
                v4 + ", 'ipv6_ra_mode': 'slaac'",
                "400 InvalidInput: Invalid input for operation: ipv6_ra_mode is not valid when"),
            subnet(
                v6 + "/64', 'allocation_pools': [{'start': 'fd00::1', 'end': 'fd00::9'}]",
                "409 GatewayConflictWithAllocationPools"),
            subnet(", 'ip_version': 4", "400 HTTPBadRequest: Failed to parse request. Required at"),
            subnet(", 'ip_version': 4, 'cidr': 'nonsense'", "400 HTTPBadRequest: Invalid input fo"),
            subnet(", 'ip_version': 4, 'cidr': '10.9.0.1/24'", "400 HTTPBadRequest: Invalid input"),
            subnet(", 'ip_version': 4, 'cidr': '10.9.0.0/33'", "400 HTTPBadRequest: Invalid input"),
            subnet(", 'ip_version': 4, 'cidr': '0.0.0.0/0'", "400 InvalidInput: Invalid input for"),
            subnet(", 'ip_version': 4, 'cidr': '224.0.0.0/8'", "400 InvalidInput: Invalid input f"),
            subnet(", 'ip_version': 4, 'cidr': '10.9.0.0/31'", "400 InvalidInput: Invalid input f"),
            subnet(v4 + ", 'gateway_ip': '10.8.0.1'", "400 InvalidInput: Invalid input for opera"),
            subnet(v4 + ", 'gateway_ip': 'x'", "400 HTTPBadRequest: Invalid input for gateway_ip"),
            subnet(
                v4 + ", 'allocation_pools': [{'start': '10.9.0.1', 'end': '10.9.0.9'}]",
                "409 GatewayConflictWithAllocationPools"),
            subnet(
                v4 + ", 'allocation_pools': [{'start': '10.9.0.9', 'end': '10.9.0.3'}]",
                "400 InvalidAllocationPool"),
            subnet(
                v4 + ", 'allocation_pools': [{'start': '10.9.0.9', 'end': '10.9.1.3'}]",
                "400 OutOfBoundsAllocationPool"),
            subnet(
                v4
                    + ", 'allocation_pools': [{'start': '10.9.0.9', 'end': '10.9.0.30'},"
                    + " {'start': '10.9.0.30', 'end': '10.9.0.40'}]",
                "409 OverlappingAllocationPools"),
            subnet(v4 + ", 'allocation_pools': [3]", "400 HTTPBadRequest: Invalid input for alloc"),
            subnet(v4 + ", 'dns_nameservers': ['x']", "400 HTTPBadRequest: Invalid input for dns_"),
            subnet(v4 + ", 'host_routes': [{'destination': '1'}]", "400 HTTPBadRequest: Invalid i"),
            subnet(v4 + ", 'subnetpool_id': 'x'", "400 HTTPBadRequest: Invalid input for subnetpo"),
            post("/v2.0/ports", "{'port': {}}", "400 HTTPBadRequest: Failed to parse request."),
            post("/v2.0/ports", "{'port': {'network_id': 'x'}}", "404 NetworkNotFound"),
            post("/v2.0/ports", "{'port': {'network_id': 7}}", "400 HTTPBadRequest: Invalid input"),
            port(", 'fixed_ips': [{}]", "400 InvalidInput: Invalid input for operation: IP alloc"),
            port(", 'fixed_ips': ['x']", "400 HTTPBadRequest: Invalid input for fixed_ips/0"),
            port(", 'fixed_ips': [{'ip_address': 'x'}]", "400 HTTPBadRequest: Invalid input for f"),
            port(", 'fixed_ips': [{'ip_address': 'fd00::5'}]", "400 InvalidIpForNetwork: IP addr"),
            port(", 'fixed_ips': [{'ip_address': '::ffff:1.2.3.4'}]", "400 HTTPBadRequest: Inval"),
            port(", 'fixed_ips': [{'ip_address': '9.9.9.9'}]", "400 InvalidIpForNetwork: IP addr"),
            port(", 'fixed_ips': [{'ip_address': '10.1.0.0'}]", "400 InvalidIpForSubnet: IP addre"),
            port(", 'fixed_ips': [{'subnet_id': 'x'}]", "400 InvalidInput: Invalid input for oper"),
            port(", 'mac_address': '01:00:00:00:00:01'", "400 HTTPBadRequest: Invalid input for m"),
            port(", 'security_groups': ['x']", "404 SecurityGroupNotFound"),
            port(", 'security_groups': 'x'", "400 HTTPBadRequest: Invalid input for security_gro"),
            port(", 'allowed_address_pairs': [{}]", "400 AllowedAddressPairsMissingIP"),
            port(
                ", 'allowed_address_pairs': [{'ip_address': 'x'}]",
                "400 HTTPBadRequest: Invalid input for allowed_address_pairs"),
            port(", 'binding:host_id': 'h'", "400 HTTPBadRequest: Invalid input for binding:host_"),
            port(", 'dns_name': 'a b'", "400 HTTPBadRequest: Invalid input for dns_name."),
            post("/v2.0/security-group-rules", "{'security_group_rule': {}}", "400 HTTPBadRequest"),
            get("/v2.0/networks?limit=-1", "400 HTTPBadRequest: Limit must be an integer 0"),
            get("/v2.0/networks?limit=x", "400 HTTPBadRequest: Limit must be an integer 0"),
            get("/v2.0/networks?marker=nope", "404 NetworkNotFound"),
            get("/v2.0/networks?sort_key=colour", "400 HTTPBadRequest: ['colour'] is invalid"),
            get("/v2.0/networks?sort_key=name&sort_dir=up", "400 HTTPBadRequest: ['up'] is inval"),
            get(
                "/v2.0/networks?sort_key=name&sort_dir=asc&sort_dir=asc",
                "400 HTTPBadRequest: The"),
            get("/v2.0/networks?shared=perhaps", "400 HTTPBadRequest: Invalid input for shared."),
            get("/v2.0/networks?name=%00", "400 HTTPBadRequest"),
            get("/v2.0/networks/%00", "400 HTTPBadRequest"),
            get("/v2.0/networks/" + "x".repeat(2000), "404 NetworkNotFound"),
            get("/v2.0/ports/%F0%9F%8C%B1", "404 PortNotFound"),
            get("/v2.0/quotas/a%20b", "400 HTTPBadRequest"),
            get("/v2.0/agents/nope", "404 AgentNotFound: Agent nope could not be found."),
            new Case("PATCH", "/v2.0/networks", "", "405 HTTPMethodNotAllowed"),
            new Case("PUT", "/v2.0/networks/" + network, "{'network': {'id': 'x'}}", "400 HTTPBad"),
            new Case("PUT", "/v2.0/quotas/x", "{'quota': {'network': -2}}", "400 HTTPBadRequest"),
            new Case(
                "PUT", "/v2.0/quotas/x", "{'quota': {'moons': 1}}", "400 HTTPBadRequest: Unr"));
    for (Case one : cases) {
      Answer answer = api.send("admin", one.method(), one.path(), one.body());
      assertThat(answer.error())
          .as(one.method() + " " + one.path() + " " + one.body())
          .startsWith(one.expected());
    }
  }
}
