package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.openstack.TestCloud;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdentityCheckTest {
  private final TestCloud cloud = TestCloud.start();

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void aTokenIsGiven() {
    assertThat(TestVisit.findings(cloud, new IdentityCheck())).isEmpty();
  }

  @Test
  void aServiceThatFailsIsFound() {
    cloud.answer("/identity/v3/auth/tokens", 503, "");
    List<Finding> findings = TestVisit.findings(cloud, new IdentityCheck());
    assertThat(findings)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.BROKEN);
          assertThat(finding.what()).contains("gives no token").contains("status 503");
          assertThat(finding.mend()).contains("identity service");
        });
    assertThat(TestHost.findings(TestVisit.look(cloud, new IdentityCheck(), true)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.mend()).contains("haneul up"));
    assertThat(TestVisit.look(cloud, new ComputeCheck()))
        .isEqualTo(Outcome.couldNotLook("the cloud test could not be entered"));
  }

  @Test
  void aServiceThatIsGoneIsFound() {
    cloud.close();
    assertThat(TestVisit.findings(cloud, new IdentityCheck()))
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("nothing listens there"));
  }

  /** That is the user's affair. */
  @Test
  void aWrongPasswordIsNoFinding() {
    cloud.answer(
        "/identity/v3/auth/tokens", 401, "{\"error\":{\"code\":401,\"message\":\"Wrong.\"}}");
    assertThat(TestVisit.look(cloud, new IdentityCheck()))
        .isInstanceOfSatisfying(
            Outcome.CouldNotLook.class, blind -> assertThat(blind.why()).contains("401, Wrong."));
  }
}
