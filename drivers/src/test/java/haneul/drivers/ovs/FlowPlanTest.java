package haneul.drivers.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.host.WantedNetwork.Overlay;
import haneul.base.host.WantedNetwork.RemotePort;
import haneul.base.host.WantedNetwork.Tunnel;
import haneul.base.host.WantedPort;
import haneul.base.host.WantedPort.Direction;
import haneul.base.host.WantedPort.EtherType;
import haneul.base.host.WantedPort.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final RemotePort REMOTE =
      new RemotePort("192.0.2.2", List.of("fa:16:3e:00:00:02"), List.of("10.9.0.12"), false);

  private static List<String> spanning(List<RemotePort> remotes, SwitchPort... ports) {
    Overlay overlay = new Overlay(Tunnel.VXLAN, 7, "192.0.2.1", remotes);
    Map<String, Integer> tunnels = Map.of("192.0.2.2", 20_100, "192.0.2.3", 20_101);
    return FlowPlan.of(List.of(ports), List.of(new Span(A.network(), overlay, tunnels))).stream()
        .map(Flow::text)
        .toList();
  }

  @Test
  void whatComesByATunnelStays() {
    List<String> flows = spanning(List.of(REMOTE), new SwitchPort.Guest(20001, A));
    String network = "metadata=" + FlowPlan.tag(A.network());
    assertThat(flows)
        .contains(
            "table=0,priority=100,in_port=20100,tun_id=0x7 actions=set_field:%s->metadata,set_field:0x1->reg5,goto_table:40"
                .formatted(FlowPlan.tag(A.network())));
    assertThat(flows)
        .filteredOn(flow -> flow.contains("output:20100"))
        .hasSize(2)
        .allMatch(flow -> flow.startsWith("table=40,") && flow.contains(network + ",reg5=0"));
  }

  @Test
  void packetsGoWhereTheirMacIsAndBroadcastsWhereTheNetworkIs() {
    RemotePort third = new RemotePort("192.0.2.3", List.of("fa:16:3e:00:00:03"), List.of(), false);
    List<String> forward =
        ofTable(40, spanning(List.of(REMOTE, third), new SwitchPort.Guest(20001, A)));
    assertThat(forward)
        .anyMatch(flow ->
            flow.contains("dl_dst=fa:16:3e:00:00:03")
                && flow.endsWith("set_field:0x7->tun_id,output:20101"))
        .anyMatch(flow ->
            flow.contains("reg5=0,dl_dst=01:00:00:00:00:00/")
                && flow.endsWith("set_field:0x7->tun_id,output:20100,output:20101"));
    // Every MAC is known: what is for another goes nowhere.
    assertThat(forward).noneMatch(flow -> flow.contains("priority=12,"));
  }

  @Test
  void anUnknownMacIsSoughtBehindUnfilteredPortsOnly() {
    RemotePort open = new RemotePort("192.0.2.3", List.of("fa:16:3e:00:00:03"), List.of(), true);
    assertThat(spanning(List.of(REMOTE, open), new SwitchPort.Guest(20001, A)))
        .filteredOn(flow -> flow.startsWith("table=40,priority=12,"))
        .singleElement()
        .asString()
        .endsWith("actions=set_field:0x7->tun_id,output:20101");
  }

  @Test
  void arpOfOtherHostsPortsIsAnsweredHere() {
    assertThat(spanning(List.of(REMOTE), new SwitchPort.Guest(20001, A)))
        .filteredOn(flow -> flow.contains("arp_tpa=10.9.0.12"))
        .singleElement()
        .asString()
        .startsWith("table=40,priority=120,arp,metadata=")
        .contains("reg5=0,arp_op=1", "set_field:fa:16:3e:00:00:02->arp_sha")
        .endsWith("in_port");
  }

  private static final WantedPort A6 = Plans.withIpv6(A);

  @Test
  void aGuestOfIpv6IsItselfToItsNeighboursAndNoRouter() {
    List<String> guard = ofTable(10, flows(new SwitchPort.Guest(20001, A6)));
    String from = "in_port=20001,dl_src=" + A.mac();
    String linkLocal = Addresses.linkLocal(A.mac());
    String automatic = Plans.automatic(A.mac());
    for (String own : List.of(linkLocal, automatic, "fd00:a::11")) {
      assertThat(guard)
          .contains(
              "table=10,priority=90,ipv6,%s,ipv6_src=%s actions=ct(table=30,zone=NXM_NX_REG6[0..15])"
                  .formatted(from, own),
              "table=10,priority=100,icmp6,%s,icmp_type=136,nd_target=%s actions=goto_table:40"
                  .formatted(from, own),
              "table=10,priority=94,icmp6,%s,icmp_type=135,ipv6_src=::,nd_target=%s actions=goto_table:40"
                  .formatted(from, own));
    }
    assertThat(guard)
        .contains(
            "table=10,priority=110,icmp6,icmp_type=134 actions=drop",
            "table=10,priority=110,icmp6,icmp_type=137 actions=drop",
            "table=10,priority=110,udp6,tp_src=547,tp_dst=546 actions=drop",
            "table=10,priority=95,icmp6,icmp_type=136 actions=drop",
            "table=10,priority=100,udp6,%s,ipv6_src=%s,tp_src=546,tp_dst=547 actions=goto_table:40"
                .formatted(from, linkLocal))
        .noneMatch(flow -> flow.contains("icmp_type=135,ipv6_src=:: "));
  }

  @Test
  void whoSeeksAnIpv6AddressOfAnotherHostAsksItsPortAlone() {
    RemotePort remote =
        new RemotePort(
            "192.0.2.2", List.of("fa:16:3e:00:00:02"), List.of("10.9.0.12", "fd00:a::12"), false);
    RemotePort third = new RemotePort("192.0.2.3", List.of("fa:16:3e:00:00:03"), List.of(), false);
    List<String> seeking =
        spanning(List.of(remote, third), new SwitchPort.Guest(20001, A6)).stream()
            .filter(flow -> flow.startsWith("table=40,priority=120,icmp6,"))
            .toList();
    assertThat(seeking)
        .hasSize(2)
        .allMatch(flow -> flow.contains("reg5=0,icmp_type=135,icmp_code=0,nd_target=f"))
        .allMatch(flow -> flow.endsWith(" actions=set_field:0x7->tun_id,output:20100"))
        .anyMatch(flow -> flow.contains("nd_target=fd00:a::12 "))
        .anyMatch(flow -> flow.contains("nd_target=fe80::f816:3eff:fe00:2 "));
  }

  @Test
  void metadataIsAskedOnTheGuestsOwnHost() {
    List<String> flows =
        spanning(
            List.of(REMOTE),
            new SwitchPort.Guest(20001, A),
            new SwitchPort.Metadata(20002, A.network(), "02:00:00:00:00:01"));
    assertThat(flows)
        .filteredOn(flow -> flow.contains("nw_dst=169.254.169.254"))
        .singleElement()
        .asString()
        .contains("priority=115,tcp,", "reg5=0", "tp_dst=80")
        .contains("set_field:02:00:00:00:00:01->eth_dst,set_field:0x4e22->reg7");
    assertThat(flows)
        .filteredOn(flow -> flow.startsWith("table=0,priority=100,in_port=20002 "))
        .singleElement()
        .asString()
        .contains("set_field:0x1->reg5");
  }

  private static List<String> outside(OptionalInt vlan, SwitchPort... ports) {
    return FlowPlan.of(List.of(ports), List.of(new PhysicalSpan(A.network(), vlan, 20_200)))
        .stream()
        .map(Flow::text)
        .toList();
  }

  @Test
  void whatIsForNobodyHereGoesOutWithItsTag() {
    List<String> flows = outside(OptionalInt.of(7), new SwitchPort.Guest(20001, A));
    String tag = FlowPlan.tag(A.network());
    assertThat(flows)
        .contains(
            "table=0,priority=100,in_port=20200,dl_vlan=7 actions=pop_vlan,set_field:%s->metadata,set_field:0x1->reg5,goto_table:40"
                .formatted(tag),
            "table=40,priority=12,metadata=%s,reg5=0 actions=push_vlan:0x8100,set_field:0x1007->vlan_vid,output:20200"
                .formatted(tag));
    // What came from there does not go back, and asks for no metadata.
    assertThat(flows)
        .filteredOn(flow -> flow.contains("output:20200"))
        .hasSize(2)
        .allMatch(flow -> flow.contains("reg5=0"));
    assertThat(flows)
        .filteredOn(flow -> flow.contains("169.254.169.254"))
        .hasSize(2)
        .allMatch(flow -> flow.contains("reg5=0x1") && flow.endsWith("actions=drop"));
    assertThat(outside(OptionalInt.empty(), new SwitchPort.Guest(20001, A)))
        .contains(
            "table=0,priority=100,in_port=20200,vlan_tci=0x0000/0x1fff actions=set_field:%s->metadata,set_field:0x1->reg5,goto_table:40"
                .formatted(tag),
            "table=40,priority=12,metadata=%s,reg5=0 actions=output:20200".formatted(tag));
  }

  @Test
  void aMacThatWandersIsSoughtOutsideToo() {
    WantedPort shared = Plans.withPair(A, "00:00:5e:00:01:01", "10.9.0.100");
    assertThat(outside(OptionalInt.empty(), new SwitchPort.Guest(20001, shared)))
        .filteredOn(flow -> flow.startsWith("table=40,priority=105,"))
        .singleElement()
        .asString()
        .contains("reg5=0,dl_dst=00:00:5e:00:01:01")
        .endsWith("resubmit(,50),output:20200");
  }

  @Test
  void aMacThatTwoHostsShareReachesBoth() {
    WantedPort shared = Plans.withPair(A, "00:00:5e:00:01:01", "10.9.0.100");
    RemotePort remote =
        new RemotePort(
            "192.0.2.2",
            List.of("fa:16:3e:00:00:02", "00:00:5e:00:01:01"),
            List.of("10.9.0.12"),
            false);
    assertThat(spanning(List.of(remote), new SwitchPort.Guest(20001, shared)))
        .filteredOn(flow -> flow.contains("reg5=0,dl_dst=00:00:5e:00:01:01"))
        .singleElement()
        .asString()
        .endsWith("resubmit(,50),set_field:0x7->tun_id,output:20100");
  }
}
