package haneul.services.network;

import static haneul.services.network.Cloud.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostRole;
import haneul.base.host.PhysicalNetwork;
import haneul.base.host.WantedNetwork.PhysicalSegment;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.network.Api.Answer;
import haneul.services.network.contract.ServerPorts.NicRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How networks are told apart between hosts, and what that leaves of their MTU. */
@OnEveryStore
final class SegmentsTest {
  private final Api api;

  SegmentsTest(Store store) {
    this.api = new Api(store);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Answer create(String who, String provider) {
    return api.post(who, "/v2.0/networks", "{'network': {" + provider + "}}");
  }

  private static String provider(String type, String physical, String id) {
    return "'provider:network_type': '"
        + type
        + "'"
        + (physical.isEmpty() ? "" : ", 'provider:physical_network': '" + physical + "'")
        + (id.isEmpty() ? "" : ", 'provider:segmentation_id': " + id);
  }

  /** What is not shown cannot be found out by asking for it, either. */
  @Test
  void onlyAdministratorsAskByWhatTheyAloneAreShown() {
    for (String name :
        List.of(
            "networks?provider:network_type",
            "networks?provider:physical_network",
            "networks?provider:segmentation_id",
            "ports?binding:host_id")) {
      String attribute = name.substring(name.indexOf('?') + 1);
      api.get("admin", "/v2.0/" + name + "=1").is(200);
      assertThat(api.get("member", "/v2.0/" + name + "=1").is(400).raw().body())
          .contains("['" + attribute + "'] is invalid attribute for filtering");
      if (!attribute.equals("provider:segmentation_id")) {
        String sorted = "/v2.0/" + name.replace("?", "?sort_key=");
        api.get("admin", sorted).is(200);
        assertThat(api.get("member", sorted).is(400).raw().body())
            .contains("['" + attribute + "'] is invalid attribute for sort_keys");
      }
    }
  }

  @Test
  void onlyAdminsSeeAndChoose() {
    String id = create("member", "").is(201).text("/network/id");
    assertThat(api.get("member", "/v2.0/networks/" + id).at("/network").propertyNames())
        .noneMatch(name -> name.startsWith("provider:"));
    Answer shown = api.get("admin", "/v2.0/networks/" + id);
    assertThat(shown.text("/network/provider:network_type")).isEqualTo("vxlan");
    assertThat(shown.at("/network/provider:segmentation_id").asInt()).isBetween(1, 1_000);
    assertThat(shown.at("/network/provider:physical_network").isNull()).isTrue();
    assertThat(create("member", provider("gre", "", "")).error())
        .startsWith("403 PolicyNotAuthorized");
    assertThat(create("admin", provider("gre", "", "'4294967295'")).is(201).body().toString())
        .contains("\"provider:segmentation_id\":4294967295");
    assertThat(
            api.put(
                    "admin",
                    "/v2.0/networks/" + id,
                    "{'network': {" + provider("gre", "", "") + "}}")
                .error())
        .isEqualTo(
            "400 InvalidInput: Invalid input for operation: Plugin does not support updating"
                + " provider attributes.");
  }

  @Test
  void aSegmentIsOneNetworks() {
    create("admin", provider("vxlan", "", "7")).is(201);
    assertThat(create("admin", provider("vxlan", "", "7")).error())
        .isEqualTo("409 TunnelIdInUse: Unable to create the network. The tunnel ID 7 is in use.");
    create("admin", provider("gre", "", "7")).is(201);
    create("admin", provider("vlan", "physnet1", "7")).is(201);
    create("admin", provider("vlan", "physnet2", "7")).is(201);
    assertThat(create("admin", provider("vlan", "physnet1", "7")).error())
        .isEqualTo(
            "409 VlanIdInUse: Unable to create the network. The VLAN 7 on physical network"
                + " physnet1 is in use.");
    create("admin", provider("flat", "physnet1", "")).is(201);
    assertThat(create("admin", provider("flat", "physnet1", "")).error())
        .isEqualTo(
            "409 FlatNetworkInUse: Unable to create the flat network. Physical network physnet1 is"
                + " in use.");
    create("admin", provider("local", "", "")).is(201);
    create("admin", provider("local", "", "")).is(201);
    assertThat(api.get("admin", "/v2.0/networks?provider:network_type=vlan").at("/networks").size())
        .isEqualTo(2);
    assertThat(api.get("admin", "/v2.0/networks?provider:segmentation_id=7").at("/networks").size())
        .isEqualTo(4);
  }

  @Test
  void saysWhatDoesNotFit() {
    String invalid = "400 InvalidInput: Invalid input for operation: ";
    assertThat(create("admin", provider("geneve", "", "")).error())
        .isEqualTo(invalid + "network_type value 'geneve' not supported.");
    assertThat(create("admin", "'provider:segmentation_id': 5").error())
        .isEqualTo(invalid + "network_type required.");
    assertThat(create("admin", provider("vxlan", "physnet1", "")).error())
        .isEqualTo(invalid + "provider:physical_network specified for vxlan network.");
    assertThat(create("admin", provider("vxlan", "", "16777216")).error())
        .isEqualTo(invalid + "segmentation_id out of range (1 through 16777215).");
    assertThat(create("admin", provider("local", "", "5")).error())
        .isEqualTo(invalid + "segmentation_id prohibited for local provider network.");
    assertThat(create("admin", provider("flat", "", "")).error())
        .isEqualTo(invalid + "physical_network required for flat provider network.");
    assertThat(create("admin", provider("flat", "mars", "")).error())
        .isEqualTo(invalid + "physical_network 'mars' unknown for flat provider network.");
    assertThat(create("admin", provider("flat", "physnet1", "5")).error())
        .isEqualTo(invalid + "segmentation_id prohibited for flat provider network.");
    assertThat(create("admin", provider("vlan", "mars", "5")).error())
        .isEqualTo(invalid + "physical_network 'mars' unknown for VLAN provider network.");
    assertThat(create("admin", provider("vlan", "", "5")).error())
        .isEqualTo(
            invalid + "segmentation_id requires physical_network for VLAN provider network.");
    assertThat(create("admin", provider("vlan", "physnet1", "4095")).error())
        .isEqualTo(invalid + "segmentation_id out of range (1 through 4094).");
  }

  @Test
  void hostsSayWhichPhysicalNetworksThereAre() {
    assertThat(create("admin", provider("flat", "lan", "")).error())
        .contains("physical_network 'lan' unknown for flat provider network");
    api.cloud.reaching(
        HOST,
        List.of(new PhysicalNetwork("lan", "eth1", 9000), new PhysicalNetwork("wan", "br", 1400)),
        HostRole.COMPUTE);
    api.cloud.reaching(
        new HostName("b"), List.of(new PhysicalNetwork("lan", "eth7", 4000)), HostRole.COMPUTE);
    // As large as the narrowest way to it carries; a tag takes nothing of that.
    Answer made = create("admin", provider("vlan", "lan", "7")).is(201);
    assertThat(made.at("/network/mtu").asInt()).isEqualTo(4000);
    assertThat(create("admin", provider("flat", "wan", "") + ", 'mtu': 1401").error())
        .contains("Requested MTU is too big, maximum is 1400");
    assertThat(
            api.get("admin", "/v2.0/agents?host=b&agent_type=Open%20vSwitch%20agent")
                .text("/agents/0/configurations/bridge_mappings/lan"))
        .isEqualTo("eth7");

    // Its guests and its DHCP server are on hosts that reach it.
    String wan = create("admin", provider("flat", "wan", "")).is(201).text("/network/id");
    api.post(
            "admin",
            "/v2.0/subnets",
            "{'subnet': {'network_id': '" + wan + "', 'cidr': '10.1.0.0/24', 'ip_version': 4}}")
        .is(201);
    api.cloud.reaching(new HostName("net"), List.of(), HostRole.NETWORK);
    assertThat(dhcpHost(wan)).isEqualTo(HOST.value());
    assertThat(api.cloud.wanted(HOST).networks())
        .singleElement()
        .satisfies(network ->
            assertThat(network.segment())
                .contains(new PhysicalSegment("wan", OptionalInt.empty())));
    api.cloud.reaching(
        new HostName("net"), List.of(new PhysicalNetwork("wan", "br-ex", 1400)), HostRole.NETWORK);
    assertThat(dhcpHost(wan)).isEqualTo("net");
    api.cloud.reaching(new HostName("net"), List.of(), HostRole.NETWORK);
    assertThat(dhcpHost(wan)).isEqualTo(HOST.value());
    NicRequest nic =
        new NicRequest(Optional.of(new NetworkId(wan)), Optional.empty(), Optional.empty());
    assertThat(
            api.cloud.store.<Set<String>>read(
                tx -> api.cloud.service.serverPorts().physicalNetworks(tx, List.of(nic))))
        .containsExactly("wan");
  }

  private String dhcpHost(String network) {
    return api.get("admin", "/v2.0/ports?device_owner=network:dhcp&network_id=" + network)
        .text("/ports/0/binding:host_id");
  }

  @Test
  void givesManyAtOnceIdsOfTheirOwn() {
    api.put("admin", "/v2.0/quotas/" + Cloud.ADMIN, "{'quota': {'network': -1}}").is(200);
    List<Future<Answer>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 60; i++) {
        String kind = i % 2 == 0 ? provider("vxlan", "", "") : provider("vlan", "physnet1", "");
        running.add(threads.submit(() -> create("admin", kind)));
      }
    }
    Set<String> segments = new HashSet<>();
    for (Future<Answer> each : running) {
      Answer made = result(each).is(201);
      segments.add(
          made.text("/network/provider:network_type")
              + made.at("/network/provider:segmentation_id").asInt());
    }
    assertThat(segments).hasSize(60);
  }

  private static Answer result(Future<Answer> answer) {
    try {
      return answer.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theSmallestUnderlayDecidesOnMtus() {
    assertThat(create("admin", "").at("/network/mtu").asInt()).isEqualTo(1450);
    api.cloud.report(HOST, "192.0.2.1", 9000, HostRole.COMPUTE);
    assertThat(create("admin", "").at("/network/mtu").asInt()).isEqualTo(8950);
    api.cloud.report(new HostName("b"), "192.0.2.2", 1500, HostRole.COMPUTE);
    assertThat(create("admin", provider("gre", "", "")).at("/network/mtu").asInt()).isEqualTo(1458);
    assertThat(create("admin", provider("flat", "physnet1", "")).at("/network/mtu").asInt())
        .isEqualTo(1500);
    Answer made = create("admin", "'mtu': 1450").is(201);
    assertThat(create("admin", "'mtu': 1451").error())
        .isEqualTo(
            "400 InvalidInput: Invalid input for operation: Requested MTU is too big, maximum is"
                + " 1450.");
    // A network keeps what it has when the underlay gets narrower, and may be changed otherwise.
    api.cloud.report(HOST, "192.0.2.1", 1400, HostRole.COMPUTE);
    String path = "/v2.0/networks/" + made.text("/network/id");
    assertThat(
            api.put("admin", path, "{'network': {'name': 'n', 'mtu': 1450}}")
                .is(200)
                .at("/network/mtu")
                .asInt())
        .isEqualTo(1450);
    assertThat(api.put("admin", path, "{'network': {'mtu': 1449}}").error())
        .contains("maximum is 1350");
  }
}
