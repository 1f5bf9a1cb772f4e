package haneul.drivers.qemu;

import haneul.base.host.WantedGuest;
import haneul.drivers.process.Commands;
import haneul.drivers.process.GuestUser;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The guest's disk: a qcow2 overlay over a second name of the cached base image. Where that is a
 * CD-ROM, it is one beside the disk, which is empty.
 */
final class RootDisk {
  private static final int QCOW2_MAGIC = 0x514649fb;
  private static final int QCOW2_SIZE_OFFSET = 24;
  private static final int SECTOR_BYTES = 512;
  private static final long GIBIBYTE = 1L << 30;

  private RootDisk() {}

  /** Whether the image is a CD-ROM. */
  static boolean isCdrom(WantedGuest guest) {
    return guest.image().diskFormat().equals("iso");
  }

  /** Whether there is a disk: beside a CD-ROM only where the flavor has one. */
  static boolean exists(WantedGuest guest) {
    return !isCdrom(guest) || guest.rootDiskGibibytes() > 0;
  }

  /** Makes what is missing of the base's second name and the overlay. */
  static void make(GuestDirectory directory, WantedGuest guest, Path image, GuestUser user)
      throws IOException {
    if (!Files.exists(directory.base())) {
      linkOrCopy(image, directory.base());
    }
    GuestDirectory.own(directory.base(), 0, user.gid(), "rw-r-----");
    if (!exists(guest) || Files.exists(directory.disk())) {
      return;
    }
    Path fresh = directory.disk().resolveSibling("disk.qcow2.new");
    Files.deleteIfExists(fresh);
    List<String> create = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2"));
    if (isCdrom(guest)) {
      create.addAll(List.of(fresh.toString(), Long.toString(sizeBytes(guest, 0))));
    } else {
      String format = guest.image().diskFormat();
      long size = sizeBytes(guest, virtualSizeBytes(directory.base(), format));
      String base = directory.base().getFileName().toString();
      // -u: the base need not be opened, its size is known; so no program of root's parses it.
      create.addAll(List.of("-u", "-F", format, "-b", base, fresh.toString(), Long.toString(size)));
    }
    Commands.run(create);
    GuestDirectory.own(fresh, user.uid(), user.gid(), "rw-------");
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(fresh, directory.disk(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** As large as asked, but never smaller than the image; whole sectors. */
  static long sizeBytes(WantedGuest guest, long imageBytes) {
    long wanted = Math.max(guest.rootDiskGibibytes() * GIBIBYTE, imageBytes);
    return (wanted + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
  }

  /** The size of the disk that the image describes. */
  static long virtualSizeBytes(Path image, String format) throws IOException {
    return switch (format) {
      case "raw" -> Files.size(image);
      case "qcow2" -> qcow2SizeBytes(image);
      case String other -> throw new IOException("a guest cannot boot from format " + other);
    };
  }

  private static long qcow2SizeBytes(Path image) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(QCOW2_SIZE_OFFSET + Long.BYTES);
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      while (header.hasRemaining()) {
        if (channel.read(header) < 0) {
          throw new EOFException("the image ends within its qcow2 header");
        }
      }
    }
    if (header.getInt(0) != QCOW2_MAGIC) {
      throw new IOException("the image is not qcow2, as it was said to be");
    }
    return header.getLong(QCOW2_SIZE_OFFSET);
  }

  private static void linkOrCopy(Path image, Path base) throws IOException {
    try {
      Files.createLink(base, image);
    } catch (FileAlreadyExistsException there) {
      throw there;
    } catch (FileSystemException otherFileSystem) {
      Path fresh = base.resolveSibling("base.new");
      Files.copy(image, fresh, StandardCopyOption.REPLACE_EXISTING);
      Files.move(fresh, base, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
