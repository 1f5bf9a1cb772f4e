package haneul.services.network;

import static haneul.base.host.HostRole.COMPUTE;
import static haneul.base.host.HostRole.NETWORK;
import static haneul.services.network.Cloud.DEMO;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostRole;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNetwork.Overlay;
import haneul.base.host.WantedNetwork.RemotePort;
import haneul.base.host.WantedNetwork.Tunnel;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.ServerId;
import haneul.platform.auth.Caller;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.network.contract.ServerPorts;
import haneul.services.network.contract.ServerPorts.NicRequest;
import haneul.services.network.reconcile.DhcpWatch;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which tunnels each host is to have, and which host serves DHCP. */
@OnEveryStore
final class MeshTest {
  private static final HostName NET = new HostName("network");
  private static final HostName ONE = new HostName("compute01");
  private static final HostName TWO = new HostName("compute02");
  private static final Caller MEMBER = Cloud.caller(DEMO, "member");

  private final Api api;
  private final ServerPorts ports;

  MeshTest(Store store) {
    this.api = new Api(store);
    this.ports = api.cloud.service.serverPorts();
  }

  @AfterEach
  void close() {
    api.close();
  }

  private void hosts() {
    api.cloud.report(ONE, "192.0.2.1", 1500, COMPUTE);
    api.cloud.report(TWO, "192.0.2.2", 1500, COMPUTE);
    api.cloud.report(NET, "192.0.2.9", 1500, NETWORK);
  }

  private ServerPorts.Port boot(String network, HostName host) {
    return api.cloud.store.write(tx -> {
      NicRequest nic =
          new NicRequest(Optional.of(new NetworkId(network)), Optional.empty(), Optional.empty());
      List<NicRequest> nics = ports.check(tx, MEMBER, List.of(nic));
      ServerId server = new ServerId(UUID.randomUUID().toString());
      ports.allocate(
          tx, server, DEMO, host, "vm", nics, ports.securityGroups(tx, MEMBER, List.of("default")));
      return ports.of(tx, List.of(server)).getOrDefault(server, List.of()).getFirst();
    });
  }

  private Optional<Overlay> overlay(HostName host, String network) {
    return api.cloud.wanted(host).networks().stream()
        .filter(it -> it.id().value().equals(network))
        .findFirst()
        .flatMap(WantedNetwork::overlay);
  }

  private List<String> peers(HostName host, String network) {
    return overlay(host, network).orElseThrow().ports().stream()
        .map(RemotePort::peer)
        .distinct()
        .sorted()
        .toList();
  }

  private String dhcpHost(String network) {
    return api.get("admin", "/v2.0/ports?device_owner=network:dhcp&network_id=" + network)
        .text("/ports/0/binding:host_id");
  }

  @Test
  void tunnelsGoWhereTheNetworkLives() {
    hosts();
    String network = api.network("member", "n1", "10.1.0.0/24");
    String other = api.network("member", "n2", "10.2.0.0/24");
    assertThat(api.cloud.wanted(ONE).networks()).isEmpty();

    ServerPorts.Port first = boot(network, ONE);
    assertThat(peers(ONE, network)).containsExactly("192.0.2.9");
    long before = api.cloud.revision(ONE);
    long net = api.cloud.revision(NET);
    boot(network, TWO);
    assertThat(api.cloud.revision(ONE)).isGreaterThan(before);
    assertThat(api.cloud.revision(NET)).isGreaterThan(net);
    assertThat(peers(ONE, network)).containsExactly("192.0.2.2", "192.0.2.9");
    assertThat(peers(NET, network)).containsExactly("192.0.2.1", "192.0.2.2");
    assertThat(overlay(NET, other).orElseThrow().ports()).isEmpty();

    Overlay seen = overlay(TWO, network).orElseThrow();
    assertThat(seen.tunnel()).isEqualTo(Tunnel.VXLAN);
    assertThat(seen.localAddress()).isEqualTo("192.0.2.2");
    assertThat(seen.segmentationId())
        .isEqualTo(
            api.get("admin", "/v2.0/networks/" + network)
                .at("/network/provider:segmentation_id")
                .asLong());
    assertThat(seen.ports())
        .contains(
            new RemotePort(
                "192.0.2.1",
                List.of(first.mac()),
                List.of(first.addresses().getFirst().address()),
                false));
  }

  private ServerId serverOf(ServerPorts.Port port) {
    return new ServerId(api.get("admin", "/v2.0/ports/" + port.id()).text("/port/device_id"));
  }

  @Test
  void peersComeAndGo() {
    hosts();
    String network = api.network("member", "n1", "10.1.0.0/24");
    boot(network, ONE);
    ServerPorts.Port second = boot(network, TWO);
    api.cloud.report(TWO, "192.0.2.22", 1500, COMPUTE);
    assertThat(peers(ONE, network)).containsExactly("192.0.2.22", "192.0.2.9");
    ServerId server = serverOf(second);
    long before = api.cloud.revision(ONE);
    api.cloud.store.run(tx -> ports.release(tx, server));
    assertThat(api.cloud.revision(ONE)).isGreaterThan(before);
    assertThat(peers(ONE, network)).containsExactly("192.0.2.9");
    assertThat(api.cloud.wanted(TWO).networks()).isEmpty();
  }

  @Test
  void aHostWithoutATunnelAddressIsAlone() {
    hosts();
    HostName alone = new HostName("alone");
    api.cloud.report(alone);
    String network = api.network("member", "n1", "10.1.0.0/24");
    boot(network, ONE);
    boot(network, alone);
    assertThat(overlay(alone, network)).isEmpty();
    assertThat(peers(ONE, network)).doesNotContain("");
  }

  @Test
  void anAddressThatWandersIsNotAnsweredFor() {
    hosts();
    String network = api.network("member", "n1", "10.1.0.0/24");
    ServerPorts.Port first = boot(network, ONE);
    ServerPorts.Port second = boot(network, TWO);
    String address = first.addresses().getFirst().address();
    api.put(
            "member",
            "/v2.0/ports/" + second.id(),
            "{'port': {'allowed_address_pairs': [{'ip_address': '" + address + "'}]}}")
        .is(200);
    assertThat(overlay(NET, network).orElseThrow().ports())
        .filteredOn(port -> port.macs().contains(first.mac()))
        .singleElement()
        .satisfies(port -> assertThat(port.addresses()).isEmpty());
  }

  @Test
  void dhcpIsOnHostsForIt() {
    api.cloud.report(ONE, "192.0.2.1", 1500, COMPUTE);
    String early = api.network("member", "n1", "10.1.0.0/24");
    assertThat(dhcpHost(early)).isEqualTo("compute01");
    api.cloud.report(NET, "192.0.2.9", 1500, NETWORK);
    assertThat(dhcpHost(early)).isEqualTo("network");
    assertThat(api.cloud.wanted(ONE).networks()).isEmpty();
    assertThat(dhcpHost(api.network("member", "n2", "10.2.0.0/24"))).isEqualTo("network");

    HostName second = new HostName("network02");
    api.cloud.report(second, "192.0.2.10", 1500, NETWORK, COMPUTE);
    assertThat(dhcpHost(api.network("member", "n3", "10.3.0.0/24"))).isEqualTo("network02");
    // One that is for it no longer gives its networks to the other.
    api.cloud.report(second, "192.0.2.10", 1500, HostRole.STORAGE);
    assertThat(api.cloud.wanted(second).networks()).isEmpty();
    assertThat(api.cloud.wanted(NET).networks()).hasSize(3);
  }

  private static final HostName SECOND = new HostName("network02");

  /** A host lives on, the others are silent. */
  private void onlySecondLives(DhcpWatch watch, int seconds) {
    for (int passed = 0; passed < seconds; passed += 20) {
      api.cloud.report(SECOND, "192.0.2.10", 1500, NETWORK); // takes 10 s
      api.cloud.now = api.cloud.now.plusSeconds(10);
      watch.look();
    }
  }

  @Test
  void aDeadHostsDhcpServersAreTakenOver() {
    hosts();
    api.cloud.report(SECOND, "192.0.2.10", 1500, NETWORK);
    String network = api.network("member", "n1", "10.1.0.0/24");
    assertThat(dhcpHost(network)).isEqualTo("network");
    Optional<WantedNetwork.DhcpServer> server = api.cloud.wanted(NET).networks().getFirst().dhcp();
    assertThat(server).isPresent();
    DhcpWatch watch = api.cloud.service.dhcpWatch();
    watch.look();

    // Who was away himself heard of nobody: he listens first.
    api.cloud.now = api.cloud.now.plusSeconds(3_600);
    onlySecondLives(watch, 80);
    assertThat(dhcpHost(network)).isEqualTo("network");
    long before = api.cloud.revision(NET);
    onlySecondLives(watch, 40);
    assertThat(dhcpHost(network)).isEqualTo("network02");
    // The same port, MAC and addresses, and the one that had it is told.
    assertThat(api.cloud.wanted(SECOND).networks().getFirst().dhcp()).isEqualTo(server);
    assertThat(api.cloud.revision(NET)).isGreaterThan(before);
    assertThat(api.cloud.wanted(NET).networks()).isEmpty();

    // It comes back, and has nothing; a server stays where it is while nobody else lives.
    api.cloud.report(NET, "192.0.2.9", 1500, NETWORK);
    api.cloud.report(SECOND, "192.0.2.10", 1500, NETWORK);
    watch.look();
    assertThat(dhcpHost(network)).isEqualTo("network02");
    for (int at = 0; at < 10; at++) {
      api.cloud.now = api.cloud.now.plusSeconds(20);
      watch.look();
    }
    assertThat(dhcpHost(network)).isEqualTo("network02");
  }

  private Api.Answer useAgent(String who, String kind, String host, boolean enabled) {
    String id =
        api.get("admin", "/v2.0/agents?host=" + host + "&agent_type=" + kind).text("/agents/0/id");
    return api.put(who, "/v2.0/agents/" + id, "{'agent': {'admin_state_up': " + enabled + "}}");
  }

  @Test
  void anAgentThatIsDisabledGivesItsNetworksAway() {
    hosts();
    api.cloud.report(SECOND, "192.0.2.10", 1500, NETWORK);
    String network = api.network("member", "n1", "10.1.0.0/24");
    assertThat(
            useAgent("admin", "DHCP%20agent", "network", false)
                .is(200)
                .at("/agent/admin_state_up")
                .asBoolean(true))
        .isFalse();
    assertThat(dhcpHost(network)).isEqualTo("network02");
    String other = api.network("member", "n2", "10.2.0.0/24");
    assertThat(dhcpHost(other)).isEqualTo("network02");
    // A disabled one is better than none that is meant for it, and does.
    useAgent("admin", "DHCP%20agent", "network02", false).is(200);
    assertThat(dhcpHost(network)).isEqualTo("network02");
    useAgent("admin", "DHCP%20agent", "network", true).is(200);
    assertThat(dhcpHost(network)).isEqualTo("network");
    assertThat(dhcpHost(other)).isEqualTo("network");
    assertThat(useAgent("admin", "Metadata%20agent", "network", false).error())
        .isEqualTo(
            "400 InvalidInput: Invalid input for operation: agents of the type 'Metadata agent'"
                + " cannot be disabled.");
    assertThat(useAgent("member", "DHCP%20agent", "network", false).error()).startsWith("403");
  }

  @Test
  void agentsAreWhatHostsDo() {
    hosts();
    api.cloud.report(new HostName("stack"), "192.0.2.30", 1500, HostRole.STORAGE);
    assertThat(
            api.get("admin", "/v2.0/agents")
                .at("/agents")
                .valueStream()
                .map(agent ->
                    agent.path("host").asString("") + " " + agent.path("agent_type").asString("")))
        .containsExactlyInAnyOrder(
            "compute01 Open vSwitch agent",
            "compute01 Metadata agent",
            "compute02 Open vSwitch agent",
            "compute02 Metadata agent",
            "network Open vSwitch agent",
            "network Metadata agent",
            "network DHCP agent");
    assertThat(
            api.get("admin", "/v2.0/agents?host=network&agent_type=Open%20vSwitch%20agent")
                .text("/agents/0/configurations/tunneling_ip"))
        .isEqualTo("192.0.2.9");
    api.cloud.now = api.cloud.now.plusSeconds(76);
    assertThat(api.get("admin", "/v2.0/agents?host=network").at("/agents/0/alive").asBoolean())
        .isFalse();
  }
}
