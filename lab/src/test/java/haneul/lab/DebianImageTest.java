package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real distribution: Debian 12 with cloud-init, made by {@code lab/debian-image}. */
@Tag("engine")
class DebianImageTest {
  /** A distribution's first boot under software emulation. */
  private static final Duration FIRST_BOOT = Duration.ofMinutes(8);

  @Test
  void letsItsOwnerInByKey(@TempDir Path directory) throws IOException {
    try (LabCloud cloud = LabCloud.up()) {
      Path image = cloud.home().resolve("lab/target/debian.qcow2");
      if (!Files.exists(image)) { // dev/test makes it beforehand, as it needs the network
        Shell.run(
                Duration.ofMinutes(15),
                Map.of(),
                List.of(cloud.home().resolve("lab/debian-image").toString(), image.toString()))
            .expectSuccess();
      }
      cloud
          .openstack(
              "image", "create", "--disk-format", "qcow2", "--file", image.toString(), "debian")
          .expectSuccess();
      Path key = directory.resolve("key");
      Files.writeString(key, cloud.openstack("keypair", "create", "k").expectSuccess());
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      Path userData =
          Files.writeString(
              directory.resolve("user-data"),
              "#cloud-config\nruncmd:\n - [sh, -c, \"echo ran > /run/user-data-ran\"]\n");
      cloud
          .openstack(
              "security",
              "group",
              "rule",
              "create",
              "--protocol",
              "tcp",
              "--dst-port",
              "22",
              "default")
          .expectSuccess();
      cloud
          .openstack(
              "server",
              "create",
              "--image",
              "debian",
              "--flavor",
              "m1.small",
              "--network",
              "private",
              "--key-name",
              "k",
              "--user-data",
              userData.toString(),
              "--wait",
              "bookworm")
          .expectSuccess();
      Guests.Place place = Guests.place(cloud, "bookworm");
      Awaitility.await()
          .atMost(FIRST_BOOT)
          .pollInterval(Duration.ofSeconds(3))
          .untilAsserted(() ->
              assertThat(Guests.ssh(place, key, "debian", "hostname; cat /run/user-data-ran").out())
                  .isEqualTo("bookworm\nran\n"));
      cloud.openstack("server", "delete", "--wait", "bookworm").expectSuccess();
    }
  }
}
