package haneul.services.compute.domain;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What makes a host that will do better than another. */
public enum HostWeigher {
  RAM,
  CPU,
  DISK,
  SOFT_AFFINITY,
  SOFT_ANTI_AFFINITY;

  private static final HostWeigher[] ALL = values();

  private double weigh(HostCandidate host, Demand demand) {
    return switch (this) {
      case RAM -> host.room().memoryMebibytes();
      case CPU -> host.room().vcpus();
      case DISK -> host.room().diskGibibytes();
      case SOFT_AFFINITY -> demand.companions(GroupPolicy.SOFT_AFFINITY, host.name());
      case SOFT_ANTI_AFFINITY -> -demand.companions(GroupPolicy.SOFT_ANTI_AFFINITY, host.name());
    };
  }

  private boolean concerns(Demand demand) {
    return switch (this) {
      case RAM, CPU, DISK -> true;
      case SOFT_AFFINITY, SOFT_ANTI_AFFINITY -> demand.group().isPresent();
    };
  }

  double usualMultiplier() {
    return switch (this) {
      case RAM, CPU, DISK -> 1;
      case SOFT_AFFINITY, SOFT_ANTI_AFFINITY -> 10;
    };
  }

  /** As settings write it: {@code soft_affinity}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of each host the sum of all weighers, each scaled to 0 … 1 over these hosts, times its own. */
  static double[] sums(
      List<HostCandidate> hosts, Demand demand, Map<HostWeigher, Double> multipliers) {
    double[] sums = new double[hosts.size()];
    for (HostWeigher weigher : ALL) {
      if (!weigher.concerns(demand)) {
        continue;
      }
      double multiplier = multipliers.getOrDefault(weigher, 0.0);
      double[] raw = new double[hosts.size()];
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int at = 0; at < raw.length; at++) {
        raw[at] = weigher.weigh(hosts.get(at), demand);
        least = Math.min(least, raw[at]);
        most = Math.max(most, raw[at]);
      }
      double span = most - least;
      if (span > 0) {
        for (int at = 0; at < raw.length; at++) {
          sums[at] += multiplier * (raw[at] - least) / span;
        }
      }
    }
    return sums;
  }
}
