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
    assertThat(cloud.json("token", "issue").path("project_id").stringValue("")).hasSize(32);
    assertThat(cloud.openstack("catalog", "list").expectSuccess())
        .contains("identity", "image", "compute", "network", cloud.url());
    assertThat(cloud.admin("project", "list").expectSuccess()).contains("admin", "demo");
    assertThat(cloud.admin("user", "list").expectSuccess()).contains("admin", "demo");
    assertThat(cloud.admin("role", "list").expectSuccess()).contains("admin", "member", "reader");
    assertThat(cloud.openstack("user", "list").expectFailure()).contains("403");
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
            cloud.state().resolve("log/haneul.0.log").toString(),
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
    cloud
        .openstack("image", "create", "--file", file.toString(), "--disk-format", "raw", "mine")
        .expectSuccess();
    JsonNode shown = cloud.json("image", "show", "mine");
    assertThat(shown.path("status").stringValue("")).isEqualTo("active");
    assertThat(shown.path("size").intValue()).isEqualTo(content.length);
    Path saved = directory.resolve("out.raw");
    cloud.openstack("image", "save", "--file", saved.toString(), "mine").expectSuccess();
    assertThat(Files.readAllBytes(saved)).isEqualTo(content);
    assertThat(cloud.openstack("image", "list").expectSuccess()).contains("mine", "haneul-tiny");
    cloud.openstack("image", "delete", "mine").expectSuccess();
    assertThat(cloud.openstack("image", "show", "mine").expectFailure()).contains("No Image found");
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
    assertThat(
            cloud
                .openstack(
                    "image",
                    "create",
                    "--file",
                    overlay.toString(),
                    "--disk-format",
                    "qcow2",
                    "bad")
                .expectFailure())
        .contains("backing file");
  }

  @Test
  void networksAndGroups() {
    cloud.openstack("network", "create", "net1").expectSuccess();
    cloud
        .openstack(
            "subnet", "create", "--network", "net1", "--subnet-range", "10.77.0.0/24", "sub1")
        .expectSuccess();
    cloud.openstack("port", "create", "--network", "net1", "port1").expectSuccess();
    assertThat(cloud.openstack("port", "list", "--network", "net1").expectSuccess())
        .contains("port1", "10.77.0.");
    assertThat(cloud.openstack("network", "delete", "net1").expectFailure()).contains("409");
    cloud.openstack("port", "delete", "port1").expectSuccess();
    cloud.openstack("subnet", "delete", "sub1").expectSuccess();
    cloud.openstack("network", "delete", "net1").expectSuccess();

    cloud.openstack("security", "group", "create", "group1").expectSuccess();
    cloud
        .openstack(
            "security",
            "group",
            "rule",
            "create",
            "--protocol",
            "tcp",
            "--dst-port",
            "80:81",
            "group1")
        .expectSuccess();
    assertThat(cloud.openstack("security", "group", "rule", "list", "group1").expectSuccess())
        .contains("80:81");
    cloud.openstack("security", "group", "delete", "group1").expectSuccess();
  }

  @Test
  void servers() throws IOException {
    assertThat(cloud.openstack("flavor", "list").expectSuccess()).contains("m1.tiny", "m1.small");
    cloud.openstack("keypair", "create", "key1").expectSuccess();
    cloud
        .openstack(
            "server",
            "create",
            "--image",
            "haneul-tiny",
            "--flavor",
            "m1.tiny",
            "--network",
            "private",
            "--key-name",
            "key1",
            "--wait",
            "s1")
        .expectSuccess();
    JsonNode shown = cloud.json("server", "show", "s1");
    assertThat(shown.path("status").stringValue("")).isEqualTo("ACTIVE");
    assertThat(shown.path("addresses").path("private").path(0).stringValue(""))
        .startsWith("10.250.0.");
    assertThat(cloud.openstack("server", "list").expectSuccess()).contains("s1", "ACTIVE");
    assertThat(cloud.nova("list").expectSuccess()).contains("s1", "ACTIVE", "Running");
    assertThat(cloud.nova("show", "s1").expectSuccess()).contains("OS-EXT-STS:vm_state", "active");
    Eventually.holds(() ->
        assertThat(cloud.openstack("console", "log", "show", "s1").expectSuccess())
            .contains("haneul-tiny: ready"));
    cloud.openstack("server", "stop", "s1").expectSuccess();
    Eventually.holds(
        () -> assertThat(cloud.value("status", "server", "show", "s1")).isEqualTo("SHUTOFF"));
    cloud.openstack("server", "start", "s1").expectSuccess();
    Eventually.holds(
        () -> assertThat(cloud.value("status", "server", "show", "s1")).isEqualTo("ACTIVE"));
    cloud.openstack("server", "reboot", "--hard", "--wait", "s1").expectSuccess();
    Eventually.holds(() ->
        assertThat(cloud.openstack("console", "log", "show", "s1").expectSuccess())
            .contains("haneul-tiny: ready"));
    cloud.openstack("server", "reboot", "--wait", "s1").expectSuccess();
    assertThat(cloud.value("status", "server", "show", "s1")).isEqualTo("ACTIVE");
    cloud.openstack("server", "delete", "--wait", "s1").expectSuccess();
    assertThat(cloud.openstack("server", "show", "s1").expectFailure()).contains("No server with");
  }
}
