package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.openstack.TestCloud;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouterCheckTest {
  private final TestCloud cloud = TestCloud.start();

  @BeforeEach
  void twoAgents() {
    cloud.answer(
        "/network/v2.0/extensions",
        "{\"extensions\": [{\"alias\": \"router\"}, {\"alias\": \"l3-ha\"}]}");
    agents("/network/v2.0/agents", agent("network", true, ""), agent("network02", true, ""));
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  private static String agent(String host, boolean alive, String state) {
    return """
    {"id": "id-%s", "agent_type": "L3 agent", "host": "%s", "admin_state_up": true, "alive": %s, "ha_state": %s}\
    """
        .formatted(host, host, alive, state.isEmpty() ? "null" : "\"" + state + "\"");
  }

  private void agents(String path, String... agents) {
    cloud.answer(path, "{\"agents\": [" + String.join(",", agents) + "]}");
  }

  private void routers(String... names) {
    cloud.answer(
        "/network/v2.0/routers",
        "{\"routers\": ["
            + String.join(
                ",",
                List.of(names).stream()
                    .map(name ->
                        """
                        {"id": "%s", "name": "%s", "admin_state_up": true, "ha": %s, "distributed": false,
                         "external_gateway_info": {"network_id": "n"}}\
                        """
                            .formatted(name, name, name.startsWith("ha")))
                    .toList())
            + "]}");
  }

  private void hosted(String router, String... agents) {
    agents("/network/v2.0/routers/" + router + "/l3-agents", agents);
  }

  private Finding single() {
    List<Finding> findings = TestVisit.findings(cloud, new RouterCheck());
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  @Test
  void oneWithAStandbyIsFine() {
    routers("ha1");
    hosted("ha1", agent("network", true, "active"), agent("network02", true, "standby"));
    assertThat(TestVisit.findings(cloud, new RouterCheck())).isEmpty();
  }

  /** The seed's own router. */
  @Test
  void oneOnOneHostIsAtRisk() {
    routers("router_admin_ext", "other");
    hosted("router_admin_ext", agent("network.stack", true, ""));
    hosted("other", agent("network.stack", true, ""));
    Finding finding = single();
    assertThat(finding.importance()).isEqualTo(Importance.AT_RISK);
    assertThat(finding.what())
        .startsWith("2 routers: router_admin_ext, other on network.stack only");
    assertThat(finding.mend()).startsWith("openstack router set --disable ROUTER");
    agents("/network/v2.0/agents", agent("network.stack", true, ""));
    assertThat(single().mend()).startsWith("add a second host with an L3 agent");
  }

  @Test
  void oneWhoseStandbyIsDeadIsAtRisk() {
    routers("ha1");
    hosted("ha1", agent("network", true, "active"), agent("network02", false, "standby"));
    assertThat(single().importance()).isEqualTo(Importance.AT_RISK);
    assertThat(single().what())
        .isEqualTo("Router ha1 without a standby that is alive (network, network02).");
  }

  @Test
  void oneThatPassesNothingIsBroken() {
    routers("ha1");
    hosted("ha1", agent("network", true, "standby"), agent("network02", true, "standby"));
    assertThat(single().what()).startsWith("Router ha1 active on none of its hosts");
    hosted("ha1", agent("network", true, "active"), agent("network02", true, "active"));
    assertThat(single().what()).startsWith("Router ha1 active on several hosts at once");
    hosted("ha1", agent("network", false, "active"), agent("network02", false, "standby"));
    assertThat(single().what()).startsWith("Router ha1 only on agents that do not report");
    hosted("ha1");
    assertThat(single().what()).startsWith("Router ha1 on no agent");
    assertThat(single().importance()).isEqualTo(Importance.BROKEN);
  }

  @Test
  void oneThatWasDeletedMeanwhileIsLeftOut() {
    routers("gone");
    assertThat(TestVisit.findings(cloud, new RouterCheck())).isEmpty();
  }

  @Test
  void cloudsWithoutRoutersOrAgentsHaveNothingToLookAt() {
    agents("/network/v2.0/agents");
    assertThat(TestVisit.look(cloud, new RouterCheck()))
        .isEqualTo(Outcome.nothingThere("no L3 agent hosts routers here"));
    cloud.roles("member");
    assertThat(TestVisit.look(cloud, new RouterCheck())).isInstanceOf(Outcome.CouldNotLook.class);
    cloud.answer("/network/v2.0/extensions", "{\"extensions\": []}");
    assertThat(TestVisit.look(cloud, new RouterCheck()))
        .isEqualTo(Outcome.nothingThere("the cloud has no routers"));
  }
}
