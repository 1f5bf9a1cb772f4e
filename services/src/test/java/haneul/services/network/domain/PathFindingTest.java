package haneul.services.network.domain;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.PathProbe.Card;
import haneul.base.host.PathProbe.Hop;
import haneul.base.host.PathProbe.Measured;
import haneul.base.host.PathProbe.Told;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.ProjectId;
import haneul.services.network.domain.PathPlan.End;
import haneul.services.network.domain.PathPlan.Pair;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of paths, and what to set where. */
final class PathFindingTest {
  private static final End A = end("compute01", "10.0.0.1");
  private static final End B = end("compute02", "10.0.0.2");
  private static final End C = end("network", "10.0.0.3");
  private static final String ROUTER = "10.0.0.254";
  private static final Network GRE = network("seed", Segment.Kind.GRE, 1482);

  private final Map<HostName, Card> cards = new HashMap<>();

  private static End end(String name, String address) {
    return new End(new HostName(name), address, 1500, Optional.empty());
  }

  private static Network network(String name, Segment.Kind kind, int mtu) {
    return new Network(
        new NetworkId("id-of-" + name),
        new ProjectId("p"),
        name,
        "",
        true,
        false,
        false,
        true,
        mtu,
        new Segment(kind, Optional.empty(), OptionalLong.of(1)),
        new Stamp(1, Instant.EPOCH, Instant.EPOCH));
  }

  private static CheckedPath path(End from, End to, int needed, Measured measured) {
    return CheckedPath.measured(new Pair(from, to), needed, measured);
  }

  private static Measured measured(int card, int largest, Hop... hops) {
    return new Measured(new Card("eth1", card), largest, List.of(hops), Optional.empty());
  }

  private List<PathFinding> judge(List<Network> networks, CheckedPath... paths) {
    return PathFinding.of(PathPlan.of(networks, List.of(A, B, C), Set.of()), List.of(paths), cards);
  }

  @Test
  void theWidestNetworkSaysWhatIsNeeded() {
    Network vxlan = network("v", Segment.Kind.VXLAN, 1475);
    Network flat = network("f", Segment.Kind.FLAT, 9000);
    PathPlan plan = PathPlan.of(List.of(GRE, flat, vxlan), List.of(A, B, C), Set.of());
    assertThat(plan.bytes()).isEqualTo(1525);
    assertThat(plan.networks()).containsExactly(vxlan, GRE);
    assertThat(plan.pairs()).hasSize(6).doesNotHaveDuplicates();
    assertThat(PathPlan.of(List.of(), List.of(A, B), Set.of()).bytes()).isEqualTo(1500);
  }

  @Test
  void hostsThatAreDownOrNotAskedForAreLeftOut() {
    End down = new End(B.host(), B.address(), 1500, Optional.of("it is down"));
    assertThat(PathPlan.of(List.of(), List.of(A, down, C), Set.of()).pairs())
        .containsExactly(new Pair(A, C), new Pair(C, A));
    assertThat(PathPlan.of(List.of(), List.of(A, B, C), Set.of(B.host())).pairs())
        .containsExactly(new Pair(A, B), new Pair(B, A), new Pair(B, C), new Pair(C, B));
  }

  /** The seed's trouble: GRE, and a card with Ethernet's MTU. */
  @Test
  void oneCardIsOneFindingForAllItsPaths() {
    cards.put(A.host(), new Card("eth1", 1524));
    cards.put(B.host(), new Card("eth1", 1500));
    List<PathFinding> findings =
        judge(
            List.of(GRE),
            path(A, B, 1524, measured(1524, 1500, new Hop(B.address(), false))),
            path(B, A, 1524, measured(1500, 1500)),
            path(A, C, 1524, measured(1524, 1524)));
    assertThat(findings)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.what())
              .isEqualTo("eth1 on compute02 carries packets of 1500 bytes; 1524 are needed.");
          assertThat(finding.mend())
              .startsWith("raise eth1 on compute02 to 1524: ip link set eth1 mtu 1524")
              .endsWith(
                  "or lower the network, and let guests renew their leases: openstack network set"
                      + " --mtu 1458 seed");
          assertThat(finding.paths()).containsExactly(new Pair(A, B), new Pair(B, A));
        });
  }

  @Test
  void aHopIsNamedByWhoHadTheLargePacket() {
    Measured measured =
        measured(1524, 1400, new Hop(ROUTER, true), new Hop("", false), new Hop("10.0.1.1", false));
    PathFinding finding = judge(List.of(GRE), path(A, B, 1524, measured)).getFirst();
    assertThat(finding.what())
        .isEqualTo(
            "Packets of more than 1400 bytes are lost after 10.0.0.254 and before 10.0.1.1, at or"
                + " beside a router that does not say who it is; 1524 are needed.");
    assertThat(finding.mend()).contains("between 10.0.0.254 and 10.0.1.1, to 1524", "--mtu 1358");
  }

  @Test
  void aRouterThatSaysSoIsBelievedWhenItIsRight() {
    Hop hidden = new Hop("", false);
    Hop last = new Hop(B.address(), false);
    Card card = new Card("eth1", 1524);
    Measured right =
        new Measured(card, 1400, List.of(hidden, last), Optional.of(new Told(ROUTER, 1400)));
    assertThat(judge(List.of(GRE), path(A, B, 1524, right)).getFirst().what())
        .contains("after 10.0.0.254 and before compute02 (10.0.0.2)", "says so itself");
    Measured wrong =
        new Measured(card, 1400, List.of(hidden, last), Optional.of(new Told(ROUTER, 1300)));
    assertThat(judge(List.of(GRE), path(A, B, 1524, wrong)).getFirst().what())
        .contains("after compute01 (10.0.0.1) and before compute02 (10.0.0.2)")
        .doesNotContain("says so itself");
  }

  @Test
  void betweenNeighboursItIsTheirSwitch() {
    Measured measured = measured(1524, 1500, new Hop(B.address(), false));
    PathFinding finding = judge(List.of(GRE), path(A, B, 1524, measured)).getFirst();
    assertThat(finding.mend())
        .startsWith("raise what connects compute01 (10.0.0.1) and compute02 (10.0.0.2), a switch");
  }

  /** Mending the hop alone would show the card next. */
  @Test
  void allThatLimitsAPathIsTold() {
    cards.put(B.host(), new Card("eth1", 1500));
    Measured measured = measured(1524, 1400, new Hop(ROUTER, true), new Hop(B.address(), false));
    assertThat(judge(List.of(GRE), path(A, B, 1524, measured)))
        .extracting(PathFinding::what)
        .satisfiesExactly(
            hop -> assertThat(hop).contains("after 10.0.0.254"),
            card -> assertThat(card).startsWith("eth1 on compute02 carries packets of 1500"));
  }

  @Test
  void whereNothingArrivesTheLastWhoHeardIsNamed() {
    Measured measured = measured(1524, 0, new Hop(ROUTER, true), new Hop("", false));
    PathFinding finding = judge(List.of(GRE), path(A, B, 1524, measured)).getFirst();
    assertThat(finding.what())
        .isEqualTo(
            "Nothing that compute01 sends to compute02 arrives, not even packets of 68 bytes; they"
                + " get as far as 10.0.0.254.");
    assertThat(finding.mend()).startsWith("let UDP port 5001 pass from compute01 to compute02");
  }

  @Test
  void whatIsNotKnownIsNoFinding() {
    assertThat(judge(List.of(GRE), CheckedPath.unknown(new Pair(A, B), 1524, "why"))).isEmpty();
  }

  @Test
  void manyNetworksAreNotAllNamed() {
    List<Network> many =
        List.of(
            GRE,
            network("b", Segment.Kind.VXLAN, 1474),
            network("c", Segment.Kind.VXLAN, 1474),
            network("d", Segment.Kind.VXLAN, 1474),
            network("small", Segment.Kind.VXLAN, 1300));
    Measured measured = measured(1524, 1400, new Hop(B.address(), false));
    assertThat(judge(many, path(A, B, 1524, measured)).getFirst().mend())
        .contains("--mtu 1358 seed; openstack network set --mtu 1350 b; ")
        .endsWith("; and so on for 1 more");
  }
}
