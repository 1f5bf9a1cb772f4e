package haneul.drivers.ovs;

import static haneul.drivers.ovs.FlowTable.CLASSIFY;
import static haneul.drivers.ovs.FlowTable.EGRESS_ACCEPT;
import static haneul.drivers.ovs.FlowTable.EGRESS_RULES;
import static haneul.drivers.ovs.FlowTable.FORWARD;
import static haneul.drivers.ovs.FlowTable.INGRESS;
import static haneul.drivers.ovs.FlowTable.INGRESS_ACCEPT;
import static haneul.drivers.ovs.FlowTable.INGRESS_RULES;
import static haneul.drivers.ovs.FlowTable.SPOOF_GUARD;

import haneul.base.host.WantedPort;
import haneul.base.host.WantedPort.AddressPair;
import haneul.base.host.WantedPort.Rule;
import haneul.base.id.NetworkId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All flows of a cloud's bridge, computed from its ports. Pure: the same ports make the same flows.
 *
 * <p>A connection's first direction is judged by the rules on every packet, its replies pass as
 * long as it is not marked. So a rule that goes stops the connections it had allowed at once, and
 * those still allowed are not touched: no conntrack entry need be flushed for it, and a connection
 * survives the loss of the conntrack table, as its next packet is judged as its first was.
 */
final class FlowPlan {
  static final String BROADCAST = "dl_dst=01:00:00:00:00:00/01:00:00:00:00:00";
  static final String METADATA = "169.254.169.254";
  private static final List<String> FAMILIES = List.of("ip", "ipv6");

  private final Map<String, Flow> flows = new TreeMap<>();
  private final RemoteSets remotes = new RemoteSets();

  private FlowPlan() {}

  /** The flows of ports whose networks are on this host only. */
  static List<Flow> of(Collection<? extends SwitchPort> ports) {
    return of(ports, List.of());
  }

  /**
   * The flows of these ports, sorted. Ports whose admin state is down have none.
   *
   * @param ways of networks that are elsewhere, too
   */
  static List<Flow> of(Collection<? extends SwitchPort> ports, Collection<? extends WayOut> ways) {
    FlowPlan plan = new FlowPlan();
    plan.common();
    Map<NetworkId, List<SwitchPort>> networks =
        ports.stream()
            .filter(FlowPlan::isUp)
            .collect(Collectors.groupingBy(SwitchPort::network, Collectors.toList()));
    Map<NetworkId, WayOut> out =
        ways.stream().collect(Collectors.toMap(WayOut::network, way -> way));
    networks.forEach((id, its) -> plan.network(its, Optional.ofNullable(out.get(id))));
    plan.remotes.flows().forEach(plan::add);
    return List.copyOf(plan.flows.values());
  }

  private static boolean isUp(SwitchPort port) {
    return switch (port) {
      case SwitchPort.Guest guest -> guest.wanted().adminStateUp();
      case SwitchPort.Dhcp _, SwitchPort.Metadata _ -> true;
    };
  }

  private void common() {
    add(SPOOF_GUARD, 110, "udp,tp_src=67,tp_dst=68", "drop");
    add(SPOOF_GUARD, 110, "udp6,tp_src=547,tp_dst=546", "drop");
    for (int type : new int[] {134, 137}) { // a router's: what is where
      add(SPOOF_GUARD, 110, "icmp6,icmp_type=" + type, "drop");
    }
    add(SPOOF_GUARD, 95, "icmp6,icmp_type=136", "drop");
    rulesCommon(EGRESS_RULES, "zone=NXM_NX_REG6[0..15]", "goto_table:" + FORWARD.number());
    acceptCommon(EGRESS_ACCEPT, "zone=NXM_NX_REG6[0..15]", "goto_table:" + FORWARD.number());
    rulesCommon(INGRESS_RULES, "zone=NXM_NX_REG7[0..15]", "output:NXM_NX_REG7[]");
    acceptCommon(INGRESS_ACCEPT, "zone=NXM_NX_REG7[0..15]", "output:NXM_NX_REG7[]");
    String deliver = "output:NXM_NX_REG7[]";
    add(INGRESS, 50, "arp", deliver);
    add(INGRESS, 50, "udp,tp_src=67,tp_dst=68", deliver);
    add(INGRESS, 50, "udp6,tp_src=547,tp_dst=546", deliver);
    for (int type : new int[] {130, 134, 135, 136}) {
      add(INGRESS, 50, "icmp6,icmp_type=" + type, deliver);
    }
    for (String family : FAMILIES) {
      String track = "ct(table=" + INGRESS_RULES.number() + ",zone=NXM_NX_REG7[0..15])";
      add(INGRESS, 40, family, track);
    }
  }

  /** What holds for every port before and after its rules. */
  private void rulesCommon(FlowTable table, String zone, String pass) {
    for (String family : FAMILIES) {
      add(table, 300, "ct_state=+trk+inv," + family, "drop");
      add(table, 290, "ct_state=+trk+rel,ct_mark=0," + family, pass);
      add(table, 280, "ct_state=+trk+est+rpl,ct_mark=0," + family, pass);
      add(table, 270, "ct_state=+trk+est+rpl," + family, "drop");
      String mark = "ct(commit," + zone + ",exec(set_field:0x1->ct_mark))";
      add(table, 10, "ct_state=+trk+est," + family, mark);
    }
  }

  private void acceptCommon(FlowTable table, String zone, String pass) {
    for (String family : FAMILIES) {
      add(table, 100, "ct_state=+trk+new," + family, "ct(commit," + zone + ")," + pass);
      String unmark = "ct(commit," + zone + ",exec(set_field:0x0->ct_mark))," + pass;
      add(table, 90, "ct_state=+trk+est,ct_mark=0x1," + family, unmark);
      add(table, 80, family, pass);
    }
  }

  private void network(List<SwitchPort> ports, Optional<WayOut> out) {
    String network = "metadata=" + tag(ports.getFirst().network());
    Map<String, Set<Integer>> byMac = new TreeMap<>();
    Set<Integer> all = new TreeSet<>();
    Set<Integer> open = new TreeSet<>();
    for (SwitchPort port : ports) {
      switch (port) {
        case SwitchPort.Metadata metadata -> {
          String mac = Addresses.mac(metadata.mac());
          byMac.computeIfAbsent(mac, _ -> new TreeSet<>()).add(metadata.number());
          metadata(metadata, mac, network);
        }
        case SwitchPort.Dhcp dhcp -> {
          all.add(dhcp.number());
          byMac.computeIfAbsent(Addresses.mac(dhcp.mac()), _ -> new TreeSet<>()).add(dhcp.number());
          trusted(dhcp);
        }
        case SwitchPort.Guest guest -> {
          all.add(guest.number());
          macs(guest.wanted())
              .forEach(mac -> byMac.computeIfAbsent(mac, _ -> new TreeSet<>()).add(guest.number()));
          if (guest.wanted().portSecurity()) {
            guarded(guest);
          } else {
            open.add(guest.number());
            trusted(guest);
          }
        }
      }
    }
    byMac.forEach((mac, to) -> add(FORWARD, 100, network + ",dl_dst=" + mac, deliverTo(to)));
    add(FORWARD, 90, network + "," + BROADCAST, deliverTo(all));
    if (!open.isEmpty()) {
      // Behind an unfiltered port may be any MAC, e.g. a router that is itself a guest.
      add(FORWARD, 10, network, deliverTo(open));
    }
    out.map(way ->
            switch (way) {
              case Span span -> SpanFlows.of(span, network, FlowPlan::deliverTo, all, open, byMac);
              case PhysicalSpan span ->
                  PhysicalFlows.of(
                      span, network, FlowPlan::deliverTo, all, open, wandering(ports, byMac));
            })
        .ifPresent(its -> its.forEach(this::add));
  }

  /** MACs that are not only a port's own: another port may send from them, too. */
  private static Map<String, Set<Integer>> wandering(
      List<SwitchPort> ports, Map<String, Set<Integer>> byMac) {
    Map<String, Set<Integer>> wandering = new TreeMap<>(byMac);
    for (SwitchPort port : ports) {
      wandering
          .keySet()
          .remove(
              switch (port) {
                case SwitchPort.Metadata metadata -> Addresses.mac(metadata.mac());
                case SwitchPort.Dhcp dhcp -> Addresses.mac(dhcp.mac());
                case SwitchPort.Guest guest -> Addresses.mac(guest.wanted().mac());
              });
    }
    return wandering;
  }

  private static Set<String> macs(WantedPort port) {
    Set<String> macs = new TreeSet<>();
    macs.add(Addresses.mac(port.mac()));
    port.allowedPairs().forEach(pair -> macs.add(Addresses.mac(pair.mac())));
    return macs;
  }

  private static String deliverTo(Set<Integer> numbers) {
    return numbers.stream()
        .map(n -> "set_field:" + hex(n) + "->reg7,resubmit(," + INGRESS.number() + ")")
        .collect(Collectors.joining(","));
  }

  /** Takes what this host's guests ask of the metadata service, whosever MAC they send it to. */
  private void metadata(SwitchPort.Metadata port, String mac, String network) {
    String actions =
        "set_field:%s->metadata,set_field:0x1->reg5,set_field:0x%x->reg6,goto_table:%d"
            .formatted(tag(port.network()), port.number(), FORWARD.number());
    add(CLASSIFY, 100, "in_port=" + port.number(), actions);
    add(INGRESS, 100, "reg7=" + hex(port.number()), "output:" + port.number());
    add(
        FORWARD,
        115,
        "tcp," + network + ",reg5=0,nw_dst=" + METADATA + ",tp_dst=80",
        "set_field:" + mac + "->eth_dst," + deliverTo(Set.of(port.number())));
    add(SpanFlows.answerArp(network + ",reg5=0", METADATA, mac));
  }

  /** A port that nothing is filtered for; it still reaches its own network only. */
  private void trusted(SwitchPort port) {
    classify(port, FORWARD);
    add(INGRESS, 100, "reg7=" + hex(port.number()), "output:" + port.number());
  }

  private void classify(SwitchPort port, FlowTable next) {
    String actions =
        "set_field:%s->metadata,set_field:0x%x->reg6,goto_table:%d"
            .formatted(tag(port.network()), port.number(), next.number());
    add(CLASSIFY, 100, "in_port=" + port.number(), actions);
  }

  private void guarded(SwitchPort.Guest guest) {
    WantedPort port = guest.wanted();
    classify(guest, SPOOF_GUARD);
    String mac = Addresses.mac(port.mac());
    port.addresses().forEach(address -> source(guest.number(), mac, Addresses.cidr(address)));
    for (AddressPair pair : port.allowedPairs()) {
      source(guest.number(), Addresses.mac(pair.mac()), Addresses.cidr(pair.cidr()));
    }
    String in = "in_port=" + guest.number() + ",dl_src=" + mac;
    String forward = "goto_table:" + FORWARD.number();
    add(
        SPOOF_GUARD,
        100,
        "arp,%s,arp_sha=%s,arp_spa=0.0.0.0".formatted(in, mac),
        forward); // RFC 5227: is the address free
    add(SPOOF_GUARD, 100, "udp," + in + ",nw_src=0.0.0.0,tp_src=68,tp_dst=67", forward);
    for (Rule rule : port.rules()) {
      rule(guest.number(), rule);
    }
  }

  /** Allows one source address. */
  private void source(int number, String mac, String cidr) {
    String in = "in_port=" + number + ",dl_src=" + mac;
    String forward = "goto_table:" + FORWARD.number();
    String track = "ct(table=" + EGRESS_RULES.number() + ",zone=NXM_NX_REG6[0..15])";
    if (!Addresses.isIpv6(cidr)) {
      add(
          SPOOF_GUARD,
          100,
          "arp,%s,arp_sha=%s%s".formatted(in, mac, field("arp_spa", cidr)),
          forward);
      add(SPOOF_GUARD, 90, "ip," + in + field("nw_src", cidr), track);
      return;
    }
    String linkLocal = Addresses.linkLocal(mac);
    for (String own : List.of(cidr, linkLocal)) {
      String source = field("ipv6_src", own);
      String target = field("nd_target", own);
      add(SPOOF_GUARD, 90, "ipv6," + in + source, track);
      add(SPOOF_GUARD, 100, "icmp6," + in + ",icmp_type=136" + target, forward);
      // RFC 4862: is the address free
      add(SPOOF_GUARD, 94, "icmp6," + in + ",icmp_type=135,ipv6_src=::" + target, forward);
      add(SPOOF_GUARD, 94, "icmp6," + in + ",icmp_type=135" + source, forward);
    }
    // To routers, and which multicasts it listens to: before it has an address and after.
    for (String source : List.of(linkLocal, "::")) {
      for (int type : new int[] {131, 132, 133, 143}) {
        add(
            SPOOF_GUARD,
            94,
            "icmp6,%s,icmp_type=%d,ipv6_src=%s".formatted(in, type, source),
            forward);
      }
    }
    add(
        SPOOF_GUARD,
        100,
        "udp6,%s,ipv6_src=%s,tp_src=546,tp_dst=547".formatted(in, linkLocal),
        forward);
  }

  private static String field(String name, String cidr) {
    return Addresses.isAny(cidr) ? "" : "," + name + "=" + cidr;
  }

  private void rule(int number, Rule rule) {
    boolean in =
        switch (rule.direction()) {
          case INGRESS -> true;
          case EGRESS -> false;
        };
    FlowTable table = in ? INGRESS_RULES : EGRESS_RULES;
    String port = (in ? "reg7=" : "reg6=") + hex(number);
    for (String match : RuleMatch.of(rule)) {
      String whole = match + "," + port;
      if (rule.remoteCidrs().isEmpty()) {
        add(table, 100, whole, accept(table));
        continue;
      }
      boolean v6 = RuleMatch.isIpv6(rule);
      List<String> remotes =
          rule.remoteCidrs().get().stream()
              .map(Addresses::cidr)
              .filter(cidr -> Addresses.isIpv6(cidr) == v6)
              .distinct()
              .sorted()
              .toList();
      if (remotes.size() == 1) {
        String name = RemoteSets.remoteField(table, v6);
        add(table, 100, whole + field(name, remotes.getFirst()), accept(table));
      } else if (!remotes.isEmpty()) {
        this.remotes.use(table, v6, remotes, whole);
      }
    }
  }

  private static String hex(int number) {
    return "0x" + Integer.toHexString(number);
  }

  static String accept(FlowTable rules) {
    return "goto_table:" + (rules == INGRESS_RULES ? INGRESS_ACCEPT : EGRESS_ACCEPT).number();
  }

  /** The network as a 64-bit number: the first half of its UUID, which is random enough. */
  static String tag(NetworkId network) {
    String hex = network.value().replace("-", "");
    if (hex.matches("[0-9a-f]{32}")) {
      return "0x" + hex.substring(0, 16);
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(network.value().getBytes(StandardCharsets.UTF_8));
      return "0x" + HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void add(FlowTable table, int priority, String match, String actions) {
    add(Flow.of(table, priority, match, actions));
  }

  private void add(Flow flow) {
    flows.put(flow.key(), flow);
  }

  /** Flows by what makes them one, for computing a difference. */
  static Map<String, Flow> byKey(List<Flow> flows) {
    Map<String, Flow> byKey = new HashMap<>();
    flows.forEach(flow -> byKey.put(flow.key(), flow));
    return byKey;
  }

  /**
   * The lines for {@code ovs-ofctl add-flows} that turn one set of flows into another; a changed
   * flow is added again, which replaces its actions and keeps its counters.
   */
  static List<String> difference(List<Flow> from, List<Flow> to) {
    Map<String, Flow> before = byKey(from);
    Map<String, Flow> after = byKey(to);
    List<String> lines = new ArrayList<>();
    for (Flow flow : from) {
      if (!after.containsKey(flow.key())) {
        lines.add("delete_strict " + flow.key());
      }
    }
    for (Flow flow : to) {
      if (!flow.equals(before.get(flow.key()))) {
        lines.add("add " + flow.text());
      }
    }
    return lines;
  }
}
