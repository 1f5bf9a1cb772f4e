package haneul.tools.doctor;

import haneul.tools.console.Parallel;
import haneul.tools.openstack.ApiException;
import haneul.tools.openstack.OpenStack;
import haneul.tools.openstack.OpenStack.Probe;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Do this host and the cloud agree on the time? Tokens and certificates are good from one time
 * until another.
 */
final class ClockCheck implements Check {
  private static final int AT_ONCE = 8;

  /** A server tells its time in whole seconds. */
  private static final double TOLERANCE_SECONDS = 2;

  private static final double BAD_SECONDS = 60;

  @Override
  public String name() {
    return "clocks";
  }

  @Override
  public String looksAt() {
    return "whether this host's clock is kept, and agrees with the cloud's";
  }

  @Override
  public boolean needsCloud() {
    return false;
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Optional<Boolean> kept = kept(surroundings.host());
    if (kept.equals(Optional.of(false))) {
      findings.add(
          new Finding(
              Importance.AT_RISK,
              "No time server keeps this host's clock; it drifts away from the others.",
              "apt-get install chrony, or timedatectl set-ntp true; chronyc sources shows whether servers answer"));
    }
    CloudVisit visit = surroundings.cloud().orElse(null);
    if (visit != null && visit.refused() == null) {
      findings.addAll(apart(away(visit.openStack())));
    } else if (kept.isEmpty()) {
      return Outcome.nothingThere(
          "there is no cloud to compare with, and no time service that could be asked");
    }
    return Outcome.found(findings);
  }

  /** Empty when nobody can tell. */
  private static Optional<Boolean> kept(Host host) throws IOException {
    // The last field is the leap status.
    Optional<String> chrony = host.ask("chronyc", "-c", "tracking");
    if (chrony.isPresent()) {
      return Optional.of(!chrony.get().endsWith("Not synchronised"));
    }
    return host.ask("timedatectl", "show", "--property=NTPSynchronized", "--value")
        .map("yes"::equals);
  }

  /**
   * By server: how many seconds its clock is before ours, at least; 0 within what can be measured.
   */
  private static Map<String, Double> away(OpenStack cloud) {
    Map<String, URI> servers = new TreeMap<>();
    cloud
        .endpoints()
        .forEach(endpoint -> servers.putIfAbsent(endpoint.url().getAuthority(), endpoint.url()));
    Map<String, Double> away = new TreeMap<>();
    List<URI> urls = List.copyOf(servers.values());
    List<Optional<Double>> answers = new Parallel(AT_ONCE).work(urls, url -> away(cloud, url));
    for (int i = 0; i < urls.size(); i++) {
      String server = urls.get(i).getAuthority();
      answers.get(i).ifPresent(seconds -> away.put(server, seconds));
    }
    return away;
  }

  private static Optional<Double> away(OpenStack cloud, URI url) {
    try {
      return away(cloud.probe(url));
    } catch (ApiException e) {
      return Optional.empty(); // that it does not answer is another check's finding
    }
  }

  static Optional<Double> away(Probe probe) {
    double half = probe.took().toMillis() / 2000.0;
    return probe
        .date()
        .map(date -> {
          double middle = probe.sent().toEpochMilli() / 1000.0 + half;
          double apart = date.getEpochSecond() + 0.5 - middle;
          return Math.abs(apart) < TOLERANCE_SECONDS + half ? 0 : apart;
        });
  }

  /** When all servers differ from this host alike, it is this host. */
  static List<Finding> apart(Map<String, Double> away) {
    List<Finding> findings = new ArrayList<>();
    double least = away.values().stream().mapToDouble(it -> it).min().orElse(0);
    double most = away.values().stream().mapToDouble(it -> it).max().orElse(0);
    if (least * most > 0 && most - least < TOLERANCE_SECONDS * 2) {
      findings.add(finding("This host's clock", -least, "the cloud's", "this host"));
      return findings;
    }
    away.forEach((server, seconds) -> {
      if (seconds != 0) {
        findings.add(finding("The clock of " + server, seconds, "this host's", "that server"));
      }
    });
    return findings;
  }

  private static Finding finding(String whose, double seconds, String other, String where) {
    return new Finding(
        Math.abs(seconds) < BAD_SECONDS ? Importance.AT_RISK : Importance.BROKEN,
        "%s is %.0f s %s %s: tokens and certificates seem expired or not valid yet, and agents seem dead."
            .formatted(whose, Math.abs(seconds), seconds > 0 ? "ahead of" : "behind", other),
        "on %s: apt-get install chrony; chronyc makestep".formatted(where));
  }
}
