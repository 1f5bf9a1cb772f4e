package haneul.drivers.ovs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sets of remote addresses as OpenFlow conjunctions ("conjunctive match fields" in ovs-fields(7)):
 * a set of n addresses that m ports use costs n + m flows and not n × m. The addresses of a set are
 * its first dimension, all rules that name the set its second.
 */
final class RemoteSets {
  private static final int PRIORITY = 90;

  private record SetKey(FlowTable table, boolean v6, List<String> cidrs) {}

  /** A flow of one or more conjunctions, less its actions. */
  private record Member(FlowTable table, String match) {}

  private final Map<SetKey, Set<String>> users = new LinkedHashMap<>();

  /** The field that holds the other side's address. */
  static String remoteField(FlowTable table, boolean v6) {
    boolean source = table == FlowTable.INGRESS_RULES;
    return v6 ? (source ? "ipv6_src" : "ipv6_dst") : (source ? "nw_src" : "nw_dst");
  }

  /** Allows what {@code match} takes when the other side is in {@code cidrs}. */
  void use(FlowTable table, boolean v6, List<String> cidrs, String match) {
    users.computeIfAbsent(new SetKey(table, v6, cidrs), _ -> new TreeSet<>()).add(match);
  }

  List<Flow> flows() {
    Map<SetKey, Integer> ids = ids();
    List<Flow> flows = new ArrayList<>();
    Map<Member, Set<String>> dimensions = new LinkedHashMap<>();
    users.forEach((set, matches) -> {
      int id = ids.getOrDefault(set, 0);
      String family = set.v6() ? "ipv6" : "ip";
      for (String cidr : set.cidrs()) {
        String remote =
            Addresses.isAny(cidr) ? "" : "," + remoteField(set.table(), set.v6()) + "=" + cidr;
        member(dimensions, set.table(), family + remote, id, 1);
      }
      for (String match : matches) {
        member(dimensions, set.table(), match, id, 2);
      }
      flows.add(
          Flow.of(
              set.table(), PRIORITY, "conj_id=" + id + "," + family, FlowPlan.accept(set.table())));
    });
    dimensions.forEach((member, actions) ->
        flows.add(Flow.of(member.table(), PRIORITY, member.match(), String.join(",", actions))));
    return flows;
  }

  private static void member(
      Map<Member, Set<String>> dimensions, FlowTable table, String match, int id, int which) {
    dimensions
        .computeIfAbsent(new Member(table, match), _ -> new TreeSet<>())
        .add("conjunction(%d,%d/2)".formatted(id, which));
  }

  /** Ids follow from the addresses, so that another set's coming and going leaves them alone. */
  private Map<SetKey, Integer> ids() {
    Map<Integer, SetKey> taken = new TreeMap<>();
    users.keySet().stream()
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .forEach(set -> {
          int id = Math.max(1, set.toString().hashCode() & Integer.MAX_VALUE);
          while (taken.containsKey(id)) {
            id = id == Integer.MAX_VALUE ? 1 : id + 1;
          }
          taken.put(id, set);
        });
    return taken.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
  }
}
