package haneul.app.cloud;

import haneul.services.compute.domain.ComputeSettings;
import haneul.services.compute.domain.HostWeigher;
import haneul.services.compute.domain.SchedulingSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** {@code compute:} of the settings file. */
final class ComputeFields {
  /** Hosts say every three seconds that they live; less would call live ones down. */
  private static final int SHORTEST_SILENCE_SECONDS = 7;

  private static final double LEAST_RATIO = 0.01;
  private static final double MOST_RATIO = 1000;
  private static final double MOST_MULTIPLIER = 1_000_000;

  private ComputeFields() {}

  static ComputeSettings read(YamlFields compute) {
    compute.rejectOthers(
        "host_down_seconds",
        "initial_cpu_allocation_ratio",
        "initial_ram_allocation_ratio",
        "initial_disk_allocation_ratio",
        "weight_multipliers");
    ComputeSettings usual = ComputeSettings.USUAL;
    SchedulingSettings scheduling = usual.scheduling();
    return new ComputeSettings(
        new SchedulingSettings(
            ratio(compute, "initial_cpu_allocation_ratio", scheduling.cpuRatio()),
            ratio(compute, "initial_ram_allocation_ratio", scheduling.ramRatio()),
            ratio(compute, "initial_disk_allocation_ratio", scheduling.diskRatio()),
            multipliers(compute.fields("weight_multipliers"))),
        compute
            .number("host_down_seconds", SHORTEST_SILENCE_SECONDS, 86_400)
            .map(Duration::ofSeconds)
            .orElse(usual.hostSilence()),
        usual.retention(),
        usual.zone());
  }

  private static double ratio(YamlFields compute, String name, double usual) {
    return compute.decimal(name, LEAST_RATIO, MOST_RATIO).orElse(usual);
  }

  private static Map<HostWeigher, Double> multipliers(YamlFields fields) {
    fields.rejectOthers(
        Arrays.stream(HostWeigher.values()).map(HostWeigher::text).toArray(String[]::new));
    Map<HostWeigher, Double> multipliers = new EnumMap<>(HostWeigher.class);
    SchedulingSettings.usualMultipliers()
        .forEach((weigher, usual) ->
            multipliers.put(
                weigher,
                fields.decimal(weigher.text(), -MOST_MULTIPLIER, MOST_MULTIPLIER).orElse(usual)));
    return multipliers;
  }
}
