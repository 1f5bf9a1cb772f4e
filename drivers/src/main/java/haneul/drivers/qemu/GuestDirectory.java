package haneul.drivers.qemu;

import haneul.base.id.ServerId;
import haneul.drivers.process.GuestUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * A guest's files. The directory and what this program writes belong to root; QEMU may pass through
 * it (it is QEMU's working directory, so the directories above need not be open to QEMU), read the
 * base image and the config drive, write the disk, and do as it likes in {@code run/} only.
 */
record GuestDirectory(ServerId id, Path path) {
  static GuestDirectory of(Path instances, ServerId id) {
    return new GuestDirectory(id, instances.resolve(id.value()));
  }

  /** There when the guest is prepared whole; written last. */
  Path spec() {
    return path.resolve("guest.json");
  }

  /**
   * A second name of the base image in the host's cache, which so cannot go away under the disk.
   */
  Path base() {
    return path.resolve("base");
  }

  Path disk() {
    return path.resolve("disk.qcow2");
  }

  Path configDrive() {
    return path.resolve("config-drive.iso");
  }

  Path console() {
    return path.resolve("console.log");
  }

  Path powerEpoch() {
    return path.resolve("power-epoch");
  }

  /** How the guest was last started and ended; missing when it was never started. */
  Path runRecord() {
    return path.resolve("run.json");
  }

  Path qmpSocket() {
    return path.resolve("run/qmp.sock");
  }

  /** Makes the directory, with the rights described above. */
  void create(GuestUser user) throws IOException {
    Files.createDirectories(path.resolve("run"));
    own(path, 0, user.gid(), "rwx--x---");
    own(path.resolve("run"), user.uid(), user.gid(), "rwx------");
  }

  /** Sets owner, group and rights of a file. */
  static void own(Path file, int uid, int gid, String rights) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    Files.setAttribute(file, "unix:uid", uid);
    Files.setAttribute(file, "unix:gid", gid);
  }

  /** What the guest was made from, for an operator to read. */
  static Map<String, Object> describe(haneul.base.host.WantedGuest guest) {
    return Map.of(
        "id", guest.id().value(),
        "name", guest.metadata().name(),
        "project_id", guest.metadata().projectId().value(),
        "vcpus", guest.vcpus(),
        "memory_mebibytes", guest.memoryMebibytes(),
        "root_disk_gibibytes", guest.rootDiskGibibytes(),
        "image_id", guest.image().id().value(),
        "image_sha512", guest.image().sha512(),
        "image_format", guest.image().diskFormat(),
        "config_drive", guest.configDrive());
  }
}
