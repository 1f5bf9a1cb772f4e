package haneul.services.image.domain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Disk formats with a structure of their own, told by the bytes that QEMU tells them by. */
final class ForeignFormats {
  private record Mark(int offset, byte[] bytes, String format) {}

  private static final List<Mark> HEADS =
      List.of(
          mark(0, "QFI\u00fb", "qcow or qcow2"),
          mark(0, "QED\0", "qed"),
          mark(0, "KDMV", "vmdk"),
          mark(0, "COWD", "vmdk"),
          mark(0, "# Disk Descriptor", "a vmdk descriptor"),
          mark(0, "vhdxfile", "vhdx"),
          mark(0, "conectix", "vhd"),
          mark(0x40, "\u007f\u0010\u00da\u00be", "vdi"),
          mark(0, "LUKS\u00ba\u00be", "a LUKS volume"),
          mark(0, "WithoutFreeSpace", "a Parallels disk"),
          mark(0, "WithouFreSpacExt", "a Parallels disk"),
          mark(0, "Bochs Virtual HD Image", "a Bochs disk"),
          mark(0, "#!/bin/sh\n#V2.0 Format", "a cloop disk"));

  private ForeignFormats() {}

  private static Mark mark(int offset, String text, String format) {
    return new Mark(offset, text.getBytes(StandardCharsets.ISO_8859_1), format);
  }

  /** The format that a file of this beginning is in, if not plain. */
  static Optional<String> ofHead(byte[] head) {
    for (Mark mark : HEADS) {
      if (has(head, mark.offset(), mark.bytes())) {
        return Optional.of(mark.format());
      }
    }
    return isVmdkText(head) ? Optional.of("a vmdk descriptor") : Optional.empty();
  }

  /** The format that a file of these last 512 bytes is in, if not plain. */
  static Optional<String> ofTail(byte[] tail) {
    if (tail.length == 512 && has(tail, 0, "conectix")) {
      return Optional.of("vhd");
    }
    return tail.length == 512 && has(tail, 0, "koly") ? Optional.of("dmg") : Optional.empty();
  }

  /** QEMU takes for a descriptor any text whose first line that is no comment names a version. */
  private static boolean isVmdkText(byte[] head) {
    if (head.length == 0 || head[0] != '#') {
      return false;
    }
    String text = new String(head, 0, Math.min(head.length, 4096), StandardCharsets.ISO_8859_1);
    return text.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .findFirst()
        .filter(line -> line.startsWith("version="))
        .isPresent();
  }

  static boolean has(byte[] bytes, int offset, String text) {
    return has(bytes, offset, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean has(byte[] bytes, int offset, byte[] wanted) {
    int end = offset + wanted.length;
    return end <= bytes.length && Arrays.equals(bytes, offset, end, wanted, 0, wanted.length);
  }
}
