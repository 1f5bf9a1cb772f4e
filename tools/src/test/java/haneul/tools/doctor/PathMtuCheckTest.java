package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.openstack.TestCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PathMtuCheckTest {
  private static final String CHECKS = "/haneul/v1/mtu-checks";

  private final TestCloud cloud = TestCloud.start();

  @AfterEach
  void stop() {
    cloud.close();
  }

  private void check(String findings, String state) {
    cloud.answer(CHECKS, 202, "{\"id\": \"1\", \"state\": \"running\", \"paths_total\": 2}");
    cloud.answer(
        CHECKS + "/1",
        """
        {"id": "1", "state": "done", "paths_total": 2, "findings": [%s], "paths": [
          {"from": "a", "to": "b", "state": "%s", "problem": "b: Host b is not connected."}]}\
        """
            .formatted(findings, state));
  }

  @Test
  void whatTheHostsFoundIsTold() {
    check(
        """
        {"what": "eth1 on b carries packets of 1400 bytes; 1500 are needed.",
         "mend": "raise eth1", "paths": [{"from": "a", "to": "b"}, {"from": "b", "to": "a"}]}\
        """,
        "swallows");
    assertThat(TestVisit.findings(cloud, new PathMtuCheck()))
        .containsExactly(
            new Finding(
                Importance.BROKEN,
                "eth1 on b carries packets of 1400 bytes; 1500 are needed. So it is from a to b, b to a.",
                "raise eth1"));
  }

  @Test
  void whatCouldNotBeMeasuredIsTold() {
    check("", "fine");
    assertThat(TestVisit.findings(cloud, new PathMtuCheck())).isEmpty();
    check("", "unknown");
    assertThat(TestVisit.look(cloud, new PathMtuCheck()))
        .isEqualTo(Outcome.couldNotLook("b: Host b is not connected."));
  }

  @Test
  void otherCloudsCannotBeAsked() {
    assertThat(TestVisit.look(cloud, new PathMtuCheck())).isInstanceOf(Outcome.NothingThere.class);
    cloud.answer(CHECKS, 202, "{\"id\": \"1\", \"state\": \"done\", \"paths_total\": 0}");
    assertThat(TestVisit.look(cloud, new PathMtuCheck(), true))
        .isEqualTo(Outcome.nothingThere("no two hosts of the cloud have tunnels"));
    cloud.answer(CHECKS, 403, "{\"error\": {\"message\": \"no\"}}");
    assertThat(TestVisit.look(cloud, new PathMtuCheck())).isInstanceOf(Outcome.CouldNotLook.class);
  }
}
