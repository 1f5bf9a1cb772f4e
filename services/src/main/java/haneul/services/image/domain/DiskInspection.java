package haneul.services.image.domain;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.util.Optional;

/**
 * Looks whether bytes are what their image says they are, and safe to give to QEMU. A guest's owner
 * chooses these bytes: a file that names another file of the host, or that one program takes for
 * raw and another for qcow2, would read what is not theirs.
 */
public final class DiskInspection {
  /** As much of the beginning as {@link #checkHead} wants to see. */
  public static final int HEAD_BYTES = 64 << 10;

  private static final int ISO_MARK = 0x8001;

  private DiskInspection() {}

  /** Refuses early what its first bytes give away. */
  public static void checkHead(String diskFormat, byte[] head, long maxVirtualBytes) {
    switch (diskFormat) {
      case "qcow2" -> Qcow2Header.parse(head).check(maxVirtualBytes);
      case "raw" -> requirePlain("raw", head);
      case "iso" -> {
        requirePlain("iso", head);
        if (!ForeignFormats.has(head, ISO_MARK, "CD001")) {
          throw mismatch("iso", "it is no ISO 9660 file system");
        }
      }
      default -> throw new IllegalArgumentException(diskFormat);
    }
  }

  /** Checks the whole file; the size of the disk in it. */
  public static long virtualSize(String diskFormat, ImageBytes bytes, long maxVirtualBytes) {
    byte[] head = bytes.read(0, HEAD_BYTES);
    checkHead(diskFormat, head, maxVirtualBytes);
    if (diskFormat.equals("qcow2")) {
      Qcow2Header header = Qcow2Header.parse(head);
      Qcow2Tables.check(header, bytes);
      return header.sizeBytes();
    }
    byte[] tail = bytes.read(Math.max(0, bytes.size() - 512), 512);
    Optional<String> foreign = ForeignFormats.ofTail(tail);
    if (foreign.isPresent()) {
      throw mismatch(diskFormat, "it is " + foreign.get());
    }
    requireVirtualSize(bytes.size(), maxVirtualBytes);
    return bytes.size();
  }

  private static void requirePlain(String diskFormat, byte[] head) {
    Optional<String> foreign = ForeignFormats.ofHead(head);
    if (foreign.isPresent()) {
      throw mismatch(diskFormat, "it is " + foreign.get());
    }
  }

  static void requireVirtualSize(long bytes, long maxVirtualBytes) {
    if (bytes <= 0) {
      throw refused("The image has no data: its disk would be empty.");
    }
    if (bytes > maxVirtualBytes) {
      throw CloudException.of(
          ErrorKind.TOO_LARGE,
          "ImageSizeLimitExceeded",
          "The disk in the image is "
              + Long.toUnsignedString(bytes)
              + " bytes large; at most "
              + maxVirtualBytes
              + " are allowed.");
    }
  }

  static CloudException mismatch(String diskFormat, String what) {
    return refused("Image content does not match disk_format '" + diskFormat + "': " + what + ".");
  }

  static CloudException refused(String message) {
    return CloudException.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, "InvalidImageData", message);
  }
}
