package haneul.services.network;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostQuestions;
import haneul.base.host.HostReport;
import haneul.base.host.HostRole;
import haneul.base.host.HostWanted;
import haneul.base.host.PhysicalNetwork;
import haneul.base.id.HostName;
import haneul.base.id.ProjectId;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import haneul.platform.link.AgentLink;
import haneul.platform.link.HostWantedSource;
import haneul.platform.link.Hosts;
import haneul.platform.store.Store;
import haneul.services.network.domain.Segment;
import haneul.services.network.domain.SegmentSettings;
import haneul.services.network.ops.Views;
import haneul.services.network.reconcile.NetworkWanted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The network service over a store, with hosts that report what the test says. */
final class Cloud {
  static final ProjectId DEMO = new ProjectId("0123456789abcdef0123456789abcdef");
  static final ProjectId ADMIN = new ProjectId("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  static final ProjectId OTHER = new ProjectId("fedcba9876543210fedcba9876543210");
  static final HostName HOST = new HostName("compute01");

  private static final SegmentSettings SEGMENTS =
      new SegmentSettings(Segment.Kind.VXLAN, 1, 1_000, List.of("physnet1", "physnet2"));
  private static final HostReport.HostFacts FACTS =
      new HostReport.HostFacts(4, 8192, 100, "127.0.0.1", "QEMU", "7.2.0", "x86_64");

  final Store store;
  final Hosts hosts = new Hosts();
  final NetworkService service;
  final AgentLink link;
  Instant now = Instant.parse("2026-11-22T08:00:00Z");

  Cloud(Store store) {
    this.store = store;
    InstantSource clock = () -> now;
    this.service =
        new NetworkService(
            store, clock, hosts, NetworkSettings.with(SEGMENTS, Duration.ofSeconds(75)), this::ask);
    this.link =
        new AgentLink(
            store,
            clock,
            hosts,
            List.of(service.wanted()),
            List.of(service.reports()),
            (image, target) -> {});
  }

  private HostQuestions ask(HostName host) {
    return link.ask(host);
  }

  static Caller caller(ProjectId project, String... roles) {
    return new Caller(
        new UserId("00000000000000000000000000000001"),
        "someone",
        new Caller.ProjectScope(project, "demo", "default"),
        Set.of(roles),
        Instant.parse("2030-01-01T00:00:00Z"));
  }

  /** A host that says it is there and ready for nothing yet. */
  void report(HostName host) {
    report(host, List.of(), List.of());
  }

  void report(HostName host, List<HostReport.Port> ports, List<HostReport.Network> networks) {
    report(host, FACTS, ports, networks);
  }

  /** A host that tunnels lead to. */
  void report(HostName host, String tunnelAddress, int mtu, HostRole... roles) {
    HostReport.HostFacts facts =
        FACTS.with(Optional.of(new HostReport.Underlay(tunnelAddress, mtu)), Set.of(roles));
    report(host, facts, List.of(), List.of());
  }

  /** A host that reaches physical networks. */
  void reaching(HostName host, List<PhysicalNetwork> physicalNetworks, HostRole... roles) {
    HostReport.HostFacts facts =
        FACTS.with(Optional.empty(), Set.of(roles)).reaching(physicalNetworks);
    report(host, facts, List.of(), List.of());
  }

  private void report(
      HostName host,
      HostReport.HostFacts facts,
      List<HostReport.Port> ports,
      List<HostReport.Network> networks) {
    now = now.plusSeconds(10);
    link.report(new HostReport(host, 0, now, facts, List.of(), ports, networks));
  }

  HostWanted wanted(HostName host) {
    // Whatever a test does: what is remembered is what the tables say.
    assertThat(store.<HostWantedSource.Part>read(tx -> service.wanted().read(tx, host, 0).get()))
        .isEqualTo(
            store.<HostWantedSource.Part>read(
                tx -> new NetworkWanted(new Views(hosts)).read(tx, host, 0).get()));
    try {
      return link.await(host, -1, Duration.ZERO);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  long revision(HostName host) {
    return store.read(tx -> hosts.find(tx, host).orElseThrow().revision());
  }
}
