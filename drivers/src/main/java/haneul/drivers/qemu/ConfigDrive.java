package haneul.drivers.qemu;

import haneul.base.host.WantedGuest;
import haneul.drivers.metadata.MetadataDocuments;
import haneul.drivers.process.Commands;
import haneul.drivers.process.GuestUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * The drive labelled {@code config-2} that holds a guest's metadata, as nova makes it (nova's
 * user/config-drive guide): ISO 9660 with Joliet and Rock Ridge.
 */
final class ConfigDrive {
  private ConfigDrive() {}

  /** Makes the drive when it is missing. */
  static void make(GuestDirectory directory, WantedGuest guest, GuestUser user) throws IOException {
    if (Files.exists(directory.configDrive())) {
      return;
    }
    Path tree = directory.path().resolve("config-drive.d");
    Path fresh = directory.path().resolve("config-drive.iso.new");
    DurableFiles.deleteTree(tree);
    DurableFiles.deleteTree(fresh);
    Files.createDirectory(
        tree, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Map<String, byte[]> files =
        MetadataDocuments.of(guest.metadata(), guest.nics(), Optional.empty()).configDriveFiles();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path target = tree.resolve(file.getKey());
      Path parent = target.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.write(target, file.getValue());
    }
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Commands.run(
        "genisoimage",
        "-quiet",
        "-J",
        "-r",
        "-V",
        "config-2",
        "-o",
        fresh.toString(),
        tree.toString());
    GuestDirectory.own(fresh, 0, user.gid(), "rw-r-----");
    Files.move(fresh, directory.configDrive(), StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.deleteTree(tree);
  }
}
