package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the README's first command shows. */
@Tag("engine")
class DemoTest {
  @Test
  void bootsAGuestAndSaysWhatNext() {
    try (LabCloud cloud = LabCloud.create()) {
      String first = cloud.haneul("demo").expectSuccess();
      assertThat(first)
          .contains(
              "Haneul is up",
              "It is ACTIVE",
              "it does",
              "haneul-tiny: ready",
              "openstack server list");
      assertThat(cloud.haneul("demo").expectSuccess())
          .contains("is up already", "there already", "it does");
      assertThat(cloud.haneul("status").expectSuccess())
          .contains("compute", "up", "demo", "ACTIVE");
      assertThat(cloud.haneul("up").expectSuccess()).contains("is up already");
      cloud.haneul("down").expectSuccess();
      assertThat(cloud.haneul("status").exit()).isEqualTo(3);
      cloud.start();
      Guests.waitForPing(cloud, "demo");

      // Who deletes what a cloud begins with does not get it back.
      cloud.adminSession().run("image delete haneul-tiny");
      cloud.haneul("down").expectSuccess();
      cloud.start();
      assertThat(cloud.adminSession().run("image list")).doesNotContain("haneul-tiny");
    }
  }
}
