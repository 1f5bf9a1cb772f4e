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
    return "whether every service of the catalog answers";
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
    return Outcome.found(findings);
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
