package haneul.drivers.ovs;

/**
 * One OpenFlow entry in the words of ovs-ofctl(8).
 *
 * @param key table, priority and match: two flows of one key cannot both exist
 */
record Flow(String key, String actions) {
  /**
   * @param match empty matches all
   */
  static Flow of(FlowTable table, int priority, String match, String actions) {
    String start = "table=" + table.number() + ",priority=" + priority;
    return new Flow(match.isEmpty() ? start : start + "," + match, actions);
  }

  /** As ovs-ofctl's add-flows takes it. */
  String text() {
    return key + " actions=" + actions;
  }
}
