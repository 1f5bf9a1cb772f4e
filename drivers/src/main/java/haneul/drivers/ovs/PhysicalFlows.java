package haneul.drivers.ovs;

import static haneul.drivers.ovs.FlowTable.CLASSIFY;
import static haneul.drivers.ovs.FlowTable.FORWARD;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The flows between a network's ports here and the physical network it is on. Who else is there is
 * not known: what is for nobody here goes out, ARP's questions as well, and what came in is for
 * those here only. Pure.
 */
final class PhysicalFlows {
  private static final String FROM_HERE = ",reg5=0";
  private static final String FROM_OUTSIDE = ",reg5=0x1";

  private PhysicalFlows() {}

  /**
   * The flows of one network.
   *
   * @param network the match on it
   * @param deliver the actions that give a packet to each of these ports of this host
   * @param all the network's ports here
   * @param open those behind which may be any MAC
   * @param wandering those here of each MAC that ports elsewhere may have, too
   */
  static List<Flow> of(
      PhysicalSpan span,
      String network,
      Function<Set<Integer>, String> deliver,
      Set<Integer> all,
      Set<Integer> open,
      Map<String, Set<Integer>> wandering) {
    List<Flow> flows = new ArrayList<>();
    boolean tagged = span.vlan().isPresent();
    flows.add(
        Flow.of(
            CLASSIFY,
            100,
            "in_port="
                + span.uplink()
                + (tagged ? ",dl_vlan=" + span.vlan().getAsInt() : ",vlan_tci=0x0000/0x1fff"),
            (tagged ? "pop_vlan," : "")
                + "set_field:%s->metadata,set_field:0x1->reg5,goto_table:%d"
                    .formatted(FlowPlan.tag(span.network()), FORWARD.number())));
    // Guests are told their secrets on their own host: nobody out there asks for them, or answers.
    for (String metadata : List.of("arp,%s,arp_tpa=", "ip,%s,nw_dst=")) {
      flows.add(
          Flow.of(
              FORWARD,
              130,
              metadata.formatted(network + FROM_OUTSIDE) + FlowPlan.METADATA,
              "drop"));
    }
    wandering.forEach((mac, here) ->
        flows.add(
            Flow.of(
                FORWARD, 105, network + FROM_HERE + ",dl_dst=" + mac, both(span, deliver, here))));
    flows.add(
        Flow.of(
            FORWARD, 95, network + FROM_HERE + "," + FlowPlan.BROADCAST, both(span, deliver, all)));
    flows.add(Flow.of(FORWARD, 12, network + FROM_HERE, both(span, deliver, open)));
    return flows;
  }

  /** To these here first, as they get no tag. */
  private static String both(
      PhysicalSpan span, Function<Set<Integer>, String> deliver, Set<Integer> here) {
    List<String> actions = new ArrayList<>();
    if (!here.isEmpty()) {
      actions.add(deliver.apply(here));
    }
    span.vlan()
        .ifPresent(vlan -> {
          actions.add("push_vlan:0x8100");
          actions.add("set_field:0x%x->vlan_vid".formatted(0x1000 | vlan)); // the bit says: tagged
        });
    actions.add("output:" + span.uplink());
    return String.join(",", actions);
  }
}
