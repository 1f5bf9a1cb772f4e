package haneul.services.network;

import static haneul.services.network.Cloud.DEMO;
import static haneul.services.network.Cloud.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.Ipv6Mode;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.base.id.NetworkId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.network.Api.Answer;
import haneul.services.network.contract.ServerPorts;
import haneul.services.network.contract.ServerPorts.NicRequest;
import haneul.services.network.domain.Cidr;
import haneul.services.network.domain.IpAddress;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEveryStore
final class Ipv6Test {
  private static final String SLAAC = ", 'ipv6_ra_mode': 'slaac', 'ipv6_address_mode': 'slaac'";
  private static final ServerId WEB = new ServerId("11111111-1111-1111-1111-111111111111");

  private final Api api;
  private final String network;

  Ipv6Test(Store store) {
    this.api = new Api(store);
    api.cloud.report(HOST);
    this.network = api.network("member", "n1", "10.1.0.0/24");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Answer subnet(String cidr, String more) {
    api.cloud.now = api.cloud.now.plusSeconds(1);
    return api.post(
        "member",
        "/v2.0/subnets",
        "{'subnet': {'network_id': '"
            + network
            + "', 'ip_version': 6, 'cidr': '"
            + cidr
            + "'"
            + more
            + "}}");
  }

  private static List<String> addresses(Answer port) {
    return port.at("/port/fixed_ips")
        .valueStream()
        .map(address -> address.path("ip_address").asString(""))
        .toList();
  }

  private static String automatic(String cidr, Answer port) {
    return IpAddress.eui64(Cidr.of(cidr), port.text("/port/mac_address")).toString();
  }

  @Test
  void aSubnetIsShownAsItWasMade() {
    Answer made =
        subnet(
                "FD00:0:0:5::/64",
                SLAAC
                    + ", 'dns_nameservers': ['2001:DB8:0::1'],"
                    + " 'host_routes': [{'destination': 'fd77::/48', 'nexthop': 'fd00:0:0:5::9'}]")
            .is(201);
    Answer shown = api.get("member", "/v2.0/subnets/" + made.text("/subnet/id")).is(200);
    assertThat(shown.body()).isEqualTo(made.body());
    assertThat(shown.at("/subnet/ip_version").asInt()).isEqualTo(6);
    assertThat(shown.text("/subnet/cidr")).isEqualTo("fd00:0:0:5::/64");
    assertThat(shown.text("/subnet/gateway_ip")).isEqualTo("fd00:0:0:5::1");
    assertThat(shown.text("/subnet/ipv6_ra_mode")).isEqualTo("slaac");
    assertThat(shown.text("/subnet/ipv6_address_mode")).isEqualTo("slaac");
    assertThat(shown.text("/subnet/dns_nameservers/0")).isEqualTo("2001:db8::1");
    assertThat(shown.text("/subnet/host_routes/0/destination")).isEqualTo("fd77::/48");
    assertThat(shown.text("/subnet/allocation_pools/0/start")).isEqualTo("fd00:0:0:5::2");
    assertThat(shown.text("/subnet/allocation_pools/0/end"))
        .isEqualTo("fd00::5:ffff:ffff:ffff:ffff");
    assertThat(api.get("member", "/v2.0/subnets?ip_version=6").at("/subnets").size()).isEqualTo(1);
    assertThat(api.get("member", "/v2.0/subnets?ipv6_ra_mode=slaac").at("/subnets").size())
        .isEqualTo(1);
    assertThat(subnet("fd00:0:0:5:8000::/65", "").error()).startsWith("400 InvalidInput");
    String path = "/v2.0/subnets/" + made.text("/subnet/id");
    assertThat(api.put("member", path, "{'subnet': {'enable_dhcp': false}}").error())
        .contains("Cannot disable enable_dhcp");
    assertThat(api.put("member", path, "{'subnet': {'ipv6_ra_mode': 'slaac'}}").error())
        .contains("Cannot update read-only attribute ipv6_ra_mode");
    Answer link = api.put("member", path, "{'subnet': {'gateway_ip': 'fe80::1'}}").is(200);
    assertThat(link.text("/subnet/gateway_ip")).isEqualTo("fe80::1");
    api.put("admin", "/v2.0/quotas/" + DEMO, "{'quota': {'subnet': 2}}").is(200);
    assertThat(subnet("fd00:6::/64", "").error()).startsWith("409 OverQuota");
  }

  @Test
  void aPortHasOneAddressOfEachFamilyAndAllThatItsMacMakes() {
    subnet("fd00:1::/64", SLAAC).is(201);
    subnet("fd00:2::/64", ", 'ipv6_address_mode': 'dhcpv6-stateless'").is(201);
    String stateful =
        subnet("fd00:3::/120", ", 'ipv6_address_mode': 'dhcpv6-stateful'")
            .is(201)
            .text("/subnet/id");
    subnet("fd00:4::/64", ", 'enable_dhcp': false").is(201);
    Answer port = api.port("member", network, "").is(201);
    assertThat(addresses(port)).hasSize(4).anyMatch(address -> address.startsWith("10.1.0."));
    assertThat(addresses(port)).anyMatch(address -> address.startsWith("fd00:3::"));
    assertThat(addresses(port))
        .contains(automatic("fd00:1::/64", port), automatic("fd00:2::/64", port));

    Answer asked =
        api.port("member", network, ", 'fixed_ips': [{'ip_address': 'FD00:3:0::42'}]").is(201);
    assertThat(addresses(asked))
        .containsExactlyInAnyOrder(
            "fd00:3::42", automatic("fd00:1::/64", asked), automatic("fd00:2::/64", asked));
    assertThat(
            api.get("member", "/v2.0/ports?fixed_ips=ip_address%3Dfd00:3:0:0::42")
                .text("/ports/0/id"))
        .isEqualTo(asked.text("/port/id"));
    assertThat(api.port("member", network, ", 'fixed_ips': [{'ip_address': 'fd00:3::42'}]").error())
        .startsWith("409 IpAddressAlreadyAllocated");
    assertThat(api.port("member", network, ", 'fixed_ips': [{'ip_address': 'fd00:1::42'}]").error())
        .startsWith("400 AllocationOnAutoAddressSubnet");
    assertThat(api.port("member", network, ", 'fixed_ips': [{'ip_address': 'fd00:3::'}]").error())
        .startsWith("400 InvalidIpForSubnet");

    assertThat(
            api.port("member", network, ", 'allowed_address_pairs': [{'ip_address': 'FD00:0::9'}]")
                .text("/port/allowed_address_pairs/0/ip_address"))
        .isEqualTo("fd00::9");

    // What a client shows it may send back; another MAC makes other addresses.
    String path = "/v2.0/ports/" + asked.text("/port/id");
    String moved = "{'port': {'mac_address': 'fa:16:3e:00:00:09'}}";
    Answer changed = api.put("admin", path, moved).is(200);
    assertThat(addresses(changed))
        .containsExactlyInAnyOrder(
            "fd00:3::42", "fd00:1::f816:3eff:fe00:9", "fd00:2::f816:3eff:fe00:9");
    Answer more =
        api.put(
                "admin",
                path,
                "{'port': {'fixed_ips': [{'ip_address': 'fd00:1::f816:3eff:fe00:9'}, {'subnet_id': '"
                    + stateful
                    + "'}]}}")
            .is(200);
    assertThat(addresses(more)).hasSize(3).contains("fd00:3::42");
  }

  @Test
  void portsThatAreThereGetTheAddressesOfANewSubnet() {
    Answer port = api.port("member", network, "").is(201);
    String path = "/v2.0/ports/" + port.text("/port/id");
    String id = subnet("fd00:1::/64", SLAAC).is(201).text("/subnet/id");
    Answer after = api.get("member", path);
    assertThat(addresses(after)).hasSize(2).contains(automatic("fd00:1::/64", port));
    assertThat(after.at("/port/revision_number").asInt())
        .isGreaterThan(port.at("/port/revision_number").asInt());
    assertThat(
            api.cloud.wanted(HOST).networks().getFirst().dhcp().orElseThrow().addresses().stream()
                .filter(address -> address.startsWith("fd00:1::")))
        .hasSize(1);
    api.delete("member", "/v2.0/subnets/" + id).is(204);
    assertThat(addresses(api.get("member", path))).hasSize(1);

    String stateful = subnet("fd00:2::/64", "").is(201).text("/subnet/id");
    assertThat(addresses(api.get("member", path))).as("asked for").hasSize(1);
    api.port("member", network, "").is(201);
    assertThat(api.delete("member", "/v2.0/subnets/" + stateful).error())
        .startsWith("409 SubnetInUse");
  }

  @Test
  void itsSmallestPacketMustPass() {
    String path = "/v2.0/networks/" + network;
    api.put("member", path, "{'network': {'mtu': 1279}}").is(200);
    assertThat(subnet("fd00:1::/64", SLAAC).error())
        .startsWith("400 InvalidInput")
        .contains("1280");
    api.put("member", path, "{'network': {'mtu': 1280}}").is(200);
    subnet("fd00:1::/64", SLAAC).is(201);
    assertThat(api.put("member", path, "{'network': {'mtu': 1279}}").error())
        .startsWith("400 InvalidInput");
  }

  @Test
  void theLastAddressIsGivenOnce() {
    subnet("fd00:3::/125", ", 'ipv6_address_mode': 'dhcpv6-stateful'").is(201);
    for (int i = 0; i < 5; i++) {
      api.port("member", network, "").is(201);
    }
    assertThat(api.port("member", network, "").error())
        .startsWith("409 IpAddressGenerationFailure");
    Answer shown =
        api.get("admin", "/v2.0/network-ip-availabilities/" + network + "?ip_version=6").is(200);
    assertThat(shown.at("/network_ip_availability/subnet_ip_availability/1/total_ips").asInt())
        .isEqualTo(6);
    subnet("fd00:4::/64", "").is(201);
    assertThat(
            api.get("admin", "/v2.0/network-ip-availabilities?ip_version=6")
                .at("/network_ip_availabilities/0/total_ips")
                .bigIntegerValue())
        .isEqualTo(BigInteger.TWO.pow(64).add(BigInteger.valueOf(4)));
  }

  @Test
  void hostsAreToldModesLeasesAndMembers() {
    subnet("fd00:1::/64", SLAAC).is(201);
    subnet("fd00:3::/64", ", 'ipv6_address_mode': 'dhcpv6-stateful'").is(201);
    ServerPorts ports = api.cloud.service.serverPorts();
    NicRequest nic =
        new NicRequest(
            Optional.of(new NetworkId(network)), Optional.empty(), Optional.of("fd00:3::77"));
    ServerPorts.Port port =
        api.cloud.store.write(tx -> {
          var caller = Cloud.caller(DEMO, "member");
          List<NicRequest> nics = ports.check(tx, caller, List.of(nic));
          List<SecurityGroupId> groups = ports.securityGroups(tx, caller, List.of());
          ports.allocate(tx, WEB, DEMO, HOST, "vm", nics, groups);
          return ports.of(tx, List.of(WEB)).getOrDefault(WEB, List.of()).getFirst();
        });
    assertThat(port.addresses())
        .extracting(ServerPorts.Address::version, ServerPorts.Address::address)
        .contains(org.assertj.core.groups.Tuple.tuple(6, "fd00:3::77"));

    WantedNetwork wanted = api.cloud.wanted(HOST).networks().getFirst();
    assertThat(wanted.subnets())
        .extracting(WantedNetwork.Subnet::raMode)
        .containsExactly(Optional.empty(), Optional.of(Ipv6Mode.SLAAC), Optional.empty());
    assertThat(wanted.subnets())
        .extracting(WantedNetwork.Subnet::addressMode)
        .containsExactly(
            Optional.empty(), Optional.of(Ipv6Mode.SLAAC), Optional.of(Ipv6Mode.DHCPV6_STATEFUL));
    assertThat(wanted.dhcp().orElseThrow().addresses()).hasSize(3).contains("fd00:3::2/64");
    assertThat(wanted.dhcp().orElseThrow().leases())
        .anyMatch(lease -> lease.address().equals("fd00:3::77") && lease.mac().equals(port.mac()));
    // The default group lets its members in, by each family's rule.
    assertThat(api.cloud.wanted(HOST).ports().getFirst().rules())
        .filteredOn(rule -> rule.etherType() == WantedPort.EtherType.IPV6)
        .filteredOn(rule -> rule.direction() == WantedPort.Direction.INGRESS)
        .singleElement()
        .satisfies(rule ->
            assertThat(rule.remoteCidrs().orElseThrow()).hasSize(2).contains("fd00:3::77/128"));
  }
}
