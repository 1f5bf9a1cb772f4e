package haneul.drivers.qemu;

import haneul.drivers.process.Commands;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Guests of one sector: each says {@code hello} on the first serial port and then lives its way.
 */
enum TinyGuest {
  /** Enables the ACPI power button (port 0x602), waits for it, powers off (port 0x604). */
  POLITE("ba0206b80001effbf4ba0006edf6c40174f5ba0406b80020eff4ebfd"),
  /** Halts, with interrupts on. */
  DEAF("fbf4ebfc"),
  /** Writes to its serial port without end. */
  FLOOD("b078eeebfb"),
  /** Powers off at once. */
  QUITTER("ba0406b80020eff4ebfd"),
  /** Tells pvpanic (port 0x505) that it has panicked. */
  PANICS("ba0505b001eef4ebfd");

  /** Prints the text at 0x7d80. */
  private static final String HELLO = "31c08ed8be807dbaf803fcac84c07403eeebf8";

  private static final int TEXT_OFFSET = 0x180;
  private static final int IMAGE_BYTES = 1 << 20;

  private final String code;

  TinyGuest(String code) {
    this.code = code;
  }

  /** A raw image of 1 MiB. */
  Path image(Path directory) throws IOException {
    byte[] disk = new byte[IMAGE_BYTES];
    ByteBuffer.wrap(disk).put(HexFormat.of().parseHex(HELLO + code));
    ByteBuffer.wrap(disk).put(TEXT_OFFSET, "hello\n".getBytes(StandardCharsets.US_ASCII));
    disk[510] = 0x55;
    disk[511] = (byte) 0xaa;
    Path image = directory.resolve("image-" + this);
    if (!Files.exists(image) || !Arrays.equals(Files.readAllBytes(image), disk)) {
      Files.write(image, disk);
    }
    return image;
  }

  /** A CD-ROM that boots the guest, without emulating a floppy (El Torito). */
  Path cdrom(Path directory) throws IOException {
    Path files = Files.createDirectories(directory.resolve("cdrom-files-" + this));
    byte[] sectors = Arrays.copyOf(Files.readAllBytes(image(directory)), 2048);
    Files.write(files.resolve("boot.bin"), sectors);
    Path cdrom = directory.resolve("cdrom-" + this);
    Commands.run(
        "genisoimage",
        "-quiet",
        "-b",
        "boot.bin",
        "-no-emul-boot",
        "-boot-load-size",
        "4",
        "-o",
        cdrom.toString(),
        files.toString());
    return cdrom;
  }
}
