package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.openstack.TestCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointCheckTest {
  private final TestCloud cloud = TestCloud.start();

  @AfterEach
  void stop() {
    cloud.close();
  }

  /** A service may want a token even for its versions, or send elsewhere; it answers. */
  @Test
  void anyAnswerWillDo() {
    cloud.endpoint("volumev3", "public", "RegionOne", cloud.url() + "/volume/v3/project/x");
    assertThat(TestVisit.findings(cloud, new EndpointCheck())).isEmpty();
  }

  @Test
  void thoseThatFailOrAreGoneAreFound() {
    cloud.endpoint("dns", "public", "RegionOne", "http://127.0.0.1:9");
    cloud.answer("/network", 502, "");
    assertThat(TestVisit.findings(cloud, new EndpointCheck()))
        .allMatch(finding -> finding.importance() == Importance.BROKEN)
        .extracting(Finding::what)
        .containsExactly(
            "The network service does not work at %s/network: it answers with status 502"
                .formatted(cloud.url()),
            "The dns service does not work at http://127.0.0.1:9: http://127.0.0.1:9: nothing listens there");
  }

  @Test
  void whatOthersReachWithoutTlsIsFound() {
    cloud.endpoint("dns", "public", "RegionOne", "http://cloud.invalid:9001/v2");
    cloud.endpoint("key-manager", "public", "RegionOne", "http://[::1]:9");
    assertThat(TestVisit.findings(cloud, new EndpointCheck()))
        .extracting(Finding::what)
        .filteredOn(what -> what.contains("without TLS"))
        .singleElement()
        .asString()
        .startsWith("http://cloud.invalid:9001: without TLS");
  }

  @Test
  void aCatalogWithoutAnythingIsFound() {
    cloud.withoutEndpoints();
    assertThat(TestVisit.findings(cloud, new EndpointCheck()))
        .singleElement()
        .satisfies(finding -> assertThat(finding.mend()).contains("region_name"));
  }
}
