package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenVSwitchCheckTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path root;

  private TestHost host(String datapath, String error) {
    String list = "ovs-vsctl --timeout=5 --format=json --columns=";
    return new TestHost(root)
        .program(
            list + "name,datapath_type list Bridge",
            "{\"data\":[[\"br-int\",\""
                + datapath
                + "\"]],\"headings\":[\"name\",\"datapath_type\"]}")
        .program(
            list + "name,error list Interface",
            "{\"data\":[[\"br-int\",[\"set\",[]]],[\"tap1\","
                + error
                + "]],\"headings\":[\"name\",\"error\"]}");
  }

  @Test
  void oneInTheKernelIsFine() {
    assertThat(
            host("system", "[\"set\",[]]")
                .directory("/sys/module/openvswitch")
                .findings(new OpenVSwitchCheck()))
        .isEmpty();
  }

  @Test
  void bridgesWithoutTheirModulePassNothing() {
    assertThat(host("", "[\"set\",[]]").findings(new OpenVSwitchCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.BROKEN);
          assertThat(finding.what()).startsWith("Bridges br-int need Open vSwitch's kernel module");
          assertThat(finding.mend()).startsWith("modprobe openvswitch");
        });
  }

  @Test
  void bridgesInUserspaceAreSlow() {
    assertThat(host("netdev", "[\"set\",[]]").findings(new OpenVSwitchCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.POOR);
          assertThat(finding.mend()).startsWith("modprobe");
        });
    assertThat(
            host("netdev", "[\"set\",[]]")
                .directory("/sys/module/openvswitch")
                .findings(new OpenVSwitchCheck()))
        .singleElement()
        .satisfies(finding -> assertThat(finding.mend()).startsWith("the kernel module is loaded"));
  }

  @Test
  void aPortWithAnErrorIsFound() {
    assertThat(
            host("system", "\"could not open network device tap1 (No such device)\"")
                .directory("/sys/module/openvswitch")
                .findings(new OpenVSwitchCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.BROKEN);
          assertThat(finding.what())
              .isEqualTo(
                  "Port tap1 passes nothing: could not open network device tap1 (No such device)");
          assertThat(finding.mend()).contains("ovs-vsctl del-port tap1");
        });
  }

  @Test
  void oneThatDoesNotRunMattersWhereGuestsAre() {
    TestHost silent = new TestHost(root).program("ovs-vsctl", 1, "");
    assertThat(silent.look(new OpenVSwitchCheck())).isInstanceOf(Outcome.NothingThere.class);
    assertThat(silent.directory("/var/lib/nova/instances").findings(new OpenVSwitchCheck()))
        .singleElement()
        .satisfies(finding -> assertThat(finding.importance()).isEqualTo(Importance.BROKEN));
  }
}
