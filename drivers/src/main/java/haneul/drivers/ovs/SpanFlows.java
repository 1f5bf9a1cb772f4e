package haneul.drivers.ovs;

import static haneul.drivers.ovs.FlowTable.CLASSIFY;
import static haneul.drivers.ovs.FlowTable.FORWARD;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The flows by which a network's packets leave the host and come in. What came by a tunnel never
 * goes out by one: every host has a tunnel to every other. Pure.
 */
final class SpanFlows {
  /** Of what came from this host's own ports, and so may go to others. */
  private static final String FROM_HERE = ",reg5=0";

  private SpanFlows() {}

  /**
   * The flows of one network.
   *
   * @param network the match on it
   * @param deliver the actions that give a packet to each of these ports of this host
   * @param all the network's ports here
   * @param open those behind which may be any MAC
   * @param byMac those of each MAC
   */
  static List<Flow> of(
      Span span,
      String network,
      java.util.function.Function<Set<Integer>, String> deliver,
      Set<Integer> all,
      Set<Integer> open,
      Map<String, Set<Integer>> byMac) {
    List<Flow> flows = new ArrayList<>();
    String key = "0x" + Long.toHexString(span.overlay().segmentationId());
    java.util.function.BiFunction<Set<Integer>, Set<Integer>, String> both =
        (here, there) -> {
          List<String> actions = new ArrayList<>();
          if (!here.isEmpty()) {
            actions.add(deliver.apply(here));
          }
          if (!there.isEmpty()) {
            actions.add("set_field:" + key + "->tun_id");
            there.forEach(number -> actions.add("output:" + number));
          }
          return String.join(",", actions);
        };
    for (int tunnel : new TreeSet<>(span.everywhere())) {
      flows.add(
          Flow.of(
              CLASSIFY,
              100,
              "in_port=" + tunnel + ",tun_id=" + key,
              "set_field:%s->metadata,set_field:0x1->reg5,goto_table:%d"
                  .formatted(FlowPlan.tag(span.network()), FORWARD.number())));
    }
    span.neighbours()
        .forEach((address, mac) -> flows.add(answerArp(network + FROM_HERE, address, mac)));
    // Who seeks an IPv6 address asks the one port that has it, which answers by itself.
    span.solicited()
        .forEach((address, there) ->
            flows.add(
                Flow.of(
                    FORWARD,
                    120,
                    "icmp6,"
                        + network
                        + FROM_HERE
                        + ",icmp_type=135,icmp_code=0,nd_target="
                        + address,
                    both.apply(Set.of(), Set.of(there)))));
    span.byMac()
        .forEach((mac, there) ->
            flows.add(
                Flow.of(
                    FORWARD,
                    105,
                    network + FROM_HERE + ",dl_dst=" + mac,
                    both.apply(byMac.getOrDefault(mac, Set.of()), there))));
    flows.add(
        Flow.of(
            FORWARD,
            95,
            network + FROM_HERE + "," + FlowPlan.BROADCAST,
            both.apply(all, span.everywhere())));
    if (!span.open().isEmpty()) {
      flows.add(Flow.of(FORWARD, 12, network + FROM_HERE, both.apply(open, span.open())));
    }
    return flows;
  }

  /** Answers who has an address, where the packet came from. */
  static Flow answerArp(String match, String address, String mac) {
    String actions =
        List.of(
                "move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]",
                "set_field:" + mac + "->eth_src",
                "set_field:2->arp_op",
                "move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[]",
                "move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[]",
                "set_field:" + mac + "->arp_sha",
                "set_field:" + address + "->arp_spa",
                "in_port")
            .stream()
            .collect(Collectors.joining(","));
    return Flow.of(FORWARD, 120, "arp," + match + ",arp_op=1,arp_tpa=" + address, actions);
  }
}
