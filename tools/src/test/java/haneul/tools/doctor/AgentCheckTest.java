package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.openstack.TestCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentCheckTest {
  private static final String ID = "18d0a671-4f7d-40ef-a301-3cbd3f20a7bf";
  private final TestCloud cloud = TestCloud.start();

  @AfterEach
  void stop() {
    cloud.close();
  }

  private void agent(String type, String binary, boolean up, boolean alive) {
    cloud.answer(
        "/network/v2.0/agents",
        """
        {"agents": [{"id": "%s", "agent_type": "%s", "binary": "%s", "topic": "x", "host": "network.stack",
         "admin_state_up": %s, "created_at": "2026-11-22 08:03:05", "started_at": "2026-11-22 08:03:05",
         "heartbeat_timestamp": "2026-11-22 08:10:05", "description": null, "availability_zone": "nova", "alive": %s,
         "configurations": {}}]}\
        """
            .formatted(ID, type, binary, up, alive));
  }

  @Test
  void thoseThatReportAndThoseSwitchedOffAreFine() {
    agent("DHCP agent", "neutron-dhcp-agent", true, true);
    assertThat(TestVisit.findings(cloud, new AgentCheck())).isEmpty();
    agent("DHCP agent", "neutron-dhcp-agent", false, false);
    assertThat(TestVisit.findings(cloud, new AgentCheck())).isEmpty();
  }

  @Test
  void aDeadOneIsFound() {
    agent("Open vSwitch agent", "neutron-openvswitch-agent", true, false);
    assertThat(TestVisit.findings(cloud, new AgentCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.BROKEN);
          assertThat(finding.what())
              .startsWith(
                  "Open vSwitch agent on network.stack has not reported since 2026-11-22 08:10:05");
          assertThat(finding.mend()).contains("systemctl status neutron-openvswitch-agent");
        });
  }

  @Test
  void aDeadOneOfOursIsOneProgram() {
    agent("DHCP agent", "neutron-dhcp-agent", true, false);
    assertThat(TestHost.findings(TestVisit.look(cloud, new AgentCheck(), true)))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.mend())
                .isEqualTo("on network.stack: haneul agent (or haneul up), and haneul logs"));
  }

  /** The seed's own commands, of today's client. */
  @Test
  void aDeadOneWithRoutersIsToldHowToGiveThemAway() {
    agent("L3 agent", "neutron-l3-agent", true, false);
    cloud.answer(
        "/network/v2.0/agents/" + ID + "/l3-routers",
        "{\"routers\": [{\"id\": \"5bc25047\", \"name\": \"router_admin_ext\"}]}");
    assertThat(TestVisit.findings(cloud, new AgentCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.what()).contains("router_admin_ext");
          assertThat(finding.mend()).contains("openstack network agent remove router --l3 " + ID);
        });
  }

  @Test
  void othersThanAdministratorsSeeNone() {
    cloud.roles("member");
    assertThat(TestVisit.look(cloud, new AgentCheck()))
        .isEqualTo(Outcome.couldNotLook("only an administrator sees agents"));
  }
}
