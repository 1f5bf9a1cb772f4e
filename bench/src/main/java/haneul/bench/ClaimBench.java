package haneul.bench;

import haneul.base.host.HostReport;
import haneul.base.host.ImageRef;
import haneul.base.host.PowerWish;
import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.base.id.UserId;
import haneul.platform.link.AgentLink;
import haneul.platform.link.Hosts;
import haneul.platform.store.Store;
import haneul.services.compute.domain.ComputeSettings;
import haneul.services.compute.domain.Flavor;
import haneul.services.compute.domain.PlacementWish;
import haneul.services.compute.domain.PowerState;
import haneul.services.compute.domain.SchedulingSettings;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.domain.VmState;
import haneul.services.compute.ops.ComputeHosts;
import haneul.services.compute.ops.HostClaims;
import haneul.services.compute.store.ComputeStore;
import haneul.services.network.NetworkService;
import haneul.services.network.NetworkSettings;
import haneul.services.network.contract.ServerPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the claim of one boot costs in its transaction, on the embedded store: as it is made, and
 * beside it the same with all hosts looked at anew each time.
 */
final class ClaimBench {
  private static final List<Integer> HOSTS = List.of(10, 100, 1_000);
  private static final int GUESTS_A_HOST = 10;
  private static final int CLAIMS = 2_000;
  private static final int LOOKS = 200;
  private static final InstantSource CLOCK = InstantSource.system();

  private final ComputeStore tables = new ComputeStore();
  private final Hosts hosts = new Hosts();
  private final Store store;
  private final HostClaims claims;

  private ClaimBench(Store store) {
    this.store = store;
    // The hosts report once only.
    ComputeSettings settings =
        new ComputeSettings(
            SchedulingSettings.USUAL, Duration.ofDays(1), Duration.ofDays(1), "nova");
    ComputeHosts all = new ComputeHosts(tables, hosts, settings, CLOCK);
    ServerPorts ports =
        new NetworkService(
                store,
                CLOCK,
                hosts,
                NetworkSettings.standard(),
                _ -> {
                  throw new IllegalStateException("no host is there to be asked");
                })
            .serverPorts();
    claims = new HostClaims(tables, all, ports, settings.scheduling(), CLOCK);
  }

  static void run() throws IOException {
    for (int hosts : HOSTS) {
      Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "haneul-claim-bench");
      try (Store store = Store.sqlite(directory.resolve("haneul.db"))) {
        ClaimBench bench = new ClaimBench(store);
        bench.fill(hosts);
        bench.measure(hosts, CLAIMS, false); // warms up
        bench.measure(hosts, CLAIMS, false);
        bench.measure(hosts, LOOKS, true);
      } finally {
        try (var files = Files.list(directory)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(directory);
      }
    }
  }

  private void fill(int count) {
    AgentLink link =
        new AgentLink(store, CLOCK, hosts, List.of(), List.of(), (image, target) -> {});
    for (int host = 0; host < count; host++) {
      link.report(
          new HostReport(
              new HostName("host" + host),
              1,
              CLOCK.instant(),
              new HostReport.HostFacts(
                  1_024, 1 << 20, 100_000, "192.0.2.1", "QEMU", "7.2.22", "qemu64"),
              List.of(),
              List.of(),
              List.of()));
    }
    store.run(tx -> {
      for (int at = 0; at < count * GUESTS_A_HOST; at++) {
        Server server = server();
        tables.servers().insert(tx, server);
        tables
            .servers()
            .handOver(tx, server.id(), new HostName("host" + at % count), 1, CLOCK.instant());
      }
    });
  }

  private void measure(int count, int times, boolean anew) {
    Figures choosing =
        new Figures(count + " hosts, a claim" + (anew ? " that looks at all hosts" : ""), "ms");
    for (int at = 0; at < times; at++) {
      Server server = server();
      store.run(tx -> tables.servers().insert(tx, server));
      if (anew) {
        claims.lookAgain();
      }
      store.run(tx -> {
        long began = System.nanoTime();
        HostName host = claims.choose(tx, server);
        tables.servers().handOver(tx, server.id(), host, 1, CLOCK.instant());
        choosing.add((System.nanoTime() - began) / 1e6);
      });
    }
    choosing.print();
  }

  private static Server server() {
    Instant now = CLOCK.instant();
    return new Server(
        new ServerId(Id.newUuid()),
        new ProjectId("p"),
        new UserId("u"),
        "web",
        Optional.empty(),
        new Server.Boot(
            "web",
            new ImageRef(new ImageId("i"), "qcow2", 1, "00"),
            new Flavor("1", "m1.tiny", 128, 1, 1, true, Optional.empty(), Map.of()),
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
            VmState.BUILDING,
            Optional.of(TaskState.SCHEDULING),
            PowerState.NO_STATE,
            Optional.empty()),
        new Server.Placement(
            Optional.empty(), true, false, new PowerWish(0, PowerWish.Action.RUN), 0, false),
        Server.Lock.NONE,
        new Server.Address("", ""),
        new Server.Moments(now, now, Optional.empty(), Optional.empty()));
  }
}
