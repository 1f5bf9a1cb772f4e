package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunnelMtuCheckTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path root;

  private TestHost host(String type, String remote, int deviceMtu, int guestMtu) {
    return new TestHost(root)
        .program(
            "ovs-vsctl --timeout=5 --format=json --columns=name,type,options,mtu list Interface",
            """
            {"data":[["br-int","internal",["map",[]],65000,["set",[]]],
             ["tap91e1-0c","",["map",[]],%d],
             ["gre-0afa0002","%s",["map",[["in_key","flow"],["local_ip","10.0.0.1"],["remote_ip","%s"]]],["set",[]]]],
             "headings":["name","type","options","mtu"]}\
            """
                .formatted(guestMtu, type, remote))
        .program(
            "ip -j route get " + remote,
            "[{\"dst\":\""
                + remote
                + "\",\"dev\":\"eth1\",\"prefsrc\":\"10.0.0.1\",\"flags\":[],\"uid\":0,\"cache\":[]}]")
        .file("/sys/class/net/eth1/mtu", deviceMtu + "\n");
  }

  @Test
  void whatFitsIsFine() {
    assertThat(host("gre", "10.0.0.2", 1500, 1458).findings(new TunnelMtuCheck())).isEmpty();
    assertThat(host("vxlan", "10.0.0.2", 1550, 1500).findings(new TunnelMtuCheck())).isEmpty();
  }

  @Test
  void whatDoesNotFitIsFound() {
    assertThat(host("gre", "10.0.0.2", 1500, 1500).findings(new TunnelMtuCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.what())
              .startsWith(
                  "gre tunnels leave by eth1 (MTU 1500), which has room for packets of 1458 bytes; tap91e1-0c may carry 1500");
          assertThat(finding.mend()).startsWith("ip link set eth1 mtu 1542");
        });
    assertThat(host("vxlan", "fd00::2", 1500, 1450).findings(new TunnelMtuCheck()))
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.what()).contains("room for packets of 1430 bytes"));
  }

  @Test
  void hostsWithoutTunnelsHaveNothingToLookAt() {
    assertThat(new TestHost(root).look(new TunnelMtuCheck()))
        .isEqualTo(Outcome.nothingThere("Open vSwitch is not installed"));
    assertThat(host("patch", "10.0.0.2", 1500, 1500).look(new TunnelMtuCheck()))
        .isEqualTo(Outcome.nothingThere("this host has no tunnels"));
    assertThat(new TestHost(root).program("ovs-vsctl", 1, "").look(new TunnelMtuCheck()))
        .isEqualTo(Outcome.nothingThere("Open vSwitch does not run"));
  }
}
