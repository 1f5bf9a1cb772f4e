package haneul.app.lab;

import java.util.List;
import java.util.Map;

/**
 * How a lab is.
 *
 * @param api where the cloud's API answers on this machine; empty when it does not
 * @param cuts pairs of hosts between which nothing passes, e.g. {@code compute01 control}
 * @param delays pairs of hosts, and how packets between them are held up
 */
public record LabStatus(
    String api, List<HostStatus> hosts, List<String> cuts, Map<String, String> delays) {
  /** Whether a host runs. */
  public enum Power {
    ON,
    OFF,
    FROZEN
  }

  /**
   * A host.
   *
   * @param haneul whether control or the agent runs on it
   * @param memoryKibibytes its processes' proportional share of this machine's memory
   */
  public record HostStatus(
      String name,
      List<String> roles,
      Power power,
      boolean haneul,
      String address,
      int processes,
      long memoryKibibytes) {}

  /** Of all the lab's processes. */
  public long memoryKibibytes() {
    return hosts.stream().mapToLong(HostStatus::memoryKibibytes).sum();
  }
}
