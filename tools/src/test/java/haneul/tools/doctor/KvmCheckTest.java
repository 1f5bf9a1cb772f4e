package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvmCheckTest {
  private static final String TCG = "qemu-system-x86_64 -no-user-config -nodefaults -display none";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path root;

  private TestHost host() {
    return new TestHost(root).directory("/var/lib/nova/instances");
  }

  @Test
  void aHostWithoutGuestsNeedsNone() {
    assertThat(new TestHost(root).look(new KvmCheck())).isInstanceOf(Outcome.NothingThere.class);
  }

  @Test
  void aMissingDeviceMakesGuestsSlow() {
    assertThat(
            host()
                .file("/proc/cpuinfo", "processor : 0\nflags\t\t: fpu hypervisor\n")
                .findings(new KvmCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.POOR);
          assertThat(finding.mend()).startsWith("the processor offers no virtualisation");
        });
    assertThat(host().file("/proc/cpuinfo", "flags\t\t: fpu vmx\n").findings(new KvmCheck()))
        .singleElement()
        .satisfies(finding -> assertThat(finding.mend()).startsWith("modprobe kvm_intel"));
  }

  @Test
  void aGuestThatEndsIsFine() {
    assertThat(host().file("/dev/kvm", "").program(TCG, 33, "").findings(new KvmCheck())).isEmpty();
  }

  @Test
  void aGuestThatDoesNotEndIsFound() {
    TestHost host = host().file("/dev/kvm", "").program(TCG, 33, "");
    host.hangs(
        TCG
            + " -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny -m 16 -machine pc -accel kvm");
    assertThat(host.findings(new KvmCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.BROKEN);
          assertThat(finding.mend()).contains("virt_type = qemu");
        });
    assertThat(host.state(root).findings(new KvmCheck()))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.importance()).as("ours does without").isEqualTo(Importance.POOR));
  }

  @Test
  void withoutAnEmulatorItCannotLook() {
    assertThat(host().file("/dev/kvm", "").look(new KvmCheck()))
        .isEqualTo(Outcome.couldNotLook("qemu-system-x86_64 is not installed"));
    assertThat(host().file("/dev/kvm", "").program(TCG, 1, "").look(new KvmCheck()))
        .isInstanceOf(Outcome.CouldNotLook.class);
  }

  /** Where the guest ends in software, something can be said of KVM. */
  @Test
  @Tag("engine")
  void theRealGuestEnds() throws Exception {
    Surroundings here =
        new Surroundings(
            Instant.now(),
            Host.here(),
            Optional.of(root),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Outcome outcome = new KvmCheck().look(here);
    assertThat(outcome).isInstanceOf(Outcome.Looked.class);
    if (!Files.exists(Path.of("/dev/kvm"))) {
      assertThat(TestHost.findings(outcome)).hasSize(1);
    }
  }
}
