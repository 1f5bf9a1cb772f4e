package haneul.drivers.qemu;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What an operator may choose.
 *
 * @param stateDirectory holds {@code instances/} and the cached fingerprint
 * @param emulator name or path of the QEMU system emulator
 * @param accelerator which one guests get
 * @param virtioOffloads whether guests may leave checksums and segmentation to the host; false
 *     where packets cross Open vSwitch's userspace datapath, which passes them on unfinished
 * @param startLimit how long QEMU may take until its monitor answers
 */
public record QemuConfig(
    Path stateDirectory,
    String emulator,
    Accelerator accelerator,
    boolean virtioOffloads,
    Duration startLimit) {

  /** How guests' instructions are run. */
  public enum Accelerator {
    /** KVM where a probe guest ran on it no slower than in software, else software. */
    PROBE,
    KVM,
    TCG
  }

  /** The defaults: probe for KVM, no offloads. */
  public static QemuConfig at(Path stateDirectory) {
    return new QemuConfig(
        stateDirectory, "qemu-system-x86_64", Accelerator.PROBE, false, Duration.ofSeconds(30));
  }

  /** The same with another accelerator. */
  public QemuConfig withAccelerator(Accelerator other) {
    return new QemuConfig(stateDirectory, emulator, other, virtioOffloads, startLimit);
  }

  /** The same with offloads allowed or not. */
  public QemuConfig withVirtioOffloads(boolean allowed) {
    return new QemuConfig(stateDirectory, emulator, accelerator, allowed, startLimit);
  }

  Path instances() {
    return stateDirectory.resolve("instances");
  }
}
