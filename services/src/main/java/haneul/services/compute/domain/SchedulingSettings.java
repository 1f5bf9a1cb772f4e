package haneul.services.compute.domain;

import java.util.EnumMap;
import java.util.Map;

/**
 * How much of a host may be given away, and what makes one host better than another.
 *
 * @param cpuRatio virtual processors for each real one
 * @param ramRatio guest memory for each byte of real memory
 * @param diskRatio guest disk for each byte of the state directory's file system
 * @param multipliers how much each weigher counts; a negative one turns its order round
 */
public record SchedulingSettings(
    double cpuRatio, double ramRatio, double diskRatio, Map<HostWeigher, Double> multipliers) {
  public SchedulingSettings {
    multipliers = Map.copyOf(multipliers);
  }

  public static final SchedulingSettings USUAL =
      new SchedulingSettings(4.0, 1.0, 1.0, usualMultipliers());

  /** Servers spread, and the wish of a soft group counts more than that. */
  public static Map<HostWeigher, Double> usualMultipliers() {
    Map<HostWeigher, Double> multipliers = new EnumMap<>(HostWeigher.class);
    for (HostWeigher weigher : HostWeigher.values()) {
      multipliers.put(weigher, weigher.usualMultiplier());
    }
    return multipliers;
  }
}
