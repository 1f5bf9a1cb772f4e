package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Control and an agent as programs apart, over TLS. */
@Tag("engine")
class ApartTest {
  private static final String HOST = "compute01";

  @Test
  void aGuestRunsOnAHostThatJoined() {
    HostTraces before = HostTraces.now();
    try (LabCloud control = LabCloud.control();
        LabHost host = LabHost.join(control, HOST)) {
      Guests.allowPing(control);
      Eventually.holds(
          () -> assertThat(control.admin("hypervisor", "list").expectSuccess()).contains(HOST));
      boot(control, "a");
      assertThat(control.haneul("host", "list").expectSuccess()).contains(HOST, "up", "until");

      // Either may be away and come back; guests know nothing of it.
      host.kill();
      Guests.waitForPing(control, "a");
      control.haneul("down").expectSuccess();
      host.start();
      control.start();
      Guests.waitForPing(control, "a");
      control.openstack("server", "reboot", "--hard", "--wait", "a").expectSuccess();
      Eventually.holds(() ->
          assertThat(control.openstack("console", "log", "show", "a").expectSuccess())
              .contains("login"));
      Guests.waitForPing(control, "a");

      control.haneul("host", "drain", HOST).expectSuccess();
      assertThat(create(control, "b").err()).contains("Error creating server");
      assertThat(control.value("fault", "server", "show", "b")).contains("is disabled");
      control.openstack("server", "delete", "--wait", "b").expectSuccess();
      control.haneul("host", "enable", HOST).expectSuccess();
      assertThat(control.haneul("host", "remove", HOST).err()).contains("still has 1 guests");

      control.haneul("host", "revoke", HOST).expectSuccess();
      Eventually.holds(() ->
          assertThat(control.haneul("host", "list").expectSuccess()).contains("revoked", "down"));
      host.rejoin(control);
      control.openstack("server", "delete", "--wait", "a").expectSuccess();
      Eventually.holds(() -> assertThat(control.haneul("host", "remove", HOST).exit()).isZero());
    }
    assertThat(HostTraces.now()).isEqualTo(before);
  }

  private static void boot(LabCloud cloud, String name) {
    create(cloud, name).expectSuccess();
    Guests.waitForPing(cloud, name);
  }

  private static Shell.Output create(LabCloud cloud, String name) {
    return cloud.openstack(
        "server",
        "create",
        "--image",
        "haneul-tiny",
        "--flavor",
        "m1.tiny",
        "--network",
        "private",
        "--wait",
        name);
  }

  @Test
  void whatDoesNotFitIsSaid() {
    Shell.Output output =
        Shell.run(
            Duration.ofMinutes(1),
            Map.of("HANEUL_NO_BUILD", "1"),
            List.of(
                LabCloud.findHome().resolve("haneul").toString(),
                "agent",
                "--state",
                "/var/tmp/haneul-none",
                "--join",
                "https://127.0.0.1:1",
                "--token",
                "nonsense"));
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.err()).contains("not a host token").doesNotContain("\tat ");
    Shell.run("rm", "-rf", "/var/tmp/haneul-none").expectSuccess();
  }
}
