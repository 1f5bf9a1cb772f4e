package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageCheckTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path root;

  @Test
  void missingOnesAreNamed() throws IOException {
    Files.createDirectories(root.resolve("home/dev"));
    Files.writeString(
        root.resolve("home/dev/packages"),
        "# what a host needs\nqemu-utils\ndnsmasq-base\n\nethtool\n");
    TestHost host =
        new TestHost(root)
            .state(root)
            .home(root.resolve("home"))
            .program("dpkg-query --show", 1, "qemu-utils installed\nethtool config-files\n");
    assertThat(host.findings(new PackageCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.what()).startsWith("Packages are missing: dnsmasq-base, ethtool.");
          assertThat(finding.mend())
              .isEqualTo("apt-get install --no-install-recommends dnsmasq-base ethtool");
        });
    host.program(
        "dpkg-query --show",
        0,
        "qemu-utils installed\nethtool installed\ndnsmasq-base installed\n");
    assertThat(host.findings(new PackageCheck())).isEmpty();
  }

  @Test
  void whereItDoesNotMatterOrCannotBeKnown() {
    assertThat(new TestHost(root).look(new PackageCheck()))
        .isInstanceOf(Outcome.NothingThere.class);
    assertThat(new TestHost(root).state(root).look(new PackageCheck()))
        .isEqualTo(Outcome.couldNotLook("this host has no dpkg"));
    assertThat(new TestHost(root).state(root).program("dpkg-query", "").look(new PackageCheck()))
        .isInstanceOf(Outcome.CouldNotLook.class);
    assertThat(
            new TestHost(root)
                .state(root)
                .home(root)
                .program("dpkg-query", "")
                .look(new PackageCheck()))
        .isInstanceOf(Outcome.CouldNotLook.class);
  }
}
