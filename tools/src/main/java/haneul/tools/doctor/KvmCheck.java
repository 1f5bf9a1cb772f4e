package haneul.tools.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Does KVM run a guest? There are hosts whose {@code /dev/kvm} answers every call and hangs, or is
 * slower than software: nested ones without the processor's help. So a guest of a few bytes is run
 * with both.
 */
final class KvmCheck implements Check {
  private static final String DEVICE = "/dev/kvm";
  private static final String QEMU = "qemu-system-x86_64";
  private static final Duration SOFTWARE_LIMIT = Duration.ofSeconds(20);
  private static final Duration ALLOWANCE = Duration.ofMillis(500);
  private static final int DONE_STATUS = 33;
  private static final int DISK_BYTES = 64 << 10;
  private static final int SECTOR_BYTES = 512;

  /**
   * A boot sector: enters protected mode (the other is emulated on old processors), adds up memory
   * four million times, writes 0x10 to port 0xf4, which makes QEMU end with status 33.
   *
   * <pre>
   * cli; xor ax,ax; mov ds,ax; lgdt [gdtr]; mov eax,cr0; or al,1; mov cr0,eax; jmp 8:pm
   * pm: mov ax,16; mov ds,ax; mov ecx,0x400000
   * l:  add [0x6000],ecx; dec ecx; jnz l; mov al,0x10; out 0xf4,al
   * h:  hlt; jmp h
   * gdt: 0, flat code, flat data
   * </pre>
   */
  private static final byte[] BOOT_SECTOR =
      HexFormat.of()
          .parseHex(
              "fa31c08ed8660f0116507c0f20c00c010f22c0ea187c080066b810008ed8b900004000010d00600000"
                  + "4975f7b010e6f4f4ebfd8d742600900000000000000000ffff0000009acf00ffff00000092cf00"
                  + "1700387c0000");

  @Override
  public String name() {
    return "kvm";
  }

  @Override
  public String looksAt() {
    return "whether KVM runs a guest on this host";
  }

  @Override
  public boolean needsCloud() {
    return false;
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    Host host = surroundings.host();
    if (!surroundings.runsGuests()) {
      return Outcome.nothingThere("no guests run on this host, nor are meant to");
    }
    if (!host.has(DEVICE)) {
      return Outcome.found(List.of(missing(host)));
    }
    if (!host.hasProgram(QEMU)) {
      return Outcome.couldNotLook(QEMU + " is not installed");
    }
    if (!Files.isWritable(host.file(DEVICE))) {
      return Outcome.couldNotLook("this user may not use " + DEVICE + "; run it as root");
    }
    Path disk = Files.createTempFile("haneul-kvm-", "");
    try {
      Files.write(disk, disk());
      Optional<Duration> software = run(host, disk, "tcg", SOFTWARE_LIMIT);
      if (software.isEmpty()) {
        return Outcome.couldNotLook(QEMU + " does not even run a guest in software");
      }
      Duration limit = software.get().multipliedBy(2).plus(ALLOWANCE);
      return run(host, disk, "kvm", limit).isPresent()
          ? Outcome.found(List.of())
          : Outcome.found(List.of(useless(surroundings, software.get())));
    } finally {
      Files.delete(disk);
    }
  }

  private static byte[] disk() {
    byte[] disk = Arrays.copyOf(BOOT_SECTOR, DISK_BYTES);
    disk[SECTOR_BYTES - 2] = 0x55;
    disk[SECTOR_BYTES - 1] = (byte) 0xaa;
    return disk;
  }

  /** How long the guest ran; empty when it did not end by itself. */
  private static Optional<Duration> run(Host host, Path disk, String accelerator, Duration limit) {
    long began = System.nanoTime();
    try {
      int status =
          host.run(
                  limit,
                  List.of(
                      QEMU,
                      "-no-user-config",
                      "-nodefaults",
                      "-display",
                      "none",
                      "-sandbox",
                      "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
                      "-m",
                      "16",
                      "-machine",
                      "pc",
                      "-accel",
                      accelerator,
                      "-drive",
                      "format=raw,if=ide,file=" + disk,
                      "-device",
                      "isa-debug-exit,iobase=0xf4,iosize=1"))
              .status();
      return status == DONE_STATUS
          ? Optional.of(Duration.ofNanos(System.nanoTime() - began))
          : Optional.empty();
    } catch (IOException late) {
      return Optional.empty();
    }
  }

  private static Finding missing(Host host) throws IOException {
    boolean offered =
        host.has("/proc/cpuinfo")
            && Files.readString(host.file("/proc/cpuinfo"))
                .lines()
                .anyMatch(line -> line.matches("flags\\s.*\\b(vmx|svm)\\b.*"));
    return new Finding(
        Importance.POOR,
        "There is no /dev/kvm: guests run in software, about ten times slower.",
        offered
            ? "modprobe kvm_intel (or kvm_amd); dmesg says why when that fails"
            : "the processor offers no virtualisation: turn it on in the firmware (VT-x, SVM), or, when this host is a guest itself, have"
                + " nested virtualisation turned on beneath it");
  }

  private static Finding useless(Surroundings surroundings, Duration software) {
    boolean ours = surroundings.state().isPresent();
    return new Finding(
        ours ? Importance.POOR : Importance.BROKEN,
        "/dev/kvm is there, but a guest of a few bytes does not end on it in twice the time it takes in software (%d ms): %s."
            .formatted(
                software.toMillis(),
                ours ? "this cloud does without it" : "guests that are started with KVM hang"),
        "when this host is a guest itself, have nested virtualisation turned on beneath it; until then "
            + (ours ? "nothing need be done" : "set virt_type = qemu in nova.conf"));
  }
}
