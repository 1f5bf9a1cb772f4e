package haneul.tools.doctor;

import haneul.tools.openstack.ApiException;
import haneul.tools.openstack.OpenStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Do networking's agents report? */
final class AgentCheck implements Check {
  @Override
  public String name() {
    return "agents";
  }

  @Override
  public String looksAt() {
    return "whether networking's agents report";
  }

  @Override
  public boolean needsCloud() {
    return true;
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    OpenStack cloud = surroundings.openStack();
    if (cloud.endpoint("network").isEmpty()) {
      return Outcome.nothingThere("the cloud has no network service");
    }
    List<JsonNode> agents = cloud.list("network", "/agents", "agents");
    if (agents.isEmpty() && !cloud.roles().contains("admin")) {
      return Outcome.couldNotLook("only an administrator sees agents");
    }
    boolean ours = surroundings.cloud().orElseThrow().ours();
    List<Finding> findings = new ArrayList<>();
    for (JsonNode agent : agents) {
      if (isDead(agent)) {
        findings.add(finding(agent, routers(cloud, agent), ours));
      }
    }
    return Outcome.found(findings);
  }

  /** One that is disabled is down on purpose. */
  static boolean isDead(JsonNode agent) {
    return !agent.path("alive").booleanValue(true)
        && agent.path("admin_state_up").booleanValue(true);
  }

  private static List<String> routers(OpenStack cloud, JsonNode agent) throws ApiException {
    if (!agent.path("agent_type").stringValue("").equals("L3 agent")) {
      return List.of();
    }
    String path = "/agents/%s/l3-routers".formatted(agent.path("id").stringValue(""));
    return cloud
        .get("network", path)
        .path("routers")
        .valueStream()
        .map(router -> router.path("name").stringValue(""))
        .toList();
  }

  private static Finding finding(JsonNode agent, List<String> routers, boolean ours) {
    String type = agent.path("agent_type").stringValue("");
    String host = agent.path("host").stringValue("");
    String binary = agent.path("binary").stringValue("");
    String look =
        ours
            ? "on %s: haneul agent (or haneul up), and haneul logs".formatted(host)
            : "on %s: systemctl status %s, and its log".formatted(host, binary);
    return new Finding(
        Importance.BROKEN,
        "%s on %s has not reported since %s: %s."
            .formatted(
                type,
                host,
                agent.path("heartbeat_timestamp").stringValue("it was made"),
                effect(type, routers)),
        routers.isEmpty()
            ? look
            : ("%s; until then give its routers to another: openstack network agent list"
                    + " --agent-type l3; openstack network agent remove router --l3 %s ROUTER;"
                    + " openstack network agent add router --l3 OTHER-AGENT ROUTER")
                .formatted(look, agent.path("id").stringValue("")));
  }

  private static String effect(String type, List<String> routers) {
    return switch (type) {
      case "L3 agent" ->
          routers.isEmpty()
              ? "it has no routers now, and can take none"
              : "changes to its routers do not arrive, and if the host is gone, nothing goes through "
                  + Names.of(routers);
      case "DHCP agent" -> "guests of its networks may get no address when they start";
      case "Metadata agent" -> "guests may not get their keys when they start";
      default -> "ports on that host are not connected, nor changed";
    };
  }
}
