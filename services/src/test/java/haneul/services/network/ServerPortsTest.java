package haneul.services.network;

import static haneul.services.network.Cloud.DEMO;
import static haneul.services.network.Cloud.HOST;
import static haneul.services.network.Cloud.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import haneul.base.error.CloudException;
import haneul.base.host.HostReport;
import haneul.base.host.HostWanted;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.platform.auth.Caller;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.network.contract.ServerPorts;
import haneul.services.network.contract.ServerPorts.NicRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@OnEveryStore
final class ServerPortsTest {
  private static final ServerId SERVER = new ServerId("5bc25047-78d6-4a7b-b0b6-56912b3d4886");
  private static final Caller MEMBER = Cloud.caller(DEMO, "member", "reader");

  private final Cloud cloud;
  private final ServerPorts ports;

  ServerPortsTest(Store store) {
    this.cloud = new Cloud(store);
    this.ports = cloud.service.serverPorts();
    cloud.service.bootstrap(DEMO);
    cloud.report(HOST);
  }

  private List<ServerPorts.Port> allocate(ServerId server) {
    return cloud.store.write(tx -> {
      List<NicRequest> nics = ports.check(tx, MEMBER, List.of());
      List<SecurityGroupId> groups = ports.securityGroups(tx, MEMBER, List.of());
      ports.allocate(tx, server, DEMO, HOST, "web", nics, groups);
      return ports.of(tx, List.of(server)).getOrDefault(server, List.of());
    });
  }

  @Test
  void givesAServerThePortOfItsProjectsOnlyNetwork() {
    List<ServerPorts.Port> made = allocate(SERVER);

    assertThat(made).hasSize(1);
    ServerPorts.Port port = made.getFirst();
    assertThat(port.networkName()).isEqualTo("private");
    assertThat(port.mac()).startsWith("fa:16:3e:");
    assertThat(port.mtu()).isEqualTo(1450);
    assertThat(port.addresses())
        .singleElement()
        .satisfies(address -> {
          assertThat(address.address()).startsWith("10.250.0.");
          assertThat(address.version()).isEqualTo(4);
        });
    assertThat(port.groups()).extracting(ServerPorts.Group::name).containsExactly("default");
    assertThat(port.up()).isFalse();
  }

  @Test
  void allocatesTheSameWhenRepeatedAndFreesOnRelease() {
    List<ServerPorts.Port> once = allocate(SERVER);
    List<ServerPorts.Port> again = allocate(SERVER);
    assertThat(again).isEqualTo(once);

    cloud.store.run(tx -> ports.release(tx, SERVER));
    cloud.store.run(tx -> ports.release(tx, SERVER));
    cloud.store.run(tx -> assertThat(ports.of(tx, List.of(SERVER))).isEmpty());
    assertThat(cloud.wanted(HOST).ports()).isEmpty();
  }

  @Test
  void tellsTheHostWhatItsPortsAre() {
    long before = cloud.revision(HOST);
    ServerPorts.Port port = allocate(SERVER).getFirst();
    assertThat(cloud.revision(HOST)).isGreaterThan(before);

    HostWanted wanted = cloud.wanted(HOST);
    WantedPort wantedPort = wanted.ports().getFirst();
    String address = port.addresses().getFirst().address();
    assertThat(wantedPort.id()).isEqualTo(port.id());
    assertThat(wantedPort.server()).isEqualTo(SERVER);
    assertThat(wantedPort.addresses()).containsExactly(address);
    assertThat(wantedPort.portSecurity()).isTrue();
    assertThat(wantedPort.rules())
        .filteredOn(rule -> rule.direction() == WantedPort.Direction.INGRESS)
        .singleElement()
        .extracting(WantedPort.Rule::remoteCidrs)
        .isEqualTo(Optional.of(List.of(address + "/32")));
    WantedNetwork network = wanted.networks().getFirst();
    WantedNetwork.DhcpServer dhcp = network.dhcp().orElseThrow();
    assertThat(dhcp.addresses()).containsExactly("10.250.0.2/24");
    assertThat(dhcp.leases())
        .singleElement()
        .satisfies(lease -> {
          assertThat(lease.mac()).isEqualTo(port.mac());
          assertThat(lease.address()).isEqualTo(address);
          assertThat(lease.hostname()).isEqualTo("web");
        });
  }

  @Test
  void isUpWhenItsHostSaysSo() {
    PortId id = allocate(SERVER).getFirst().id();
    cloud.report(HOST, List.of(new HostReport.Port(id, true, Optional.empty())), List.of());
    assertThat(up()).isTrue();
    cloud.report(HOST, List.of(), List.of());
    assertThat(up()).isFalse();
  }

  private boolean up() {
    return cloud.store.read(
        tx -> ports.of(tx, List.of(SERVER)).getOrDefault(SERVER, List.of()).getFirst().up());
  }

  @Test
  void refusesNetworksNobodyCanSee() {
    NetworkId id = allocate(SERVER).getFirst().network();
    Caller stranger = Cloud.caller(OTHER, "member");
    NicRequest nic = new NicRequest(Optional.of(id), Optional.empty(), Optional.empty());
    assertThatExceptionOfType(CloudException.class)
        .isThrownBy(() -> cloud.store.read(tx -> ports.check(tx, stranger, List.of(nic))))
        .satisfies(e -> assertThat(e.code()).isEqualTo("NetworkNotFound"));
  }

  /** As the port API has it: an owner's addresses are not for those with whom he shares. */
  @Test
  void onlyTheOwnerOfANetworkChoosesAddressesInIt() {
    NetworkId id = allocate(SERVER).getFirst().network();
    cloud.store.run(tx -> tx.sql().execute("UPDATE network_network SET shared = (1 = 1)"));
    Caller stranger = Cloud.caller(OTHER, "member");
    for (String address : List.of("10.250.0.1", "10.250.0.77")) {
      NicRequest nic = new NicRequest(Optional.of(id), Optional.empty(), Optional.of(address));
      assertThatExceptionOfType(CloudException.class)
          .isThrownBy(() -> cloud.store.read(tx -> ports.check(tx, stranger, List.of(nic))))
          .satisfies(e -> assertThat(e.code()).isEqualTo("PolicyNotAuthorized"));
    }
    NicRequest any = new NicRequest(Optional.of(id), Optional.empty(), Optional.empty());
    NicRequest own = new NicRequest(Optional.of(id), Optional.empty(), Optional.of("10.250.0.77"));
    cloud.store.run(tx -> ports.check(tx, stranger, List.of(any)));
    cloud.store.run(tx -> ports.check(tx, MEMBER, List.of(own)));
  }
}
