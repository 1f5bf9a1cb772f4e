package haneul.tools.doctor;

import haneul.tools.openstack.OpenStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Do the hosts that run guests, and those who schedule them, report? */
final class ComputeCheck implements Check {
  @Override
  public String name() {
    return "compute";
  }

  @Override
  public String looksAt() {
    return "whether compute's services and hosts report";
  }

  @Override
  public boolean needsCloud() {
    return true;
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    OpenStack cloud = surroundings.openStack();
    if (cloud.endpoint("compute").isEmpty()) {
      return Outcome.nothingThere("the cloud has no compute service");
    }
    boolean ours = surroundings.cloud().orElseThrow().ours();
    List<Finding> findings = new ArrayList<>();
    for (JsonNode service : cloud.get("compute", "/os-services").path("services")) {
      // One that is disabled is down on purpose, as far as anyone can tell.
      if (service.path("state").stringValue("").equals("down")
          && service.path("status").stringValue("").equals("enabled")) {
        findings.add(down(service, ours));
      }
    }
    return Outcome.found(findings);
  }

  private static Finding down(JsonNode service, boolean ours) {
    String binary = service.path("binary").stringValue("");
    String host = service.path("host").stringValue("");
    boolean runsGuests = binary.equals("nova-compute");
    String since =
        service.path("forced_down").booleanValue(false)
            ? "was declared dead"
            : "has not reported since " + service.path("updated_at").stringValue("it was made");
    return new Finding(
        Importance.BROKEN,
        "%s on %s %s: %s."
            .formatted(
                binary,
                host,
                since,
                runsGuests
                    ? "no guest there can be started, stopped or moved, and they may be gone"
                    : "the cloud does without its work, and stands still when it was the last of its kind"),
        mend(binary, host, runsGuests, ours));
  }

  private static String mend(String binary, String host, boolean runsGuests, boolean ours) {
    String look =
        ours
            ? "on %s: haneul agent (or haneul up), and haneul logs".formatted(host)
            : "on %s: systemctl status %s".formatted(host, binary);
    return runsGuests
        ? look
            + "; is the host up? If it is gone for good: openstack compute service set --disable %s nova-compute,"
                .formatted(host)
            + " then evacuate its guests"
        : look;
  }
}
