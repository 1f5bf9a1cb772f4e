package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Guests on real networks: addresses, metadata, keys, groups, and a program that is killed. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuestTest {
  @SuppressWarnings("NullAway.Init")
  private LabCloud cloud;

  @SuppressWarnings("NullAway.Init")
  private Path key;

  @BeforeAll
  void up(@TempDir Path directory) throws IOException {
    cloud = LabCloud.up();
    key = cloud.state().resolve("test-key");
    Files.writeString(key, cloud.session().run("keypair create k"));
    Files.setPosixFilePermissions(
        key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
  }

  @AfterAll
  void down() {
    cloud.close();
  }

  private void boot(String name, String... more) {
    Guests.boot(cloud, name, "--key-name k " + String.join(" ", more));
  }

  private void waitUntilReady(String server) {
    Eventually.holds(() ->
        assertThat(cloud.session().run("console log show " + server))
            .contains("haneul-tiny: ready"));
  }

  @Test
  void groupsDecideWhatComesInAndTheKeyOpensTheDoor(@TempDir Path directory) throws IOException {
    Path userData = directory.resolve("user-data");
    Files.writeString(userData, "#!/bin/sh\necho ran > /home/cirros/user-data-ran\n");
    boot("guarded", "--user-data " + userData);
    waitUntilReady("guarded");
    Guests.Place place = Guests.place(cloud, "guarded");
    assertThat(cloud.session().run("console log show guarded")).contains(place.address());
    assertThat(Guests.ping(place).exit()).as("denied by default").isNotZero();

    cloud.session().run("security group create open");
    cloud.session().run("security group rule create --protocol icmp open");
    cloud.session().run("security group rule create --protocol tcp --dst-port 22 open");
    cloud.session().run("server add security group guarded open");
    Eventually.holds(() -> assertThat(Guests.ping(place).exit()).isZero());
    Eventually.holds(() ->
        assertThat(
                Guests.ssh(place, key, "cirros", "hostname; cat user-data-ran; sudo id -u")
                    .expectSuccess())
            .isEqualTo("guarded\nran\n0\n"));

    cloud.session().run("server remove security group guarded open");
    Eventually.holds(() -> assertThat(Guests.ping(place).exit()).isNotZero());
    Guests.delete(cloud, "guarded");
  }

  @Test
  void aConfigDriveServesAsWell() {
    boot("drive", "--config-drive true");
    waitUntilReady("drive");
    assertThat(cloud.session().run("console log show drive")).contains("config drive");
    Guests.delete(cloud, "drive");
  }

  @Test
  void guestsOutliveTheProgramAndAreAdopted() {
    boot("survivor");
    ProcessHandle qemu = qemu(cloud.value("id", "server", "show", "survivor")).orElseThrow();
    cloud.kill();
    assertThat(qemu.isAlive()).isTrue();
    cloud.start();
    assertThat(cloud.value("status", "server", "show", "survivor")).isEqualTo("ACTIVE");
    assertThat(qemu.isAlive()).isTrue();

    cloud.kill();
    qemu.destroyForcibly();
    cloud.start();
    Eventually.holds(
        () -> assertThat(cloud.value("status", "server", "show", "survivor")).isEqualTo("SHUTOFF"));
    Guests.delete(cloud, "survivor");
  }

  @Test
  void aGuestThatDiesIsSeen() {
    boot("mortal");
    qemu(cloud.value("id", "server", "show", "mortal")).orElseThrow().destroyForcibly();
    Eventually.holds(
        () -> assertThat(cloud.value("status", "server", "show", "mortal")).isEqualTo("SHUTOFF"));
    Guests.delete(cloud, "mortal");
  }

  @Test
  void qemuIsSandboxed() throws IOException {
    boot("boxed");
    ProcessHandle qemu = qemu(cloud.value("id", "server", "show", "boxed")).orElseThrow();
    String status = Files.readString(Path.of("/proc/" + qemu.pid() + "/status"));
    assertThat(status)
        .containsPattern("(?m)^Seccomp:\\t2$")
        .doesNotContainPattern("(?m)^Uid:\\t0\\t");
    Guests.delete(cloud, "boxed");
  }

  private static Optional<ProcessHandle> qemu(String server) {
    return ProcessHandle.allProcesses()
        .filter(process ->
            process.info().command().orElse("").contains("qemu-system")
                && process.info().commandLine().orElse("").contains(server))
        .min(Comparator.comparingLong(ProcessHandle::pid));
  }
}
