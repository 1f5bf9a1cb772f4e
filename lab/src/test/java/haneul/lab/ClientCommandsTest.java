package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Debian's own clients, unpatched, against a whole cloud with real guests. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientCommandsTest {
  @SuppressWarnings("NullAway.Init")
  private LabCloud cloud;

  @BeforeAll
  void up() {
    cloud = LabCloud.up();
  }

  @AfterAll
  void down() {
    cloud.close();
  }

  @Test
  void identity() {
    assertThat(cloud.session().json("token issue").path("project_id").stringValue("")).hasSize(32);
    assertThat(cloud.session().run("catalog list"))
        .contains("identity", "image", "compute", "network", cloud.url());
    assertThat(cloud.adminSession().run("project list")).contains("admin", "demo");
    assertThat(cloud.adminSession().run("user list")).contains("admin", "demo");
    assertThat(cloud.adminSession().run("role list")).contains("admin", "member", "reader");
    assertThat(cloud.session().fail("user list")).contains("403");
  }

  /** What the identity service writes about a failed login is what the guard counts. */
  @Test
  void failedLoginsFeedTheGuard(@TempDir Path directory) {
    for (int i = 0; i < 3; i++) {
      assertThat(
              cloud
                  .openstack("--os-username", "nobody", "--os-password", "x", "token", "issue")
                  .expectFailure())
          .contains("401");
    }
    List<String> guard =
        List.of(
            cloud.home().resolve("haneul").toString(),
            "guard",
            "--log",
            cloud.state().resolve("log/logins.0.log").toString(),
            "--rule=haneul-login",
            "--threshold=3",
            "--ban-own",
            "--ban-private",
            "--state",
            directory.toString());
    assertThat(
            Shell.run(Duration.ofMinutes(1), Map.of("HANEUL_NO_BUILD", "1"), guard).expectSuccess())
        .contains("banned 127.0.0.1 from ", "3 hits of haneul-login");
  }

  @Test
  void images(@TempDir Path directory) throws IOException {
    byte[] content = new byte[3 << 20];
    new Random(1).nextBytes(content);
    Path file = Files.write(directory.resolve("in.raw"), content);
    cloud.session().run("image create --file " + file + " --disk-format raw mine");
    JsonNode shown = cloud.session().json("image show mine");
    assertThat(shown.path("status").stringValue("")).isEqualTo("active");
    assertThat(shown.path("size").intValue()).isEqualTo(content.length);
    Path saved = directory.resolve("out.raw");
    cloud.session().run("image save --file " + saved + " mine");
    assertThat(Files.readAllBytes(saved)).isEqualTo(content);
    assertThat(cloud.session().run("image list")).contains("mine", "haneul-tiny");
    cloud.session().run("image delete mine");
    assertThat(cloud.session().fail("image show mine")).contains("No Image found");
  }

  @Test
  void aBackingFileIsRefused(@TempDir Path directory) throws IOException {
    Path base = Files.write(directory.resolve("base"), new byte[1 << 20]);
    Path overlay = directory.resolve("overlay.qcow2");
    Shell.run(
            "qemu-img",
            "create",
            "-q",
            "-f",
            "qcow2",
            "-F",
            "raw",
            "-b",
            base.toString(),
            overlay.toString())
        .expectSuccess();
    assertThat(cloud.session().fail("image create --file " + overlay + " --disk-format qcow2 bad"))
        .contains("backing file");
  }

  @Test
  void networksAndGroups() {
    cloud.session().run("network create net1");
    cloud.session().run("subnet create --network net1 --subnet-range 10.77.0.0/24 sub1");
    cloud.session().run("port create --network net1 port1");
    assertThat(cloud.session().run("port list --network net1")).contains("port1", "10.77.0.");
    assertThat(cloud.session().fail("network delete net1")).contains("409");
    cloud.session().run("port delete port1");
    cloud.session().run("subnet delete sub1");
    cloud.session().run("network delete net1");

    cloud.session().run("security group create group1");
    cloud.session().run("security group rule create --protocol tcp --dst-port 80:81 group1");
    assertThat(cloud.session().run("security group rule list group1")).contains("80:81");
    cloud.session().run("security group delete group1");
  }

  @Test
  void servers() throws IOException {
    assertThat(cloud.session().run("flavor list")).contains("m1.tiny", "m1.small");
    cloud.session().run("keypair create key1");
    cloud
        .session()
        .run(
            "server create --image haneul-tiny --flavor m1.tiny --network private --key-name key1 --wait s1");
    JsonNode shown = cloud.session().json("server show s1");
    assertThat(shown.path("status").stringValue("")).isEqualTo("ACTIVE");
    assertThat(shown.path("addresses").path("private").path(0).stringValue(""))
        .startsWith("10.250.0.");
    assertThat(cloud.session().run("server list")).contains("s1", "ACTIVE");
    assertThat(cloud.nova("list").expectSuccess()).contains("s1", "ACTIVE", "Running");
    assertThat(cloud.nova("show", "s1").expectSuccess()).contains("OS-EXT-STS:vm_state", "active");
    Eventually.holds(() ->
        assertThat(cloud.session().run("console log show s1")).contains("haneul-tiny: ready"));
    cloud.session().run("server stop s1");
    Eventually.holds(
        () -> assertThat(cloud.value("status", "server", "show", "s1")).isEqualTo("SHUTOFF"));
    cloud.session().run("server start s1");
    Eventually.holds(
        () -> assertThat(cloud.value("status", "server", "show", "s1")).isEqualTo("ACTIVE"));
    cloud.session().run("server reboot --hard --wait s1");
    Eventually.holds(() ->
        assertThat(cloud.session().run("console log show s1")).contains("haneul-tiny: ready"));
    cloud.session().run("server reboot --wait s1");
    assertThat(cloud.value("status", "server", "show", "s1")).isEqualTo("ACTIVE");
    cloud.session().run("server delete --wait s1");
    assertThat(cloud.session().fail("server show s1")).contains("No server with");
  }
}
