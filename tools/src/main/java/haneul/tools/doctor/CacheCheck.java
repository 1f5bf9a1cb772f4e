package haneul.tools.doctor;

import haneul.tools.doctor.QemuDisks.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * May guests migrate live, and keep what they flushed? As libvirt has it, a disk on a file system
 * shared by hosts is safe to migrate only past the page cache, or where the file system itself
 * keeps hosts' caches alike.
 */
final class CacheCheck implements Check {
  /** Shared, and each host caches for itself. Ceph, OCFS2 and GFS2 keep caches alike. */
  private static final Set<String> SHARED =
      Set.of("nfs", "nfs4", "fuse.glusterfs", "cifs", "smb3", "9p", "fuse.sshfs", "virtiofs");

  @Override
  public String name() {
    return "caches";
  }

  @Override
  public String looksAt() {
    return "whether the disks of this host's guests may migrate live, and keep what was flushed";
  }

  @Override
  public boolean needsCloud() {
    return false;
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    Host host = surroundings.host();
    Map<String, Set<String>> unsafe = new TreeMap<>();
    Set<String> careless = new TreeSet<>();
    List<QemuProcess> guests = QemuProcess.all(host);
    for (QemuProcess guest : guests) {
      Mounts mounts = mounts(host, guest);
      for (Disk disk : QemuDisks.of(guest)) {
        take(guest.name(), disk, mounts.type(absolute(guest, disk.file())), unsafe, careless);
      }
    }
    Map<String, List<Disk>> defined = LibvirtGuests.disks(host);
    for (Map.Entry<String, List<Disk>> guest : defined.entrySet()) {
      Mounts mounts = Mounts.of(host.file("/proc/self"));
      for (Disk disk : guest.getValue()) {
        take(guest.getKey(), disk, mounts.type(Path.of(disk.file())), unsafe, careless);
      }
    }
    if (guests.isEmpty() && defined.isEmpty()) {
      return Outcome.nothingThere("no guests are on this host");
    }
    return Outcome.found(findings(unsafe, careless));
  }

  private static void take(
      String guest, Disk disk, String type, Map<String, Set<String>> unsafe, Set<String> careless) {
    if (SHARED.contains(type) && !disk.direct()) {
      unsafe.computeIfAbsent(type, key -> new TreeSet<>()).add(guest);
    }
    if (!disk.flushes()) {
      careless.add(guest);
    }
  }

  /** What the guest's process sees; when only root may know, what we see. */
  private static Mounts mounts(Host host, QemuProcess guest) throws IOException {
    try {
      return Mounts.of(guest.directory());
    } catch (IOException e) {
      return Mounts.of(host.file("/proc/self"));
    }
  }

  private static Path absolute(QemuProcess guest, String file) throws IOException {
    if (file.startsWith("/")) {
      return Path.of(file);
    }
    try {
      return Files.readSymbolicLink(guest.directory().resolve("cwd")).resolve(file);
    } catch (IOException e) {
      throw new IOException("only root may know where the disks of " + guest.name() + " are", e);
    }
  }

  private static List<Finding> findings(Map<String, Set<String>> unsafe, Set<String> careless) {
    List<Finding> findings = new ArrayList<>();
    if (!careless.isEmpty()) {
      findings.add(
          new Finding(
              Importance.AT_RISK,
              "Disks of %s are kept with cache=unsafe: what guests believe written is lost when this host loses power."
                  .formatted(Names.of(careless)),
              "give them cache mode none or writeback (Nova: disk_cachemodes in nova.conf), then stop and start them"));
    }
    unsafe.forEach((type, guests) ->
        findings.add(
            new Finding(
                Importance.AT_RISK,
                ("Disks of %s lie on %s, shared with other hosts, with a cache mode other than none: live "
                        + "migration is refused as unsafe, or loses data when it is forced.")
                    .formatted(Names.of(guests), type),
                "set disk_cachemodes = \"file=none,block=none\" in nova.conf, then stop and start them; GlusterFS and FUSE need a"
                    + " mount that lets files be opened with O_DIRECT")));
    return findings;
  }
}
