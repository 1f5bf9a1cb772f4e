package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheCheckTest {
  private static final String MOUNTS =
      """
      22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
      40 22 0:37 / /var/lib/nova/instances rw,relatime shared:20 - %s glance:/instances rw
      41 22 0:38 / /srv/with\\040blank rw - nfs4 server:/x rw
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path root;

  private TestHost guest(String type, String... disk) {
    String[] arguments = new String[disk.length + 3];
    arguments[0] = "/usr/bin/qemu-system-x86_64";
    arguments[1] = "-name";
    arguments[2] = "guest=instance-00000011,debug-threads=on";
    System.arraycopy(disk, 0, arguments, 3, disk.length);
    return new TestHost(root).guest(123, MOUNTS.formatted(type), arguments);
  }

  private static String drive(String cache) {
    return "file=/var/lib/nova/instances/x/disk,format=qcow2,if=none,id=drive-virtio-disk0" + cache;
  }

  /**
   * The seed: "Unsafe migration: Migration may lead to data corruption if disks use cache != none".
   */
  @Test
  void aCacheOnSharedStorageIsAtRisk() {
    assertThat(guest("fuse.glusterfs", "-drive", drive("")).findings(new CacheCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.AT_RISK);
          assertThat(finding.what())
              .startsWith(
                  "Disks of instance-00000011 lie on fuse.glusterfs, shared with other hosts");
          assertThat(finding.mend()).contains("disk_cachemodes");
        });
    assertThat(guest("nfs4", "-drive", drive(",cache=writethrough")).findings(new CacheCheck()))
        .hasSize(1);
    assertThat(
            guest(
                    "nfs",
                    "-blockdev",
                    "{\"driver\":\"file\",\"filename\":\"/var/lib/nova/instances/x/disk\",\"node-name\":\"s\",\"cache\":{\"direct\":false,\"no-flush\":false}}")
                .findings(new CacheCheck()))
        .hasSize(1);
    assertThat(
            guest("ext4", "-drive", "file=/srv/with blank/a,,b,cache=writeback")
                .findings(new CacheCheck()))
        .hasSize(1);
  }

  @Test
  void whatIsSafeIsFine() {
    assertThat(guest("fuse.glusterfs", "-drive", drive(",cache=none")).findings(new CacheCheck()))
        .isEmpty();
    assertThat(guest("nfs4", "-drive", drive(",cache=directsync")).findings(new CacheCheck()))
        .isEmpty();
    assertThat(guest("ext4", "-drive", drive("")).findings(new CacheCheck()))
        .as("not shared")
        .isEmpty();
    assertThat(guest("ceph", "-drive", drive("")).findings(new CacheCheck()))
        .as("keeps caches alike")
        .isEmpty();
    assertThat(guest("nfs4", "-drive", drive(",readonly=on")).findings(new CacheCheck())).isEmpty();
    assertThat(
            guest("nfs4", "-drive", "file=rbd:pool/image,cache=writeback")
                .findings(new CacheCheck()))
        .isEmpty();
    assertThat(
            guest(
                    "nfs4",
                    "-blockdev",
                    "driver=file,filename=/var/lib/nova/instances/x,node-name=s,cache.direct=on")
                .findings(new CacheCheck()))
        .isEmpty();
    assertThat(
            guest(
                    "nfs4",
                    "-blockdev",
                    "{\"node-name\":\"base-file\",\"driver\":\"file\",\"filename\":\"/var/lib/nova/instances/_base/x\",\"auto-read-only\":true}",
                    "-blockdev",
                    "{\"node-name\":\"base\",\"driver\":\"raw\",\"read-only\":true,\"file\":\"base-file\"}")
                .findings(new CacheCheck()))
        .as("nobody writes to an image beneath")
        .isEmpty();
  }

  @Test
  void aDiskThatIsNeverFlushedIsAtRisk() {
    assertThat(guest("ext4", "-drive", drive(",cache=unsafe")).findings(new CacheCheck()))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.what())
                .startsWith("Disks of instance-00000011 are kept with cache=unsafe"));
  }

  /** As this program starts its guests: in their directory. */
  @Test
  void aPathBelowTheGuestsDirectory() throws IOException {
    TestHost host =
        guest(
            "nfs4",
            "-blockdev",
            "{\"node-name\":\"root-file\",\"driver\":\"file\",\"filename\":\"disk.qcow2\",\"cache\":{\"direct\":false}}");
    assertThat(host.look(new CacheCheck())).isInstanceOf(Outcome.CouldNotLook.class);
    Files.createSymbolicLink(root.resolve("proc/123/cwd"), Path.of("/var/lib/nova/instances/x"));
    assertThat(host.findings(new CacheCheck())).hasSize(1);
  }

  @Test
  void guestsOfLibvirtThatDoNotRun() {
    TestHost host =
        new TestHost(root)
            .file("/proc/self/mountinfo", MOUNTS.formatted("nfs4"))
            .file(
                "/etc/libvirt/qemu/instance-00000012.xml",
                """
                <!-- WARNING: THIS IS AN AUTO-GENERATED FILE. -->
                <domain type='kvm'>
                  <name>instance-00000012</name>
                  <devices>
                    <disk type='file' device='disk'>
                      <driver name='qemu' type='qcow2' cache='%s'/>
                      <source file='/var/lib/nova/instances/y/disk'/>
                      <target dev='vda' bus='virtio'/>
                    </disk>
                    <disk type='file' device='cdrom'>
                      <source file='/var/lib/nova/instances/y/disk.config'/>
                      <readonly/>
                    </disk>
                  </devices>
                </domain>
                """
                    .formatted("writeback"));
    assertThat(host.findings(new CacheCheck()))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.what()).startsWith("Disks of instance-00000012 lie on nfs4"));
    host.file(
        "/etc/libvirt/qemu/instance-00000012.xml",
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><domain><name>&a;</name></domain>");
    assertThat(host.look(new CacheCheck())).isInstanceOf(Outcome.CouldNotLook.class);
  }

  @Test
  void aHostWithoutGuestsHasNothingToLookAt() {
    assertThat(new TestHost(root).look(new CacheCheck()))
        .isEqualTo(Outcome.nothingThere("no guests are on this host"));
  }
}
