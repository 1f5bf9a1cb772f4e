package haneul.services.compute.domain;

import haneul.base.id.HostName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses the host of a new server. Pure: the same hosts and demand always give the same host. */
public final class Scheduling {
  private Scheduling() {}

  /**
   * How much of a host may be given away.
   *
   * @param cpuRatio virtual processors for each real one
   * @param memoryRatio guest memory for each byte of real memory
   */
  public record Ratios(double cpuRatio, double memoryRatio) {
    public static final Ratios USUAL = new Ratios(16.0, 1.0);
  }

  /** A host with what it has and what is claimed of it. */
  public record Candidate(
      HostName name,
      boolean alive,
      Optional<String> disabledReason,
      int vcpus,
      int memoryMebibytes,
      long claimedVcpus,
      long claimedMemoryMebibytes) {}

  /** What a server needs; {@code only} names the one host that will do. */
  public record Demand(int vcpus, int memoryMebibytes, Optional<HostName> only) {}

  /** What came of it. */
  public sealed interface Choice {}

  public record Chosen(HostName host) implements Choice {}

  /** No host will do; the reason is a sentence. */
  public record NoHost(String reason) implements Choice {}

  /** The fitting host with the most memory left, by name where they are equal. */
  public static Choice choose(List<Candidate> hosts, Demand demand, Ratios ratios) {
    List<String> refusals = new ArrayList<>();
    List<Candidate> fitting = new ArrayList<>();
    for (Candidate host : hosts) {
      if (demand.only().isEmpty() || demand.only().get().equals(host.name())) {
        Optional<String> refusal = refusal(host, demand, ratios);
        refusal.ifPresentOrElse(
            why -> refusals.add(host.name() + " " + why), () -> fitting.add(host));
      }
    }
    Optional<Candidate> best =
        fitting.stream()
            .max(
                Comparator.comparingDouble((Candidate host) -> freeMemory(host, ratios))
                    .thenComparing(host -> host.name().value(), Comparator.reverseOrder()));
    if (best.isPresent()) {
      return new Chosen(best.get().name());
    }
    if (refusals.isEmpty()) {
      return new NoHost(
          demand
              .only()
              .map(host -> "There is no host " + host + ".")
              .orElse("No compute host has joined the cloud yet."));
    }
    List<String> shown = refusals.subList(0, Math.min(5, refusals.size()));
    String more = refusals.size() > 5 ? ", and " + (refusals.size() - 5) + " more" : "";
    return new NoHost(
        "There are not enough hosts available: " + String.join(", ", shown) + more + ".");
  }

  private static double freeMemory(Candidate host, Ratios ratios) {
    return host.memoryMebibytes() * ratios.memoryRatio() - host.claimedMemoryMebibytes();
  }

  private static Optional<String> refusal(Candidate host, Demand demand, Ratios ratios) {
    if (!host.alive()) {
      return Optional.of("has not reported lately");
    }
    if (host.disabledReason().isPresent()) {
      return Optional.of("is disabled");
    }
    double memory = freeMemory(host, ratios);
    if (demand.memoryMebibytes() > memory) {
      return Optional.of(
          "has %d MiB of memory left of the %d needed"
              .formatted((long) Math.max(0, memory), demand.memoryMebibytes()));
    }
    double vcpus = host.vcpus() * ratios.cpuRatio() - host.claimedVcpus();
    if (demand.vcpus() > vcpus) {
      return Optional.of(
          "has %d virtual processors left of the %d needed"
              .formatted((long) Math.max(0, vcpus), demand.vcpus()));
    }
    return Optional.empty();
  }
}
