package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @SuppressWarnings("NullAway.Init")
  private ClientSession admin;

  @SuppressWarnings("NullAway.Init")
  private ClientSession demo;

  @BeforeAll
  void up() {
    cloud = LabCloud.control();
    host = LabHost.join(cloud, HOST);
    admin = cloud.adminSession();
    demo = cloud.session();
    Eventually.holds(() -> assertThat(state()).isEqualTo("up"));
  }

  @AfterAll
  void down() {
    host.close();
    cloud.close();
  }

  private String state() {
    return admin.value("State", "compute service list --host " + HOST);
  }

  @Test
  void hostsAreShown() {
    assertThat(admin.run("compute service list")).contains("nova-scheduler", "nova-compute");
    assertThat(admin.run("hypervisor list")).contains(HOST, "QEMU", "up");
    assertThat(admin.run("hypervisor show " + HOST)).contains("hypervisor_version", "enabled");
    assertThat(admin.run("hypervisor stats show")).contains("running_vms", "free_ram_mb");
    assertThat(admin.run("host list")).contains(HOST, "compute");
    assertThat(admin.run("host show " + HOST)).contains("(total)", "(used_now)", "(used_max)");
    admin.run("compute service set --disable --disable-reason memory " + HOST + " nova-compute");
    assertThat(admin.run("compute service list --long")).contains("disabled", "memory");
    admin.run("compute service set --enable " + HOST + " nova-compute");
    forced("--down");
    assertThat(state()).isEqualTo("down");
    forced("--up");
    assertThat(state()).isEqualTo("up");
    assertThat(demo.fail("host list")).contains("403");
  }

  @Test
  void theServiceOfAHostThatReportsIsNotDeleted() {
    String id = admin.value("ID", "compute service list --host " + HOST);
    assertThat(admin.fail("compute service delete " + id))
        .contains("compute service that is up", "409");
    assertThat(state()).isEqualTo("up");
    assertThat(cloud.haneul("host", "show", HOST).expectSuccess())
        .containsPattern("state +up")
        .containsPattern("roles +compute, network");
  }

  /** The version is said before a session begins. */
  private void forced(String how) {
    cloud
        .admin(
            "--os-compute-api-version",
            "2.11",
            "compute",
            "service",
            "set",
            how,
            HOST,
            "nova-compute")
        .expectSuccess();
  }

  @Test
  void aggregatesAndZones() throws IOException {
    admin.run("aggregate create --zone az1 --property ssd=true fast");
    admin.run("aggregate add host fast " + HOST);
    assertThat(admin.run("aggregate list --long")).contains("fast", "az1", "ssd='true'");
    assertThat(admin.run("availability zone list --compute")).contains("az1");
    assertThat(admin.run("availability zone list --compute --long"))
        .contains("internal", "nova-compute", HOST, "enabled");
    Path ahead = Files.writeString(cloud.state().resolve("ahead"), "an image");
    admin.run("image create --disk-format raw --file " + ahead + " ahead");
    cloud
        .admin("--os-compute-api-version", "2.81", "aggregate", "cache", "image", "fast", "ahead")
        .expectSuccess();
    Eventually.holds(() -> assertThat(host.cachedImages()).anyMatch(name -> name.endsWith(".raw")));
    Guests.boot(cloud, "zoned", "--availability-zone az1");
    assertThat(demo.value("OS-EXT-AZ:availability_zone", "server show zoned")).isEqualTo("az1");
    assertThat(admin.fail("aggregate set --zone az2 fast")).contains("contain instances");
    assertThat(demo.fail(create("lost", "--availability-zone mars")))
        .contains("requested availability zone is not available");
    Guests.delete(cloud, "zoned");

    admin.run("aggregate set --name faster --property rack=7 fast");
    admin.run("aggregate unset --property ssd faster");
    assertThat(admin.run("aggregate show faster")).contains("rack='7'").doesNotContain("ssd");
    admin.fail("aggregate delete faster");
    admin.run("aggregate remove host faster " + HOST);
    admin.run("aggregate delete faster");
    assertThat(admin.run("aggregate list")).doesNotContain("faster");
  }

  @Test
  void serverGroupsAndForcedHosts() throws IOException {
    demo.run("server group create --policy affinity old");
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
    assertThat(demo.run("server group list")).contains("old", "affinity", "apart");
    String group = demo.value("id", "server group show apart");
    Guests.boot(cloud, "first", "--hint group=" + group);
    createInVain("second", "--hint group=" + group);
    assertThat(demo.value("fault", "server show second"))
        .contains("No valid host was found. 1 host: 1 has servers of its anti-affinity group");
    assertThat(demo.run("server group show apart")).contains(demo.value("id", "server show first"));
    assertThat(demo.fail(create("third", "--hint query=x"))).contains("hints");
    assertThat(demo.fail(create("third", "--availability-zone nova:" + HOST))).contains("403");
    Guests.delete(cloud, "first");
    Guests.delete(cloud, "second");
    demo.run("server group delete old apart");
    assertThat(demo.run("server group list")).doesNotContain("apart");
  }

  /** Its connections stay open: only its silence tells. */
  @Test
  void aFrozenAgentIsDown() throws IOException {
    host.freeze();
    try {
      Eventually.holds(() -> assertThat(state()).isEqualTo("down"));
      assertThat(admin.run("hypervisor list")).contains("down");
      assertThat(cloud.haneul("host", "list").expectSuccess()).contains("down");
      createInVain("lost", "");
      assertThat(demo.value("fault", "server show lost")).contains("1 host: 1 is down.");
    } finally {
      host.thaw();
    }
    Eventually.holds(() -> assertThat(state()).isEqualTo("up"));
    Guests.delete(cloud, "lost");
  }

  private static String create(String name, String how) {
    return "server create --image haneul-tiny --flavor m1.tiny --network private %s %s"
        .formatted(how, name);
  }

  private void createInVain(String name, String how) throws IOException {
    LabApi.login(cloud).waitForStatus(demo.value("id", create(name, how)), "ERROR");
  }
}
