package haneul.drivers.qemu;

import haneul.drivers.process.CommandFailed;
import haneul.drivers.process.Commands;
import haneul.drivers.process.GuestUser;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Decides between KVM and software by running a guest of 90 bytes on both. There are hosts whose
 * /dev/kvm answers every call but emulates each instruction (nested without hardware help), eighty
 * times slower than QEMU's own translation; a kernel seems to hang there. So KVM must not only end
 * the probe, but not be slower than software.
 */
final class KvmProbe {
  private static final Logger LOG = System.getLogger(KvmProbe.class.getName());

  /**
   * A boot sector: enters protected mode, adds up memory four million times, writes 0x10 to port
   * 0xf4, which makes QEMU exit with status 33.
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

  private static final int DONE_STATUS = 33;
  private static final Duration SOFTWARE_LIMIT = Duration.ofSeconds(20);
  private static final Duration ALLOWANCE = Duration.ofMillis(300);

  private KvmProbe() {}

  /** {@code kvm} or {@code tcg}. Takes about half a second, on a bad host about one. */
  static String accelerator(QemuConfig config, GuestUser user) throws IOException {
    if (!Files.exists(Confinement.KVM)) {
      return "tcg";
    }
    Path directory = Files.createTempDirectory(config.stateDirectory(), "kvm-probe");
    try {
      GuestDirectory.own(directory, 0, user.gid(), "rwx--x---");
      Path disk = directory.resolve("disk");
      Files.write(disk, disk());
      GuestDirectory.own(disk, user.uid(), user.gid(), "rw-------");
      Optional<Duration> software = run(config, user, directory, "tcg", SOFTWARE_LIMIT);
      if (software.isEmpty()) {
        LOG.log(Level.WARNING, "the probe guest did not run in software; KVM is not tried");
        return "tcg";
      }
      Duration limit = software.get().multipliedBy(2).plus(ALLOWANCE);
      Optional<Duration> hardware = run(config, user, directory, "kvm", limit);
      LOG.log(
          hardware.isPresent() ? Level.INFO : Level.WARNING,
          "probe guest: software {0} ms, KVM {1}",
          software.get().toMillis(),
          hardware.map(it -> it.toMillis() + " ms").orElse("failed or slower: not used"));
      return hardware.isPresent() ? "kvm" : "tcg";
    } finally {
      DurableFiles.deleteTree(directory);
    }
  }

  private static byte[] disk() {
    byte[] disk = Arrays.copyOf(BOOT_SECTOR, 64 * 1024);
    disk[510] = 0x55;
    disk[511] = (byte) 0xaa;
    return disk;
  }

  private static Optional<Duration> run(
      QemuConfig config, GuestUser user, Path directory, String accelerator, Duration limit)
      throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of("env", "-C", directory.toString()));
    command.addAll(Confinement.command(user, accelerator, config.emulator()));
    command.addAll(List.of("-no-user-config", "-nodefaults", "-display", "none", "-m", "16"));
    command.addAll(List.of("-machine", "pc", "-accel", accelerator));
    command.addAll(List.of("-drive", "file=disk,format=raw,if=ide"));
    command.addAll(List.of("-device", "isa-debug-exit,iobase=0xf4,iosize=1"));
    long start = System.nanoTime();
    try {
      Commands.Result result = Commands.attempt(limit, "", command);
      return result.status() == DONE_STATUS
          ? Optional.of(Duration.ofNanos(System.nanoTime() - start))
          : Optional.empty();
    } catch (CommandFailed late) {
      return Optional.empty();
    }
  }
}
