package haneul.drivers.ovs;

/**
 * One OpenFlow entry in the words of ovs-ofctl(8).
 *
 * @param match without table and priority; empty matches all
 */
record Flow(FlowTable table, int priority, String match, String actions)
    implements Comparable<Flow> {
  /** What makes it this flow and no other: two flows of one key cannot both exist. */
  String key() {
    return "table=%d,priority=%d%s%s"
        .formatted(table.number(), priority, match.isEmpty() ? "" : ",", match);
  }

  /** As ovs-ofctl's add-flows takes it. */
  String text() {
    return key() + " actions=" + actions;
  }

  @Override
  public int compareTo(Flow other) {
    return text().compareTo(other.text());
  }
}
