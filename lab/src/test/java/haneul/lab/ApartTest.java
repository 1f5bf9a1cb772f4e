package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
  void aGuestRunsOnAHostThatJoined() throws IOException {
    HostTraces before = HostTraces.now();
    try (LabCloud control = LabCloud.control();
        LabHost host = LabHost.join(control, HOST)) {
      Guests.allowPing(control);
      Eventually.holds(
          () -> assertThat(control.adminSession().run("hypervisor list")).contains(HOST));
      Guests.boot(control, "a");
      Guests.waitForPing(control, "a");
      assertThat(control.haneul("host", "list").expectSuccess()).contains(HOST, "up", "until");

      // Either may be away and come back; guests know nothing of it.
      host.kill();
      Guests.waitForPing(control, "a");
      control.haneul("down").expectSuccess();
      host.start();
      control.start();
      Guests.waitForPing(control, "a");
      control.session().run("server reboot --hard --wait a");
      Eventually.holds(
          () -> assertThat(control.session().run("console log show a")).contains("login"));
      Guests.waitForPing(control, "a");

      control.haneul("host", "drain", HOST).expectSuccess();
      String b =
          control.session().value("id", "server create --image haneul-tiny --flavor m1.tiny b");
      LabApi.login(control).waitForStatus(b, "ERROR");
      assertThat(control.value("fault", "server", "show", "b")).contains("is disabled");
      Guests.delete(control, "b");
      control.haneul("host", "enable", HOST).expectSuccess();
      assertThat(control.haneul("host", "remove", HOST).err()).contains("still has 1 guests");

      control.haneul("host", "revoke", HOST).expectSuccess();
      Eventually.holds(() ->
          assertThat(control.haneul("host", "list").expectSuccess()).contains("revoked", "down"));
      host.rejoin(control);
      Guests.delete(control, "a");
      Eventually.holds(() -> assertThat(control.haneul("host", "remove", HOST).exit()).isZero());
    }
    assertThat(HostTraces.now()).isEqualTo(before);
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
