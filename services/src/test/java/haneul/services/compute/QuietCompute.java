package haneul.services.compute;

import haneul.base.host.HostReport;
import haneul.base.host.ImageRef;
import haneul.base.host.PowerWish;
import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import haneul.platform.link.AgentLink;
import haneul.platform.link.Hosts;
import haneul.platform.saga.Sagas;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.ComputeSettings;
import haneul.services.compute.domain.Flavor;
import haneul.services.compute.domain.PlacementWish;
import haneul.services.compute.domain.PowerState;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.domain.VmState;
import haneul.services.compute.ops.ComputeHosts;
import haneul.services.compute.ops.CreateServer;
import haneul.services.compute.ops.DeleteServer;
import haneul.services.compute.ops.HostClaims;
import haneul.services.compute.ops.NewServer;
import haneul.services.compute.ops.PlacementRules;
import haneul.services.compute.ops.ServerAdmission;
import haneul.services.compute.reconcile.ComputeReports;
import haneul.services.compute.store.ComputeStore;
import haneul.services.network.contract.ServerPorts.NicRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** What compute does without its API: one host, and requests as calls. */
final class QuietCompute {
  static final HostName HOST = new HostName("host1");
  private static final HostReport.HostFacts FACTS =
      new HostReport.HostFacts(8, 16_384, 100, "127.0.0.1", "QEMU", "7.2.22", "qemu64");

  final AtomicReference<Sagas> running = new AtomicReference<>();
  final FakePorts ports;
  final CreateServer create;
  final DeleteServer delete;
  final ComputeReports reports;
  private final Store store;
  private final ComputeStore tables = new ComputeStore();
  private final ServerAdmission admission;
  private final Caller caller =
      ComputeFixture.caller("demo", ComputeFixture.DEMO, Set.of("member", "reader"));

  QuietCompute(Store store) {
    this.store = store;
    this.ports = new FakePorts(store);
    InstantSource clock = InstantSource.system();
    ComputeSettings settings = ComputeSettings.USUAL;
    Hosts hosts = new Hosts();
    ComputeHosts computeHosts = new ComputeHosts(tables, hosts, settings, clock);
    HostClaims claims = new HostClaims(tables, computeHosts, ports, settings.scheduling(), clock);
    create = new CreateServer(tables, ports, hosts, claims, clock, running::get);
    delete = new DeleteServer(tables, ports, hosts, settings, clock, running::get);
    reports =
        new ComputeReports(
            tables.servers(), tables.actions(), computeHosts, claims, clock, running::get);
    admission =
        new ServerAdmission(
            tables,
            new FakeImages(),
            ports,
            new PlacementRules(tables, hosts, computeHosts),
            clock,
            running::get);
    AgentLink link =
        new AgentLink(store, clock, hosts, List.of(), List.of(reports), (image, target) -> {});
    link.report(report(List.of()));
    store.run(tx -> tables.flavors().insert(tx, flavor(), clock.instant()));
  }

  private static Flavor flavor() {
    return new Flavor("1", "m1.tiny", 128, 1, 1, true, Optional.empty(), Map.of());
  }

  /** What the host says, at a revision later than every wish. */
  HostReport report(List<HostReport.Guest> guests) {
    return new HostReport(HOST, Long.MAX_VALUE, Instant.now(), FACTS, guests, List.of(), List.of());
  }

  /** A server admitted, its create saga begun. */
  void admit() {
    NewServer wish =
        new NewServer(
            "web",
            Optional.empty(),
            Optional.empty(),
            FakeImages.TINY,
            "1",
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            List.of(),
            false,
            "MANUAL",
            false,
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            NewServer.Hints.NONE,
            new Server.Address("", ""),
            1,
            1);
    store.run(tx -> admission.admit(tx, caller, "req-1", wish));
  }

  /** A server being deleted: one that its host has, or one whose creation then fails. */
  void delete(boolean handedOver) {
    Server server = server("11111111-2222-4333-8444-555555555555", "web", handedOver);
    store.run(tx -> {
      tables.servers().insert(tx, server);
      if (handedOver) {
        allocate(tx, ports, server);
      }
      delete.begin(tx, server);
      if (!handedOver) {
        tables.servers().creationFailed(tx, server.id(), Optional.empty(), Instant.now());
      }
    });
  }

  private static void allocate(Tx tx, FakePorts ports, Server server) {
    ports.allocate(
        tx,
        server.id(),
        server.project(),
        HOST,
        "web",
        List.of(new NicRequest(Optional.of(FakePorts.NETWORK), Optional.empty(), Optional.empty())),
        List.of(FakePorts.DEFAULT));
  }

  private static Server server(String id, String name, boolean handedOver) {
    return new Server(
        new ServerId(id),
        new ProjectId(ComputeFixture.DEMO),
        new UserId("demo"),
        name,
        Optional.empty(),
        new Server.Boot(
            "web",
            new ImageRef(new ImageId(FakeImages.TINY), "qcow2", 1, "00"),
            flavor(),
            Optional.empty(),
            Optional.empty(),
            false,
            "MANUAL",
            "r-1",
            0,
            new Server.Nics(List.of(), List.of(), List.of()),
            PlacementWish.NONE),
        Map.of(),
        new Server.State(
            handedOver ? VmState.ACTIVE : VmState.ERROR,
            Optional.<TaskState>empty(),
            PowerState.NO_STATE,
            Optional.empty()),
        new Server.Placement(
            handedOver ? Optional.of(HOST) : Optional.empty(),
            !handedOver,
            handedOver,
            new PowerWish(handedOver ? 1 : 0, PowerWish.Action.RUN),
            1,
            false),
        Server.Lock.NONE,
        new Server.Address("", ""),
        new Server.Moments(Instant.now(), Instant.now(), Optional.empty(), Optional.empty()));
  }

  /** Many servers at once, straight into the tables. */
  record Crowd(Store store, FakePorts ports) {
    void insert(int count) {
      ComputeStore tables = new ComputeStore();
      store.run(tx -> {
        for (int i = 0; i < count; i++) {
          Server server = server(Id.newUuid(), "web-" + i, true);
          tables.servers().insert(tx, server);
          allocate(tx, ports, server);
        }
      });
    }
  }
}
