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
      awaitImage(cloud, image);
      cloud.session().run("image create --disk-format qcow2 --file " + image + " debian");
      Path key = directory.resolve("key");
      Files.writeString(key, cloud.session().run("keypair create k"));
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      Path userData =
          Files.writeString(
              directory.resolve("user-data"),
              "#cloud-config\nruncmd:\n - [sh, -c, \"echo ran > /run/user-data-ran\"]\n");
      cloud.session().run("security group rule create --protocol tcp --dst-port 22 default");
      cloud
          .session()
          .run(
              "server create --image debian --flavor m1.small --network private --key-name k"
                  + " --user-data %s bookworm".formatted(userData));
      LabApi api = LabApi.login(cloud);
      api.waitForStatus(api.named("bookworm"), "ACTIVE");
      Guests.Place place = Guests.place(cloud, "bookworm");
      Awaitility.await()
          .atMost(FIRST_BOOT)
          .pollInterval(Duration.ofSeconds(3))
          .untilAsserted(() ->
              assertThat(Guests.ssh(place, key, "debian", "hostname; cat /run/user-data-ran").out())
                  .isEqualTo("bookworm\nran\n"));
      Guests.delete(cloud, "bookworm");
    }
  }

  /** {@code dev/test} makes it meanwhile, as that needs the network, and holds the lock. */
  private static void awaitImage(LabCloud cloud, Path image) {
    Shell.run(
            Duration.ofMinutes(15),
            Map.of(),
            List.of(
                "flock",
                image + ".lock",
                "sh",
                "-c",
                "[ -e \"$1\" ] || exec \"$0\" \"$1\"",
                cloud.home().resolve("lab/debian-image").toString(),
                image.toString()))
        .expectSuccess();
  }
}
