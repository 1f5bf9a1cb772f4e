package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.openstack.TestCertificates;
import haneul.tools.openstack.TestCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateCheckTest {
  /**
   * What a cloud's certificate, which is good for another 89 days, looks like some days from now.
   */
  private static Outcome look(int days) {
    try (TestCloud cloud = TestCloud.startWithTls(TestCertificates.ofLocalhost().context());
        CloudVisit visit = new CloudVisit(cloud.config(), false)) {
      assertThat(visit.refused()).as("nobody vouches for it").isNotNull();
      return new TestHost(Path.of("/nowhere"))
          .at(Instant.now().plus(Duration.ofDays(days)))
          .cloud(visit)
          .look(new CertificateCheck());
    }
  }

  @Test
  void oneThatIsGoodForLongIsFine() {
    assertThat(TestHost.findings(look(0))).isEmpty();
  }

  /** It keeps everybody out, and that is when the doctor is called. */
  @Test
  void anExpiredOneIsFoundWithoutLoggingIn() {
    assertThat(TestHost.findings(look(100)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.BROKEN);
          assertThat(finding.what())
              .startsWith("The certificate of localhost:")
              .contains("(CN=localhost) expired on");
        });
  }

  @Test
  void oneThatExpiresSoonIsAtRisk() {
    assertThat(TestHost.findings(look(70)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.importance()).isEqualTo(Importance.AT_RISK));
  }

  @Test
  void oneFromTheFutureIsFound() {
    assertThat(TestHost.findings(look(-5)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("is good only from"));
  }

  /** As the agent keeps it: the key, then the certificate. */
  @Test
  void thisHostsAgentHasOneToo(@TempDir Path state) throws IOException {
    Path file = state.resolve("keys/link/host.pem");
    Files.createDirectories(state.resolve("keys/link"));
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
            + TestCertificates.ofLocalhost().pem());
    TestHost host = new TestHost(Path.of("/nowhere")).state(state);
    assertThat(host.findings(new CertificateCheck())).isEmpty();
    assertThat(host.at(Instant.now().plus(Duration.ofDays(100))).findings(new CertificateCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.what()).startsWith("The certificate of this host's agent");
          assertThat(finding.mend()).contains("haneul host token");
        });
    Files.writeString(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThat(host.look(new CertificateCheck())).isInstanceOf(Outcome.CouldNotLook.class);
  }

  @Test
  void withoutTlsThereIsNothingToLookAt() {
    try (TestCloud cloud = TestCloud.start()) {
      assertThat(TestVisit.look(cloud, new CertificateCheck()))
          .isEqualTo(Outcome.nothingThere("there are no certificates"));
      cloud.endpoint("dns", "public", "RegionOne", "https://127.0.0.1:9");
      assertThat(TestVisit.findings(cloud, new CertificateCheck()))
          .singleElement()
          .satisfies(finding -> assertThat(finding.what()).contains("shows no certificate"));
    }
  }
}
