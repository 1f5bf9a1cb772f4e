package haneul.services.network;

import static haneul.services.network.Cloud.DEMO;
import static haneul.services.network.Cloud.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.error.CloudException;
import haneul.base.host.HostReport;
import haneul.base.host.WantedPort;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.platform.auth.Caller;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.platform.store.TestDatabase;
import haneul.platform.store.Tx;
import haneul.services.network.contract.ServerPorts;
import haneul.services.network.contract.ServerPorts.NicRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users do through the API and compute through its ports, as hosts get to see it. */
@OnEveryStore
final class WantedTest {
  private static final HostName SECOND = new HostName("compute02");
  private static final ServerId WEB = new ServerId("11111111-1111-1111-1111-111111111111");
  private static final ServerId DATABASE = new ServerId("22222222-2222-2222-2222-222222222222");
  private static final Caller MEMBER = Cloud.caller(DEMO, "member");

  private final Api api;
  private final ServerPorts ports;
  private final String network;

  WantedTest(Store store) {
    this.api = new Api(store);
    this.ports = api.cloud.service.serverPorts();
    api.cloud.report(HOST);
    api.cloud.report(SECOND);
    this.network = api.network("member", "n1", "10.1.0.0/24");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private String group(String name) {
    return api.post(
            "member", "/v2.0/security-groups", "{'security_group': {'name': '" + name + "'}}")
        .is(201)
        .text("/security_group/id");
  }

  private ServerPorts.Port boot(ServerId server, HostName host, NicRequest nic, String group) {
    return api.cloud.store.write(tx -> boot(tx, server, host, nic, group));
  }

  private ServerPorts.Port boot(
      Tx tx, ServerId server, HostName host, NicRequest nic, String group) {
    List<NicRequest> nics = ports.check(tx, MEMBER, List.of(nic));
    List<SecurityGroupId> groups = ports.securityGroups(tx, MEMBER, List.of(group));
    ports.allocate(tx, server, DEMO, host, "vm", nics, groups);
    return ports.of(tx, List.of(server)).getOrDefault(server, List.of()).getFirst();
  }

  private NicRequest onNetwork() {
    return new NicRequest(Optional.of(new NetworkId(network)), Optional.empty(), Optional.empty());
  }

  @Test
  void resolvesRemoteGroupsAcrossHosts() {
    String web = group("web");
    String database = group("database");
    ServerPorts.Port client = boot(WEB, HOST, onNetwork(), web);
    boot(DATABASE, SECOND, onNetwork(), "database");
    long first = api.cloud.revision(HOST);
    long second = api.cloud.revision(SECOND);

    api.post(
            "member",
            "/v2.0/security-group-rules",
            "{'security_group_rule': {'direction': 'ingress', 'security_group_id': '"
                + database
                + "', 'protocol': 'tcp', 'port_range_min': 5432, 'port_range_max': 5432,"
                + " 'remote_group_id': '"
                + web
                + "'}}")
        .is(201);
    assertThat(api.cloud.revision(SECOND)).isGreaterThan(second);
    assertThat(api.cloud.revision(HOST)).isEqualTo(first);
    assertThat(ingress(SECOND))
        .containsExactly(
            new WantedPort.Rule(
                WantedPort.Direction.INGRESS,
                WantedPort.EtherType.IPV4,
                OptionalInt.of(6),
                OptionalInt.of(5432),
                OptionalInt.of(5432),
                Optional.of(List.of(client.addresses().getFirst().address() + "/32"))));

    long before = api.cloud.revision(SECOND);
    api.cloud.store.run(tx -> ports.release(tx, WEB));
    assertThat(api.cloud.revision(SECOND)).isGreaterThan(before);
    assertThat(ingress(SECOND)).isEmpty();
  }

  /** The next change has the same version, as this one came to nothing. */
  @Test
  void keepsNothingThatAFailedTransactionSaw() {
    boot(WEB, HOST, onNetwork(), "default");
    assertThat(api.cloud.wanted(HOST).ports()).hasSize(1);
    assertThatThrownBy(() ->
            api.cloud.store.run(tx -> {
              boot(tx, DATABASE, HOST, onNetwork(), "default");
              assertThat(api.cloud.link.wanted(tx, HOST).ports()).hasSize(2);
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    ServerPorts.Port real = boot(DATABASE, HOST, onNetwork(), "default");
    assertThat(api.cloud.wanted(HOST).ports()).extracting(WantedPort::id).contains(real.id());
  }

  @Test
  void anotherControllerTellsOfWhatThisOneChanged(TestDatabase database) {
    Cloud other = new Cloud(database.open());
    boot(WEB, HOST, onNetwork(), "default");
    assertThat(other.wanted(HOST).ports()).hasSize(1);
    boot(DATABASE, SECOND, onNetwork(), "default");
    assertThat(other.wanted(HOST)).isEqualTo(api.cloud.wanted(HOST));
    api.put("member", "/v2.0/networks/" + network, "{'network': {'mtu': 1300}}").is(200);
    assertThat(other.wanted(HOST).networks().getFirst().mtu()).isEqualTo(1300);
    api.cloud.store.run(tx -> ports.release(tx, WEB));
    assertThat(other.wanted(HOST).ports()).isEmpty();
  }

  private List<WantedPort.Rule> ingress(HostName host) {
    return api.cloud.wanted(host).ports().getFirst().rules().stream()
        .filter(rule -> rule.direction() == WantedPort.Direction.INGRESS)
        .toList();
  }

  @Test
  void givesAServerItsOwnersPortAndGivesItBack() {
    String id = api.port("member", network, ", 'dns_name': 'mine'").is(201).text("/port/id");
    NicRequest nic =
        new NicRequest(Optional.empty(), Optional.of(new PortId(id)), Optional.empty());
    boot(WEB, HOST, nic, "default");
    assertThat(api.get("member", "/v2.0/ports?device_id=" + WEB).text("/ports/0/status"))
        .isEqualTo("BUILD");
    assertThatExceptionOfType(CloudException.class)
        .isThrownBy(() -> boot(DATABASE, HOST, nic, "default"))
        .satisfies(e -> assertThat(e.code()).isEqualTo("PortInUse"));
    assertThat(api.put("member", "/v2.0/ports/" + id, "{'port': {'device_id': ''}}").error())
        .startsWith("409 PortInUse");
    assertThat(api.cloud.wanted(HOST).networks().getFirst().dhcp().orElseThrow().leases())
        .singleElement()
        .satisfies(lease -> assertThat(lease.hostname()).isEqualTo("mine"));

    api.cloud.report(
        HOST, List.of(new HostReport.Port(new PortId(id), true, Optional.empty())), List.of());
    assertThat(api.get("member", "/v2.0/ports/" + id).text("/port/status")).isEqualTo("ACTIVE");
    api.cloud.store.run(tx -> ports.release(tx, WEB));
    Api.Answer free = api.get("member", "/v2.0/ports/" + id).is(200);
    assertThat(free.text("/port/status")).isEqualTo("DOWN");
    assertThat(free.text("/port/device_id")).isEmpty();
    assertThat(api.cloud.wanted(HOST).ports()).isEmpty();
  }

  @Test
  void keepsToTheAddressAskedFor() {
    NicRequest nic =
        new NicRequest(
            Optional.of(new NetworkId(network)), Optional.empty(), Optional.of("10.1.0.42"));
    ServerPorts.Port port = boot(WEB, HOST, nic, "default");
    assertThat(port.addresses().getFirst().address()).isEqualTo("10.1.0.42");
    assertThatExceptionOfType(CloudException.class)
        .isThrownBy(() -> boot(DATABASE, HOST, nic, "default"))
        .satisfies(e -> assertThat(e.code()).isEqualTo("IpAddressAlreadyAllocated"));
  }

  @Test
  void aGroupIsAddedToThoseThatEachPortHas() {
    SecurityGroupId first = new SecurityGroupId(group("first"));
    SecurityGroupId second = new SecurityGroupId(group("second"));
    SecurityGroupId added = new SecurityGroupId(group("added"));
    String port =
        api.post(
                "member",
                "/v2.0/ports",
                "{'port': {'network_id': '%s', 'security_groups': ['%s']}}"
                    .formatted(network, second))
            .is(201)
            .text("/port/id");
    NicRequest existing =
        new NicRequest(Optional.empty(), Optional.of(new PortId(port)), Optional.empty());
    api.cloud.store.run(tx -> {
      ports.allocate(tx, WEB, DEMO, HOST, "vm", List.of(onNetwork(), existing), List.of(first));
      assertThat(ports.addSecurityGroup(tx, WEB, added)).isTrue();
      assertThat(ports.addSecurityGroup(tx, WEB, added)).isTrue();
    });
    assertThat(groups(0)).containsExactlyInAnyOrder(first, added);
    assertThat(groups(1)).containsExactlyInAnyOrder(second, added);
    api.cloud.store.run(tx -> ports.removeSecurityGroup(tx, WEB, first));
    assertThat(groups(0)).containsExactly(added);
    assertThat(groups(1)).containsExactlyInAnyOrder(second, added);
  }

  private List<SecurityGroupId> groups(int nic) {
    return api.cloud.store.read(tx ->
        ports.of(tx, List.of(WEB)).getOrDefault(WEB, List.of()).get(nic).groups().stream()
            .map(ServerPorts.Group::id)
            .toList());
  }

  @Test
  void showsChangesOfPortsGroupsAndNetworks() {
    ServerPorts.Port port = boot(WEB, HOST, onNetwork(), "default");
    String open = group("open");
    SecurityGroupId other = port.groups().getFirst().id();
    api.cloud.store.run(tx -> {
      assertThat(ports.addSecurityGroup(tx, WEB, new SecurityGroupId(open))).isTrue();
      assertThat(ports.removeSecurityGroup(tx, WEB, other)).isTrue();
      assertThat(ports.removeSecurityGroup(tx, WEB, other)).isFalse();
    });
    assertThat(ingress(HOST)).isEmpty();

    long before = api.cloud.revision(HOST);
    api.put(
            "member",
            "/v2.0/ports/" + port.id(),
            "{'port': {'port_security_enabled': false, 'security_groups': [],"
                + " 'admin_state_up': false}}")
        .is(200);
    WantedPort wanted = api.cloud.wanted(HOST).ports().getFirst();
    assertThat(api.cloud.revision(HOST)).isGreaterThan(before);
    assertThat(wanted.portSecurity()).isFalse();
    assertThat(wanted.rules()).isEmpty();
    assertThat(wanted.adminStateUp()).isFalse();

    api.put("member", "/v2.0/networks/" + network, "{'network': {'mtu': 1300}}").is(200);
    assertThat(api.cloud.wanted(HOST).networks().getFirst().mtu()).isEqualTo(1300);
    api.put("member", "/v2.0/networks/" + network, "{'network': {'admin_state_up': false}}")
        .is(200);
    assertThat(api.cloud.wanted(HOST).networks().getFirst().dhcp()).isEmpty();
  }

  @Test
  void saysWhenDhcpAnswers() {
    String id = api.get("admin", "/v2.0/ports?network_id=" + network).text("/ports/0/id");
    api.cloud.report(
        HOST,
        List.of(),
        List.of(new HostReport.Network(new NetworkId(network), true, Optional.empty())));
    assertThat(api.get("admin", "/v2.0/ports/" + id).text("/port/status")).isEqualTo("ACTIVE");
    assertThat(
            api.get("admin", "/v2.0/network-ip-availabilities?ip_version=4")
                .at("/network_ip_availabilities/0/used_ips")
                .asInt())
        .isEqualTo(1);
  }
}
