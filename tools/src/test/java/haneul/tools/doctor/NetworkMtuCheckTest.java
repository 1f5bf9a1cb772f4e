package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.openstack.TestCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetworkMtuCheckTest {
  private final TestCloud cloud = TestCloud.start();

  @AfterEach
  void stop() {
    cloud.close();
  }

  private static String network(String name, String type, int mtu) {
    return """
    {"id": "id-%s", "name": "%s", "mtu": %d, "provider:network_type": "%s", "provider:segmentation_id": 642}\
    """
        .formatted(name, name, mtu, type);
  }

  private void networks(String... networks) {
    cloud.answer("/network/v2.0/networks", "{\"networks\": [" + String.join(",", networks) + "]}");
  }

  /** As Neutron computes them. */
  @Test
  void thoseThatLeaveRoomAreFine() {
    networks(
        network("a", "vxlan", 1450),
        network("b", "gre", 1458),
        network("c", "geneve", 1442),
        network("d", "flat", 1500),
        network("e", "local", 1500));
    assertThat(TestVisit.findings(cloud, new NetworkMtuCheck())).isEmpty();
    networks(network("a", "vxlan", 8950), network("d", "vlan", 9000));
    assertThat(TestVisit.findings(cloud, new NetworkMtuCheck())).isEmpty();
  }

  /** The seed's cloud of 2013: GRE tunnels, and guests that send 1500 bytes. */
  @Test
  void pingWorksAndTheInternetDoesNot() {
    networks(network("admin", "gre", 1500), network("ext", "flat", 1500));
    assertThat(TestVisit.findings(cloud, new NetworkMtuCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.AT_RISK);
          assertThat(finding.what())
              .contains("Guests on admin may send 1500 bytes, with gre around them 1542");
          assertThat(finding.mend())
              .startsWith("openstack network set --mtu 1458 NETWORK")
              .contains("1542");
        });
  }

  @Test
  void othersThanAdministratorsDoNotSeeWhatIsTunnelled() {
    cloud.answer(
        "/network/v2.0/networks",
        "{\"networks\": [{\"id\": \"1\", \"name\": \"a\", \"mtu\": 1500}]}");
    assertThat(TestVisit.look(cloud, new NetworkMtuCheck()))
        .isInstanceOf(Outcome.CouldNotLook.class);
    networks();
    assertThat(TestVisit.look(cloud, new NetworkMtuCheck()))
        .isInstanceOf(Outcome.NothingThere.class);
  }
}
