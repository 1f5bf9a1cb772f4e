package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code haneul doctor} on a whole cloud of ours: well, and with something broken. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DoctorTest {
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

  private Shell.Output doctor(Path state, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(cloud.home().resolve("haneul").toString(), "doctor"));
    command.addAll(List.of("--state", state.toString()));
    command.addAll(List.of(arguments));
    return Shell.run(Duration.ofMinutes(2), Map.of("HANEUL_NO_BUILD", "1"), command);
  }

  private List<JsonNode> findings(Shell.Output output) {
    return Json.parseOurs(output.out()).path("findings").valueStream().toList();
  }

  /** What such a host may have: no kernel module, no KVM, no time server. */
  @Test
  @Order(1)
  void aCloudThatIsWell() {
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
            "--wait",
            "s1")
        .expectSuccess();
    Shell.Output output = doctor(cloud.state(), "--json", "--skip", "disks");
    assertThat(findings(output))
        .allSatisfy(finding ->
            assertThat(finding.path("check").stringValue("")).isIn("ovs", "kvm", "clocks"))
        .noneMatch(finding -> finding.path("importance").stringValue("").equals("broken"));
    for (JsonNode check : Json.parseOurs(output.out()).path("checks")) {
      assertThat(check.has("could_not_look")).as(check.toString()).isFalse();
      assertThat(
              check.path("looked").booleanValue()
                  || List.of("routers", "certificates", "tunnel-mtu", "path-mtu")
                      .contains(check.path("check").stringValue("")))
          .as(check.toString())
          .isTrue();
    }
    Shell.Output some =
        doctor(cloud.state(), "--only", "identity", "--only", "compute", "--only", "caches");
    assertThat(some.expectSuccess())
        .isEqualTo("Nothing is wrong. Looked at: identity, compute, caches\n");
  }

  @Test
  @Order(2)
  void otherUsersAreToldWhatTheyMayNotSee() {
    Shell.Output output =
        Shell.run(
            Duration.ofMinutes(1),
            Map.of(
                "HANEUL_NO_BUILD",
                "1",
                "OS_CLIENT_CONFIG_FILE",
                cloud.state().resolve("clouds.yaml").toString()),
            List.of(
                cloud.home().resolve("haneul").toString(),
                "doctor",
                "--os-cloud",
                "haneul",
                "--only",
                "identity",
                "--only",
                "agents"));
    assertThat(output.exit()).isEqualTo(2);
    assertThat(output.out())
        .contains("could not look (agents): it needs an administrator", "Looked at: identity");
  }

  @Test
  @Order(3)
  void aPortWithoutItsDevice() {
    String bridge =
        Shell.run("ovs-vsctl", "list-br").expectSuccess().lines().findFirst().orElseThrow();
    Shell.run("ovs-vsctl", "add-port", bridge, "nosuchdevice");
    Shell.Output output = doctor(cloud.state(), "--json", "--only", "ovs");
    assertThat(output.exit()).isEqualTo(1);
    assertThat(findings(output).getFirst().path("importance").stringValue("")).isEqualTo("broken");
    assertThat(findings(output).getFirst().path("mend").stringValue(""))
        .contains("ovs-vsctl del-port nosuchdevice");
    Shell.run("ovs-vsctl", "del-port", "nosuchdevice").expectSuccess();
    assertThat(doctor(cloud.state(), "--only", "ovs").out()).doesNotContain("nosuchdevice");
  }

  @Test
  @Order(4)
  void aDiskThatIsFull(@TempDir Path directory) throws IOException {
    Shell.run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", directory.toString())
        .expectSuccess();
    try {
      Files.copy(cloud.state().resolve("clouds.yaml"), directory.resolve("clouds.yaml"));
      assertThat(doctor(directory, "--only", "disks").out()).doesNotContain(directory.toString());
      Shell.run("sh", "-c", "head -c 8300000 /dev/zero > " + directory + "/fill").expectSuccess();
      Shell.Output output = doctor(directory, "--only", "disks");
      assertThat(output.exit()).isEqualTo(1);
      assertThat(output.out()).contains("The disk of " + directory + " is 99% full");
    } finally {
      Shell.run("umount", directory.toString()).expectSuccess();
    }
  }

  @Test
  @Order(5)
  void aCloudThatIsDown() {
    cloud.haneul("down").expectSuccess();
    Shell.Output output = doctor(cloud.state(), "--only", "identity", "--only", "compute");
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.out())
        .startsWith("broken (identity): Identity gives no token, so every client fails")
        .contains("mend: haneul up --state " + cloud.state())
        .contains("could not look (compute)");
  }
}
