package haneul.tools.doctor;

import haneul.tools.console.Parallel;
import haneul.tools.openstack.ApiException;
import haneul.tools.openstack.OpenStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Does another host take over when the one with the router dies? */
final class RouterCheck implements Check {
  private static final int AT_ONCE = 8;

  @Override
  public String name() {
    return "routers";
  }

  @Override
  public String looksAt() {
    return "whether every router has a standby";
  }

  @Override
  public boolean needsCloud() {
    return true;
  }

  /** How a router is hosted, by importance; those of a kind are told together. */
  private enum Kind {
    NOWHERE,
    ON_THE_DEAD,
    NONE_ACTIVE,
    SEVERAL_ACTIVE,
    NO_STANDBY,
    ONE_HOST
  }

  private record Hosted(String router, Kind kind, String hosts) {}

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    OpenStack cloud = surroundings.openStack();
    if (cloud.endpoint("network").isEmpty() || !hasRouters(cloud)) {
      return Outcome.nothingThere("the cloud has no routers");
    }
    List<JsonNode> agents = cloud.list("network", "/agents", "agents");
    if (agents.isEmpty() && !cloud.roles().contains("admin")) {
      return Outcome.couldNotLook("only an administrator sees which agents host a router");
    }
    long l3 = agents.stream().filter(RouterCheck::isL3).count();
    if (l3 == 0) {
      return Outcome.nothingThere("no L3 agent hosts routers here");
    }
    List<JsonNode> routers =
        cloud.list("network", "/routers", "routers").stream()
            .filter(router -> router.path("admin_state_up").booleanValue(true))
            .toList();
    Map<Kind, Map<String, List<String>>> found = new TreeMap<>();
    try {
      for (Hosted hosted :
          new Parallel(AT_ONCE)
              .work(routers, router -> hosted(cloud, router)).stream()
                  .flatMap(List::stream)
                  .toList()) {
        found
            .computeIfAbsent(hosted.kind(), kind -> new TreeMap<>())
            .computeIfAbsent(hosted.hosts(), hosts -> new ArrayList<>())
            .add(hosted.router());
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<Finding> findings = new ArrayList<>();
    found.forEach((kind, byHosts) ->
        byHosts.forEach((hosts, names) -> findings.add(finding(kind, hosts, names, l3))));
    return Outcome.found(findings);
  }

  private static boolean hasRouters(OpenStack cloud) throws ApiException {
    return cloud
        .get("network", "/extensions")
        .path("extensions")
        .valueStream()
        .anyMatch(extension -> extension.path("alias").stringValue("").equals("router"));
  }

  private static boolean isL3(JsonNode agent) {
    return agent.path("agent_type").stringValue("").equals("L3 agent");
  }

  private static List<Hosted> hosted(OpenStack cloud, JsonNode router) {
    try {
      String path = "/routers/%s/l3-agents".formatted(router.path("id").stringValue(""));
      List<JsonNode> agents = cloud.get("network", path).path("agents").valueStream().toList();
      return hosted(router, agents);
    } catch (ApiException e) {
      if (e.status() == 404) {
        return List.of(); // deleted meanwhile
      }
      throw new UncheckedIOException(e);
    }
  }

  /** Decides; nothing when all is well, or nothing is connected to it yet. */
  static List<Hosted> hosted(JsonNode router, List<JsonNode> agents) {
    String name = router.path("name").stringValue(router.path("id").stringValue(""));
    List<JsonNode> alive =
        agents.stream().filter(agent -> agent.path("alive").booleanValue(false)).toList();
    boolean used = router.path("external_gateway_info").isObject();
    String hosts =
        Names.of(
            agents.stream().map(agent -> agent.path("host").stringValue("")).sorted().toList());
    if (agents.isEmpty()) {
      return used ? List.of(new Hosted(name, Kind.NOWHERE, "")) : List.of();
    }
    if (alive.isEmpty()) {
      return List.of(new Hosted(name, Kind.ON_THE_DEAD, hosts));
    }
    if (!router.path("ha").booleanValue(false)) {
      return List.of(new Hosted(name, Kind.ONE_HOST, hosts));
    }
    long active =
        alive.stream()
            .filter(agent -> agent.path("ha_state").stringValue("").equals("active"))
            .count();
    if (active != 1) {
      return List.of(new Hosted(name, active == 0 ? Kind.NONE_ACTIVE : Kind.SEVERAL_ACTIVE, hosts));
    }
    return alive.size() < 2 ? List.of(new Hosted(name, Kind.NO_STANDBY, hosts)) : List.of();
  }

  private static Finding finding(Kind kind, String hosts, List<String> names, long agents) {
    String routers =
        (names.size() == 1 ? "Router " : names.size() + " routers: ") + Names.of(names);
    String move =
        "openstack network agent add router --l3 AGENT ROUTER, with an agent that is alive";
    String more = agents < 2 ? "add a second host with an L3 agent; then " : "";
    return switch (kind) {
      case NOWHERE ->
          new Finding(Importance.BROKEN, routers + " on no agent: nothing goes through.", move);
      case ON_THE_DEAD ->
          new Finding(
              Importance.BROKEN,
              "%s only on agents that do not report (%s): if the host is gone, nothing goes through."
                  .formatted(routers, hosts),
              "bring the agent back, or openstack network agent remove router --l3 DEAD-AGENT ROUTER; "
                  + move);
      case NONE_ACTIVE ->
          new Finding(
              Importance.BROKEN,
              "%s active on none of its hosts (%s): nothing goes through."
                  .formatted(routers, hosts),
              "on these hosts look at keepalived of the router and at the network between them (VRRP, protocol 112)");
      case SEVERAL_ACTIVE ->
          new Finding(
              Importance.BROKEN,
              "%s active on several hosts at once (%s): they take each other's packets."
                  .formatted(routers, hosts),
              "the hosts do not hear each other: look at the network between them (VRRP, protocol 112) and its MTU");
      case NO_STANDBY ->
          new Finding(
              Importance.AT_RISK,
              "%s without a standby that is alive (%s).".formatted(routers, hosts),
              more
                  + "openstack network agent list --agent-type l3 shows which agent is dead; bring it back");
      case ONE_HOST ->
          new Finding(
              Importance.AT_RISK,
              "%s on %s only: when that host dies, so do their networks' connections to the world."
                  .formatted(routers, hosts),
              more
                  + "openstack router set --disable ROUTER; openstack router set --ha --enable ROUTER");
    };
  }
}
