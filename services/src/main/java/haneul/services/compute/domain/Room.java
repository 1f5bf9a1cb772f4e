package haneul.services.compute.domain;

import haneul.base.host.HostReport.HostFacts;

/**
 * What a host can still give; negative where more is claimed of it than it has. Of its disk no more
 * than is really free: not only guests fill it.
 */
public record Room(double vcpus, double memoryMebibytes, double diskGibibytes) {

  public static Room of(HostFacts facts, Claimed claimed, SchedulingSettings settings) {
    return new Room(
        facts.vcpus() * settings.cpuRatio() - claimed.vcpus(),
        facts.memoryMebibytes() * settings.ramRatio() - claimed.memoryMebibytes(),
        Math.min(
            facts.diskGibibytes() * settings.diskRatio() - claimed.diskGibibytes(),
            facts.diskFreeGibibytes() * settings.diskRatio()));
  }

  /** What is left once the flavor is claimed too. */
  public Room without(Flavor flavor) {
    return new Room(
        vcpus - flavor.vcpus(),
        memoryMebibytes - flavor.memoryMebibytes(),
        diskGibibytes - flavor.diskGibibytes());
  }
}
