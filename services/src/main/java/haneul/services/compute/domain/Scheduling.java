package haneul.services.compute.domain;

import haneul.base.id.HostName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses the host of a server: {@link HostFilter}s say which will do, {@link HostWeigher}s which
 * of these is best. Pure: the same hosts and demand always give the same host.
 */
public final class Scheduling {
  private Scheduling() {}

  /** What came of it. */
  public sealed interface Choice {}

  public record Chosen(HostName host) implements Choice {}

  /** No host will do; the reason is a sentence. */
  public record NoHost(String reason) implements Choice {}

  /** The best host that passes every filter, the first by name of equals. */
  public static Choice choose(
      Collection<HostCandidate> hosts, Demand demand, Map<HostWeigher, Double> multipliers) {
    List<HostCandidate> fitting = new ArrayList<>();
    Map<HostFilter, List<HostCandidate>> turned = new EnumMap<>(HostFilter.class);
    HostFilter[] filters = HostFilter.concerning(demand);
    for (HostCandidate host : hosts) {
      Optional<HostFilter> by = turnedAwayBy(host, filters, demand);
      by.map(filter -> turned.computeIfAbsent(filter, _ -> new ArrayList<>()))
          .orElse(fitting)
          .add(host);
    }
    return fitting.isEmpty()
        ? new NoHost(reason(hosts.size(), turned, demand))
        : new Chosen(best(fitting, demand, multipliers));
  }

  /** Whether a host will do. */
  public static boolean fits(HostCandidate host, Demand demand) {
    return turnedAwayBy(host, HostFilter.concerning(demand), demand).isEmpty();
  }

  private static Optional<HostFilter> turnedAwayBy(
      HostCandidate host, HostFilter[] filters, Demand demand) {
    for (HostFilter filter : filters) {
      if (!filter.passes(host, demand)) {
        return Optional.of(filter);
      }
    }
    return Optional.empty();
  }

  private static HostName best(
      List<HostCandidate> hosts, Demand demand, Map<HostWeigher, Double> multipliers) {
    double[] sums = HostWeigher.sums(hosts, demand, multipliers);
    int best = 0;
    for (int at = 1; at < sums.length; at++) {
      boolean first = hosts.get(at).name().value().compareTo(hosts.get(best).name().value()) < 0;
      if (sums[at] > sums[best] || (sums[at] == sums[best] && first)) {
        best = at;
      }
    }
    return hosts.get(best).name();
  }

  /** "3 hosts: 2 have too little RAM (512 MB asked, at most 128 MB free), 1 is down." */
  private static String reason(
      int count, Map<HostFilter, List<HostCandidate>> turned, Demand demand) {
    if (count == 0) {
      return "No compute host has joined the cloud yet.";
    }
    return turned.entrySet().stream()
        .sorted(Comparator.comparing(entry -> -entry.getValue().size()))
        .map(entry -> entry.getKey().why(entry.getValue(), demand))
        .collect(Collectors.joining(", ", count + (count == 1 ? " host: " : " hosts: "), "."));
  }
}
