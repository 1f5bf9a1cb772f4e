package haneul.services.network;

import static haneul.services.network.Cloud.DEMO;
import static haneul.services.network.Cloud.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.network.Api.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@OnEveryStore
final class NetworkApiTest {
  private final Api api;

  NetworkApiTest(Store store) {
    this.api = new Api(store);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void saysWhatItIsWithoutAToken() {
    Answer root = api.get("", "/").is(200);
    assertThat(root.text("/versions/0/links/0/href")).endsWith("/network/v2.0/");
    Answer resources = api.get("", "/v2.0/").is(200);
    assertThat(resources.text("/resources/0/links/0/href")).endsWith("/network/v2.0/networks");
    Answer denied = api.get("", "/v2.0/networks").is(401);
    assertThat(denied.text("/error/title")).isEqualTo("Unauthorized");
  }

  @Test
  void listsOnlyExtensionsThatWork() {
    Answer all = api.get("reader", "/v2.0/extensions").is(200);
    List<String> aliases = new ArrayList<>();
    all.at("/extensions").forEach(extension -> aliases.add(extension.path("alias").asString()));
    assertThat(aliases).contains("security-group", "quotas").doesNotContain("router", "qos");
    api.get("reader", "/v2.0/extensions/net-mtu").is(200);
    assertThat(api.get("reader", "/v2.0/extensions/router").error())
        .isEqualTo("404 HTTPNotFound: Extension with alias router does not exist");
    assertThat(api.get("reader", "/v2.0/routers").error())
        .isEqualTo("404 HTTPNotFound: The resource could not be found.");
  }

  @Test
  void showsANetworkAsNeutronDoes() {
    Answer made =
        api.post("member", "/v2.0/networks", "{'network': {'name': 'n1', 'admin_state_up': true}}")
            .is(201);
    List<String> names = new ArrayList<>(made.at("/network").propertyNames());
    assertThat(names)
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "tenant_id",
            "admin_state_up",
            "mtu",
            "status",
            "subnets",
            "shared",
            "availability_zone_hints",
            "availability_zones",
            "ipv4_address_scope",
            "ipv6_address_scope",
            "router:external",
            "description",
            "port_security_enabled",
            "l2_adjacency",
            "tags",
            "created_at",
            "updated_at",
            "revision_number",
            "project_id");
    assertThat(made.text("/network/project_id")).isEqualTo(DEMO.value());
    assertThat(made.at("/network/mtu").asInt()).isEqualTo(1450);
    String id = made.text("/network/id");
    Answer admin = api.get("admin", "/v2.0/networks/" + id).is(200);
    assertThat(admin.text("/network/provider:network_type")).isEqualTo("vxlan");
    Answer changed =
        api.put("member", "/v2.0/networks/" + id, "{'network': {'name': 'n2', 'mtu': 1400}}")
            .is(200);
    assertThat(changed.at("/network/mtu").asInt()).isEqualTo(1400);
    assertThat(changed.at("/network/revision_number").asInt()).isEqualTo(2);
    api.delete("member", "/v2.0/networks/" + id).is(204);
    assertThat(api.get("member", "/v2.0/networks/" + id).error())
        .isEqualTo("404 NetworkNotFound: Network " + id + " could not be found.");
  }

  @Test
  void servesDhcpFromTheFirstHostThatReports() {
    String network = api.network("member", "n1", "10.1.0.0/24");
    assertThat(api.get("member", "/v2.0/ports").at("/ports").size()).isZero();
    api.cloud.report(HOST);
    JsonNode port = api.get("admin", "/v2.0/ports?network_id=" + network).at("/ports/0");
    assertThat(port.path("device_owner").asString()).isEqualTo("network:dhcp");
    assertThat(port.path("device_id").asString()).startsWith("dhcp").endsWith("-" + network);
    assertThat(port.path("binding:host_id").asString()).isEqualTo(HOST.value());
    assertThat(port.at("/fixed_ips/0/ip_address").asString()).isEqualTo("10.1.0.2");
    String id = port.path("id").asString();
    assertThat(api.delete("member", "/v2.0/ports/" + id).error())
        .isEqualTo("403 PolicyNotAuthorized: rule:delete_port is disallowed by policy");
    assertThat(api.get("admin", "/v2.0/agents").at("/agents").size()).isEqualTo(3);
    assertThat(
            api.get("admin", "/v2.0/networks/" + network + "/dhcp-agents").text("/agents/0/host"))
        .isEqualTo(HOST.value());
    assertThat(api.get("member", "/v2.0/agents").error()).startsWith("403 PolicyNotAuthorized");

    api.subnet("member", network, "10.2.0.0/24", "").is(201);
    assertThat(api.get("admin", "/v2.0/ports/" + id).at("/port/fixed_ips").size()).isEqualTo(2);
    String subnet = api.get("member", "/v2.0/subnets?cidr=10.2.0.0/24").text("/subnets/0/id");
    api.delete("member", "/v2.0/subnets/" + subnet).is(204);
    assertThat(api.get("admin", "/v2.0/ports/" + id).at("/port/fixed_ips").size()).isEqualTo(1);
    api.delete("member", "/v2.0/networks/" + network).is(204);
    assertThat(api.cloud.wanted(HOST).networks()).isEmpty();
  }

  @Test
  void showsASubnetAsNeutronDoes() {
    String network = api.network("member", "n1", "");
    Answer made = api.subnet("member", network, "10.1.0.0/24", "").is(201);
    assertThat(made.text("/subnet/gateway_ip")).isEqualTo("10.1.0.1");
    assertThat(made.text("/subnet/allocation_pools/0/start")).isEqualTo("10.1.0.2");
    assertThat(made.text("/subnet/allocation_pools/0/end")).isEqualTo("10.1.0.254");
    String id = made.text("/subnet/id");
    Answer changed =
        api.put(
                "member",
                "/v2.0/subnets/" + id,
                "{'subnet': {'dns_nameservers': ['9.9.9.9'], 'gateway_ip': null, 'host_routes':"
                    + " [{'destination': '10.9.0.0/16', 'nexthop': '10.1.0.9'}]}}")
            .is(200);
    assertThat(changed.at("/subnet/gateway_ip").isNull()).isTrue();
    assertThat(changed.text("/subnet/dns_nameservers/0")).isEqualTo("9.9.9.9");
    assertThat(changed.text("/subnet/host_routes/0/nexthop")).isEqualTo("10.1.0.9");
    assertThat(api.subnet("member", network, "10.1.0.0/16", "").error())
        .isEqualTo(
            "400 InvalidInput: Invalid input for operation: Requested subnet with cidr:"
                + " 10.1.0.0/16 for network: "
                + network
                + " overlaps with another subnet.");
    api.subnet("member", api.network("member", "n2", ""), "10.1.0.0/24", "").is(201);
  }

  @Test
  void showsAPortAsNeutronDoes() {
    String network = api.network("member", "n1", "10.1.0.0/24");
    Answer made = api.port("member", network, ", 'name': 'p1', 'dns_name': 'web'").is(201);
    assertThat(made.text("/port/mac_address")).startsWith("fa:16:3e:");
    assertThat(made.text("/port/status")).isEqualTo("DOWN");
    assertThat(made.at("/port").has("binding:host_id")).isFalse();
    assertThat(made.text("/port/dns_assignment/0/fqdn")).isEqualTo("web.openstacklocal.");
    String group = made.text("/port/security_groups/0");
    assertThat(api.get("member", "/v2.0/security-groups/" + group).text("/security_group/name"))
        .isEqualTo("default");
    String id = made.text("/port/id");
    String address = made.text("/port/fixed_ips/0/ip_address");
    String mac = made.text("/port/mac_address");
    String subnet = made.text("/port/fixed_ips/0/subnet_id");
    assertThat(
            api.port("member", network, ", 'fixed_ips': [{'ip_address': '" + address + "'}]")
                .error())
        .isEqualTo(
            "409 IpAddressAlreadyAllocated: IP address "
                + address
                + " already allocated in subnet "
                + subnet);
    assertThat(api.port("member", network, ", 'mac_address': '" + mac + "'").error())
        .isEqualTo(
            "409 MacAddressInUse: Unable to complete operation for network "
                + network
                + ". The mac address "
                + mac
                + " is in use.");
    assertThat(api.delete("member", "/v2.0/networks/" + network).error())
        .isEqualTo(
            "409 NetworkInUse: Unable to complete operation on network "
                + network
                + ". There are one or more ports still in use on the network, id for these ports"
                + " is: "
                + id
                + ".");
    assertThat(api.delete("member", "/v2.0/subnets/" + subnet).error())
        .isEqualTo(
            "409 SubnetInUse: Unable to complete operation on subnet "
                + subnet
                + ": One or more ports have an IP allocation from this subnet.");
    Answer moved =
        api.put(
                "member",
                "/v2.0/ports/" + id,
                "{'port': {'fixed_ips': [{'subnet_id': '"
                    + subnet
                    + "', 'ip_address': '10.1.0.77'}], 'allowed_address_pairs': [{'ip_address':"
                    + " '10.1.0.200'}]}}")
            .is(200);
    assertThat(moved.text("/port/fixed_ips/0/ip_address")).isEqualTo("10.1.0.77");
    assertThat(moved.text("/port/allowed_address_pairs/0/mac_address")).isEqualTo(mac);
    assertThat(api.get("member", "/v2.0/ports?fixed_ips=ip_address%3D10.1.0.77&fields=id").body())
        .hasToString("{\"ports\":[{\"id\":\"" + id + "\"}]}");
    api.delete("member", "/v2.0/ports/" + id).is(204);
    api.port("member", network, ", 'fixed_ips': [{'ip_address': '10.1.0.77'}]").is(201);
  }

  @Test
  void runsOutOfAddressesOfASmallSubnet() {
    String network = api.network("member", "n1", "10.1.0.0/29");
    for (int i = 0; i < 5; i++) {
      api.port("member", network, "").is(201);
    }
    assertThat(api.port("member", network, "").error())
        .isEqualTo(
            "409 IpAddressGenerationFailure: No more IP addresses available on network "
                + network
                + ".");
  }

  @Test
  void hidesWhatIsAnothersAndSharesWhatIsShared() {
    String network = api.network("member", "n1", "10.1.0.0/24");
    String port = api.port("member", network, "").is(201).text("/port/id");
    api.get("other", "/v2.0/networks/" + network).is(404);
    api.get("other", "/v2.0/ports/" + port).is(404);
    api.delete("other", "/v2.0/ports/" + port).is(404);
    assertThat(api.port("other", network, "").error()).startsWith("404 NetworkNotFound");
    assertThat(api.get("other", "/v2.0/networks").at("/networks").size()).isZero();

    assertThat(
            api.put("member", "/v2.0/networks/" + network, "{'network': {'shared': true}}").error())
        .isEqualTo(
            "403 PolicyNotAuthorized: (rule:update_network and rule:update_network:shared) is"
                + " disallowed by policy");
    api.put("admin", "/v2.0/networks/" + network, "{'network': {'shared': true}}").is(200);
    api.get("other", "/v2.0/networks/" + network).is(200);
    assertThat(api.get("other", "/v2.0/subnets").at("/subnets").size()).isEqualTo(1);
    assertThat(api.delete("other", "/v2.0/networks/" + network).error())
        .isEqualTo("403 PolicyNotAuthorized: rule:delete_network is disallowed by policy");
    api.port("other", network, "").is(201);
    assertThat(api.port("other", network, ", 'mac_address': 'fa:16:3e:00:00:01'").status())
        .isEqualTo(403);
    assertThat(
            api.put("admin", "/v2.0/networks/" + network, "{'network': {'shared': false}}").error())
        .startsWith("409 InvalidSharedSetting");
  }

  @Test
  void letsReadersReadOnly() {
    api.get("reader", "/v2.0/networks").is(200);
    assertThat(api.post("reader", "/v2.0/networks", "{'network': {}}").error())
        .startsWith("403 PolicyNotAuthorized");
  }

  @Test
  void filtersSortsAndPages() {
    for (String name : List.of("b", "a", "c")) {
      api.network("member", name, "");
    }
    assertThat(names(api.get("member", "/v2.0/networks?name=a&name=b&sort_key=name")))
        .containsExactly("a", "b");
    Answer first = api.get("member", "/v2.0/networks?limit=2&sort_key=name&sort_dir=desc").is(200);
    assertThat(names(first)).containsExactly("c", "b");
    assertThat(first.text("/networks_links/0/rel")).isEqualTo("next");
    String next = first.text("/networks_links/0/href");
    Answer second = api.get("member", next.substring(next.indexOf("/v2.0")));
    assertThat(names(second)).containsExactly("a");
    assertThat(second.text("/networks_links/0/rel")).isEqualTo("previous");
    String before = second.text("/networks_links/0/href");
    assertThat(names(api.get("member", before.substring(before.indexOf("/v2.0")))))
        .containsExactly("c", "b");
    assertThat(api.get("member", "/v2.0/networks").body().has("networks_links")).isFalse();
    assertThat(api.get("member", "/v2.0/networks?shade=blue").error())
        .isEqualTo("400 HTTPBadRequest: ['shade'] is invalid attribute for filtering");
  }

  private static List<String> names(Answer networks) {
    List<String> names = new ArrayList<>();
    networks.at("/networks").forEach(network -> names.add(network.path("name").asString()));
    return names;
  }

  @Test
  void holdsProjectsToTheirQuotas() {
    api.put("admin", "/v2.0/quotas/" + DEMO, "{'quota': {'network': 1, 'port': -1}}").is(200);
    api.network("member", "n1", "");
    assertThat(api.post("member", "/v2.0/networks", "{'network': {}}").error())
        .isEqualTo("409 OverQuota: Quota exceeded for resources: ['network'].");
    Answer details = api.get("member", "/v2.0/quotas/" + DEMO + "/details.json").is(200);
    assertThat(details.at("/quota/network").toString())
        .isEqualTo("{\"limit\":1,\"used\":1,\"reserved\":0}");
    assertThat(api.get("other", "/v2.0/quotas/" + DEMO).error())
        .isEqualTo("403 PolicyNotAuthorized: rule:get_quota is disallowed by policy");
    api.put("member", "/v2.0/quotas/" + DEMO, "{'quota': {'network': 2}}").is(403);
    api.delete("admin", "/v2.0/quotas/" + DEMO).is(204);
    assertThat(api.get("member", "/v2.0/quotas/" + DEMO).at("/quota/network").asInt())
        .isEqualTo(100);
    assertThat(api.get("member", "/v2.0/quotas/tenant").text("/tenant/tenant_id"))
        .isEqualTo(DEMO.value());
  }
}
