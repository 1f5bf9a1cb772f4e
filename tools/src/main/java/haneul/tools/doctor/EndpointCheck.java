package haneul.tools.doctor;

import haneul.tools.console.Parallel;
import haneul.tools.openstack.ApiException;
import haneul.tools.openstack.OpenStack;
import haneul.tools.openstack.OpenStack.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Does every service of the catalog answer? */
final class EndpointCheck implements Check {
  private static final int AT_ONCE = 8;

  @Override
  public String name() {
    return "endpoints";
  }

  @Override
  public String looksAt() {
    return "whether every service of the catalog answers, and in secret";
  }

  @Override
  public boolean needsCloud() {
    return true;
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    OpenStack cloud = surroundings.openStack();
    List<Finding> findings = new ArrayList<>();
    if (cloud.endpoints().isEmpty()) {
      findings.add(
          new Finding(
              Importance.BROKEN,
              "The catalog has no endpoint of the interface and region asked for; clients find no service.",
              "openstack catalog list; compare region_name and interface in clouds.yaml"));
    }
    new Parallel(AT_ONCE)
        .work(cloud.endpoints(), endpoint -> answer(cloud, endpoint))
        .forEach(findings::addAll);
    findings.addAll(open(cloud.endpoints()));
    return Outcome.found(findings);
  }

  /** One finding for all: they are mended together. */
  private static List<Finding> open(List<Endpoint> endpoints) {
    List<String> open =
        endpoints.stream()
            .map(Endpoint::url)
            .filter(url -> url.getScheme().equals("http") && !isThisHost(url.getHost()))
            .map(url -> "http://" + url.getAuthority())
            .distinct()
            .toList();
    return open.isEmpty()
        ? List.of()
        : List.of(
            new Finding(
                Importance.AT_RISK,
                "%s: without TLS, so that whoever is on the way reads passwords and tokens and changes answers."
                    .formatted(String.join(", ", open)),
                "serve them over https (haneul up without --plain-http; elsewhere a proxy with a certificate, and openstack"
                    + " endpoint set --url)"));
  }

  private static boolean isThisHost(String host) {
    String literal = host.replaceAll("[\\[\\]]", "");
    return literal.equals("localhost") || literal.equals("::1") || literal.startsWith("127.");
  }

  private static List<Finding> answer(OpenStack cloud, Endpoint endpoint) {
    try {
      int status = cloud.probe(endpoint.url()).status();
      return status < 500
          ? List.of()
          : List.of(finding(endpoint, "it answers with status " + status));
    } catch (ApiException e) {
      return List.of(finding(endpoint, e.getMessage()));
    }
  }

  private static Finding finding(Endpoint endpoint, String what) {
    return new Finding(
        Importance.BROKEN,
        "The %s service does not work at %s: %s".formatted(endpoint.type(), endpoint.url(), what),
        "look at that service's log and at what is in front of it; if it was taken away: openstack endpoint delete");
  }
}
