package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.openstack.TestCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComputeCheckTest {
  private static final String SERVICE =
      """
      {"binary": "%s", "host": "%s", "id": "1f7c38bb-4316-465c-9806-a5168c3dd78b", "zone": "nova", "status": "%s", "state": "%s",
       "updated_at": "2026-11-22T08:12:59.000000", "disabled_reason": null, "forced_down": %s}\
      """;

  private final TestCloud cloud = TestCloud.start();

  @AfterEach
  void stop() {
    cloud.close();
  }

  private void services(String... services) {
    cloud.answer(
        "/compute/v2.1/os-services", "{\"services\": [" + String.join(",", services) + "]}");
  }

  @Test
  void thoseThatReportAndThoseSwitchedOffAreFine() {
    services(
        SERVICE.formatted("nova-compute", "compute01", "enabled", "up", "false"),
        SERVICE.formatted("nova-compute", "compute02", "disabled", "down", "false"));
    assertThat(TestVisit.findings(cloud, new ComputeCheck())).isEmpty();
  }

  @Test
  void aDeadHostAndADeadSchedulerAreFound() {
    services(
        SERVICE.formatted("nova-compute", "compute01", "enabled", "down", "false"),
        SERVICE.formatted("nova-compute", "compute03", "enabled", "down", "true"),
        SERVICE.formatted("nova-scheduler", "control", "enabled", "down", "false"));
    assertThat(TestVisit.findings(cloud, new ComputeCheck()))
        .allMatch(finding -> finding.importance() == Importance.BROKEN)
        .satisfiesExactly(
            finding -> {
              assertThat(finding.what())
                  .startsWith(
                      "nova-compute on compute01 has not reported since 2026-11-22T08:12:59");
              assertThat(finding.mend()).contains("systemctl status nova-compute", "evacuate");
            },
            finding -> assertThat(finding.what()).contains("compute03 was declared dead"),
            finding ->
                assertThat(finding.mend())
                    .isEqualTo("on control: systemctl status nova-scheduler"));
  }

  @Test
  void othersThanAdministratorsAreTold() {
    cloud.answer(
        "/compute/v2.1/os-services",
        403,
        "{\"forbidden\": {\"code\": 403, \"message\": \"Policy doesn't allow os_compute_api:os-services:list "
            + "to be performed.\"}}");
    assertThat(TestVisit.look(cloud, new ComputeCheck()))
        .isInstanceOfSatisfying(
            Outcome.CouldNotLook.class,
            blind -> assertThat(blind.why()).startsWith("it needs an administrator"));
  }

  @Test
  void aCloudWithoutComputeHasNothingToLookAt() {
    cloud.withoutEndpoints();
    assertThat(TestVisit.look(cloud, new ComputeCheck()))
        .isEqualTo(Outcome.nothingThere("the cloud has no compute service"));
  }
}
