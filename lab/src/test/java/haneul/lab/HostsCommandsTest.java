package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an operator of hosts types into Debian's client, against control and a host that joined. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostsCommandsTest {
  private static final String HOST = "compute01";

  @SuppressWarnings("NullAway.Init")
  private LabCloud cloud;

  @SuppressWarnings("NullAway.Init")
  private LabHost host;

  @BeforeAll
  void up() {
    cloud = LabCloud.control();
    host = LabHost.join(cloud, HOST);
    Eventually.holds(() -> assertThat(state()).isEqualTo("up"));
  }

  @AfterAll
  void down() {
    host.close();
    cloud.close();
  }

  private String admin(String... arguments) {
    return cloud.admin(arguments).expectSuccess();
  }

  private String state() {
    return admin("compute", "service", "list", "--host", HOST, "-f", "value", "-c", "State")
        .strip();
  }

  @Test
  void hostsAreShown() {
    assertThat(admin("compute", "service", "list")).contains("nova-scheduler", "nova-compute");
    assertThat(admin("hypervisor", "list")).contains(HOST, "QEMU", "up");
    assertThat(admin("hypervisor", "show", HOST)).contains("hypervisor_version", "enabled");
    assertThat(admin("hypervisor", "stats", "show")).contains("running_vms", "free_ram_mb");
    assertThat(admin("host", "list")).contains(HOST, "compute", "nova");
    assertThat(admin("host", "show", HOST)).contains("(total)", "(used_now)", "(used_max)");
    admin(
        "compute",
        "service",
        "set",
        "--disable",
        "--disable-reason",
        "memory",
        HOST,
        "nova-compute");
    assertThat(admin("compute", "service", "list", "--long")).contains("disabled", "memory");
    admin("compute", "service", "set", "--enable", HOST, "nova-compute");
    forced("--down");
    assertThat(state()).isEqualTo("down");
    forced("--up");
    assertThat(state()).isEqualTo("up");
    assertThat(cloud.openstack("host", "list").expectFailure()).contains("403");
  }

  private void forced(String how) {
    admin(
        "--os-compute-api-version", "2.11", "compute", "service", "set", how, HOST, "nova-compute");
  }

  @Test
  void aggregatesAndZones() {
    admin("aggregate", "create", "--zone", "az1", "--property", "ssd=true", "fast");
    admin("aggregate", "add", "host", "fast", HOST);
    assertThat(admin("aggregate", "list", "--long")).contains("fast", "az1", "ssd='true'");
    assertThat(admin("availability", "zone", "list", "--compute")).contains("az1");
    assertThat(admin("availability", "zone", "list", "--compute", "--long"))
        .contains("internal", "nova-compute", HOST, "enabled");
    boot("zoned", "--availability-zone", "az1");
    assertThat(cloud.value("OS-EXT-AZ:availability_zone", "server", "show", "zoned"))
        .isEqualTo("az1");
    assertThat(cloud.admin("aggregate", "set", "--zone", "az2", "fast").expectFailure())
        .contains("contain instances");
    assertThat(create("lost", "--availability-zone", "mars").expectFailure())
        .contains("requested availability zone is not available");
    delete("zoned");

    admin("aggregate", "set", "--name", "faster", "--property", "rack=7", "fast");
    admin("aggregate", "unset", "--property", "ssd", "faster");
    assertThat(admin("aggregate", "show", "faster")).contains("rack='7'").doesNotContain("ssd");
    assertThat(cloud.admin("aggregate", "delete", "faster").exit()).isNotZero();
    admin("aggregate", "remove", "host", "faster", HOST);
    admin("aggregate", "delete", "faster");
    assertThat(admin("aggregate", "list")).doesNotContain("faster");
  }

  @Test
  void serverGroupsAndForcedHosts() {
    cloud.openstack("server", "group", "create", "--policy", "affinity", "old").expectSuccess();
    cloud
        .openstack(
            "--os-compute-api-version",
            "2.64",
            "server",
            "group",
            "create",
            "--policy",
            "anti-affinity",
            "--rule",
            "max_server_per_host=1",
            "apart")
        .expectSuccess();
    assertThat(cloud.openstack("server", "group", "list").expectSuccess())
        .contains("old", "affinity", "apart");
    String group = cloud.value("id", "server", "group", "show", "apart");
    boot("first", "--hint", "group=" + group);
    create("second", "--hint", "group=" + group);
    assertThat(cloud.value("fault", "server", "show", "second"))
        .contains("No valid host was found. 1 host: 1 has servers of its anti-affinity group");
    assertThat(cloud.openstack("server", "group", "show", "apart").expectSuccess())
        .contains(cloud.value("id", "server", "show", "first"));
    assertThat(create("third", "--hint", "query=x").expectFailure()).contains("hints");
    assertThat(create("third", "--availability-zone", "nova:" + HOST).expectFailure())
        .contains("403");
    delete("first");
    delete("second");
    cloud.openstack("server", "group", "delete", "old", "apart").expectSuccess();
    assertThat(cloud.openstack("server", "group", "list").expectSuccess()).doesNotContain("apart");
  }

  /** Its connections stay open: only its silence tells. */
  @Test
  void aFrozenAgentIsDown() {
    host.freeze();
    try {
      Eventually.holds(() -> assertThat(state()).isEqualTo("down"));
      assertThat(admin("hypervisor", "list")).contains("down");
      assertThat(cloud.haneul("host", "list").expectSuccess()).contains("down");
      create("lost");
      assertThat(cloud.value("fault", "server", "show", "lost")).contains("1 host: 1 is down.");
    } finally {
      host.thaw();
    }
    Eventually.holds(() -> assertThat(state()).isEqualTo("up"));
    delete("lost");
  }

  private void boot(String name, String... how) {
    create(name, how).expectSuccess();
    assertThat(cloud.value("status", "server", "show", name)).isEqualTo("ACTIVE");
  }

  private Shell.Output create(String name, String... how) {
    return cloud.openstack(
        Stream.of(
                Stream.of("server", "create", "--image", "haneul-tiny", "--flavor", "m1.tiny"),
                Stream.of(how),
                Stream.of("--network", "private", "--wait", name))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private void delete(String name) {
    cloud.openstack("server", "delete", "--wait", name).expectSuccess();
  }
}
