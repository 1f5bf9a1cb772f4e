package haneul.drivers.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.host.WantedPort;
import haneul.base.host.WantedPort.Direction;
import haneul.base.host.WantedPort.EtherType;
import haneul.base.host.WantedPort.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FlowPlanTest {
  private static final WantedPort A = Plans.port("n", "a", 11, Plans.ALL_OUT);

  private static List<String> flows(SwitchPort... ports) {
    return FlowPlan.of(List.of(ports)).stream().map(Flow::text).toList();
  }

  private static List<String> ofTable(int table, List<String> flows) {
    return flows.stream().filter(flow -> flow.startsWith("table=" + table + ",")).toList();
  }

  @Test
  void aGuestSendsFromItsOwnAddressOnly() {
    List<String> guard = ofTable(10, flows(new SwitchPort.Guest(20001, A)));
    String from = "in_port=20001,dl_src=" + A.mac();
    assertThat(guard)
        .contains(
            "table=10,priority=90,ip,%s,nw_src=10.9.0.11 actions=ct(table=30,zone=NXM_NX_REG6[0..15])"
                .formatted(from),
            "table=10,priority=100,arp,%s,arp_sha=%s,arp_spa=10.9.0.11 actions=goto_table:40"
                .formatted(from, A.mac()),
            "table=10,priority=110,udp,tp_src=67,tp_dst=68 actions=drop");
    assertThat(guard).noneMatch(flow -> flow.contains("ipv6,in_port"));
  }

  @Test
  void forwardingStaysWithinTheNetwork() {
    WantedPort other = Plans.port("m", "b", 11);
    List<String> forward =
        ofTable(40, flows(new SwitchPort.Guest(20001, A), new SwitchPort.Guest(20002, other)));
    assertThat(forward).hasSize(4).allMatch(flow -> flow.contains("metadata=0x"));
    assertThat(forward)
        .filteredOn(flow -> flow.contains(FlowPlan.tag(A.network())))
        .allMatch(flow -> flow.contains("0x4e21") && !flow.contains("0x4e22"));
  }

  @Test
  void aPortThatIsDownHasNoFlows() {
    assertThat(flows(new SwitchPort.Guest(20001, Plans.with(A, false, true)))).isEqualTo(flows());
  }

  @Test
  void withoutPortSecurityNothingIsFiltered() {
    List<String> flows = flows(new SwitchPort.Guest(20001, Plans.with(A, true, false)));
    assertThat(flows)
        .contains("table=50,priority=100,reg7=0x4e21 actions=output:20001")
        .anyMatch(flow -> flow.startsWith("table=0,") && flow.endsWith("goto_table:40"));
  }

  @Test
  void rangesBecomeMasksAndIcmpTypeAndCode() {
    WantedPort port =
        Plans.withRules(
            A,
            Plans.tcpIn(80, 88, "10.0.0.0/8"),
            Plans.rule(
                Direction.INGRESS, OptionalInt.of(1), OptionalInt.of(8), OptionalInt.of(0), null),
            Plans.rule(
                Direction.EGRESS,
                OptionalInt.of(47),
                OptionalInt.empty(),
                OptionalInt.empty(),
                null));
    List<String> flows = flows(new SwitchPort.Guest(20001, port));
    assertThat(flows)
        .contains(
            "table=60,priority=100,tcp,tp_dst=0x0050/0xfff8,reg7=0x4e21,nw_src=10.0.0.0/8 actions=goto_table:70",
            "table=60,priority=100,tcp,tp_dst=0x0058/0xffff,reg7=0x4e21,nw_src=10.0.0.0/8 actions=goto_table:70",
            "table=60,priority=100,icmp,icmp_type=8,icmp_code=0,reg7=0x4e21 actions=goto_table:70",
            "table=30,priority=100,ip,nw_proto=47,reg6=0x4e21 actions=goto_table:35");
  }

  @Test
  void aGroupOfManyCostsItsMembersOnce() {
    List<String> members = new ArrayList<>();
    List<SwitchPort> ports = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      members.add("10.9.1." + i);
    }
    for (int i = 0; i < 100; i++) {
      ports.add(
          new SwitchPort.Guest(20000 + i, Plans.port("n", "p" + i, i + 1, Plans.allIn(members))));
    }
    List<String> rules = ofTable(60, flows(ports.toArray(SwitchPort[]::new)));
    assertThat(rules).filteredOn(flow -> flow.contains("conjunction(")).hasSize(200);
    assertThat(rules).filteredOn(flow -> flow.contains("conj_id=")).hasSize(1);
  }

  @Test
  void anEmptyGroupAllowsNothing() {
    WantedPort port = Plans.withRules(A, Plans.allIn(List.of()));
    assertThat(flows(new SwitchPort.Guest(20001, port)))
        .isEqualTo(flows(new SwitchPort.Guest(20001, Plans.withRules(A))));
  }

  @Test
  void portsOfAProtocolWithoutThemAllowNothing() {
    Rule rule =
        new Rule(
            Direction.INGRESS,
            EtherType.IPV4,
            OptionalInt.of(136),
            OptionalInt.of(5),
            OptionalInt.of(6),
            Optional.empty());
    assertThat(RuleMatch.of(rule)).isEmpty();
  }

  @Test
  void whatIsNoAddressNeverBecomesAFlow() {
    WantedPort port = Plans.withPair(A, A.mac(), "10.0.0.1,actions=normal");
    assertThatThrownBy(() -> flows(new SwitchPort.Guest(20001, port)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theDifferenceIsWhatChanged() {
    List<Flow> before = FlowPlan.of(List.of(new SwitchPort.Guest(20001, A)));
    List<Flow> after =
        FlowPlan.of(List.of(new SwitchPort.Guest(20001, Plans.withRules(A, Plans.PING_IN))));
    assertThat(FlowPlan.difference(before, before)).isEmpty();
    assertThat(FlowPlan.difference(before, after))
        .containsExactly(
            "delete_strict table=30,priority=100,ip,reg6=0x4e21",
            "add table=60,priority=100,icmp,reg7=0x4e21 actions=goto_table:70");
  }

  @Test
  void linkLocalAddressOfAMac() {
    assertThat(Addresses.linkLocal("fa:16:3e:01:02:03")).isEqualTo("fe80::f816:3eff:fe01:203");
  }
}
