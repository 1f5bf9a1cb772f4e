package haneul.drivers.qemu;

import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * QEMU's arguments for a guest. Pure. File names are relative to the guest's directory, where QEMU
 * runs.
 */
final class QemuCommandLine {
  /** The name of the console's ring buffer. */
  static final String CONSOLE = "console";

  /** Bytes of console output that QEMU keeps until we fetch them. A power of two. */
  static final int CONSOLE_RING_BYTES = 256 * 1024;

  private static final JsonMapper JSON = new JsonMapper();

  /** All that Linux, Windows and the BSDs may offer to leave to the host. */
  private static final String NO_OFFLOADS =
      ",csum=off,gso=off,guest_csum=off,guest_tso4=off,guest_tso6=off,guest_ufo=off,guest_ecn=off"
          + ",host_tso4=off,host_tso6=off,host_ufo=off,host_ecn=off";

  private QemuCommandLine() {}

  /**
   * @param accelerator {@code kvm} or {@code tcg}
   * @param directIo whether the file system lets the host's page cache be bypassed
   */
  record Host(String accelerator, boolean directIo, boolean virtioOffloads) {}

  /** The arguments, without the program. */
  static List<String> arguments(WantedGuest guest, Map<String, String> taps, Host host) {
    List<String> arguments = new ArrayList<>();
    identity(guest, arguments);
    machine(guest, host, arguments);
    monitor(arguments);
    console(arguments);
    image(guest, arguments);
    if (RootDisk.exists(guest)) {
      disk(guest, host, arguments);
    }
    if (RootDisk.isCdrom(guest)) {
      // After the disk: once a system is installed there, it boots.
      arguments.addAll(List.of("-device", "ide-cd,id=cdrom0,drive=base,bootindex=2"));
    }
    if (guest.configDrive()) {
      configDrive(arguments);
    }
    for (int index = 0; index < guest.nics().size(); index++) {
      nic(index, guest.nics().get(index), taps, host, arguments);
    }
    arguments.addAll(List.of("-object", "rng-random,id=rng0,filename=/dev/urandom"));
    arguments.addAll(List.of("-device", "virtio-rng-pci,rng=rng0"));
    return arguments;
  }

  private static void identity(WantedGuest guest, List<String> arguments) {
    String id = guest.id().value();
    String process = "guest-" + id.substring(0, Math.min(8, id.length()));
    arguments.addAll(List.of("-name", "guest=" + id + ",process=" + process));
    arguments.addAll(List.of("-uuid", id));
    // cloud-init's ds-identify knows OpenStack by these names.
    arguments.addAll(
        List.of(
            "-smbios",
            "type=1,manufacturer=OpenStack Foundation,product=OpenStack Nova,family=Virtual"
                + " Machine,serial="
                + id));
  }

  private static void machine(WantedGuest guest, Host host, List<String> arguments) {
    boolean kvm = host.accelerator().equals("kvm");
    arguments.addAll(List.of("-no-user-config", "-nodefaults", "-display", "none"));
    // "pc" and not "q35": its bus takes devices plugged in later without ports set aside for them.
    arguments.addAll(List.of("-machine", "pc,usb=off,vmport=off,dump-guest-core=off"));
    // The translation cache would grow to an eighth of the host's memory.
    arguments.addAll(List.of("-accel", kvm ? "kvm" : "tcg,tb-size=256"));
    // Five-level page tables only cost time in software.
    arguments.addAll(List.of("-cpu", kvm ? "host" : "max,la57=off"));
    arguments.addAll(List.of("-smp", Integer.toString(guest.vcpus())));
    arguments.addAll(List.of("-m", guest.memoryMebibytes() + "M"));
    arguments.addAll(List.of("-rtc", "base=utc", "-boot", "strict=on"));
    arguments.addAll(List.of("-device", "pvpanic"));
    // A guest that ends waits, paused, until its last words and the reason are taken down.
    arguments.addAll(List.of("-action", "reboot=reset,shutdown=pause,panic=pause"));
  }

  private static void monitor(List<String> arguments) {
    arguments.addAll(List.of("-qmp", "unix:run/qmp.sock,server=on,wait=off"));
  }

  /** A ring in QEMU's memory: a guest that floods it fills no disk, whether we run or not. */
  private static void console(List<String> arguments) {
    arguments.addAll(List.of("-chardev", "ringbuf,id=" + CONSOLE + ",size=" + CONSOLE_RING_BYTES));
    arguments.addAll(List.of("-device", "isa-serial,chardev=" + CONSOLE));
  }

  private static void image(WantedGuest guest, List<String> arguments) {
    // The base stays in the host's page cache: guests of one image read it once.
    blockdev(
        arguments,
        Map.of("node-name", "base-file", "driver", "file", "filename", "base", "read-only", true));
    Map<String, Object> base = new TreeMap<>();
    base.put("node-name", "base");
    base.put("driver", RootDisk.isCdrom(guest) ? "raw" : guest.image().diskFormat());
    base.put("file", "base-file");
    base.put("read-only", true);
    if (guest.image().diskFormat().equals("qcow2")) {
      // Whatever the image says: nothing is behind it.
      base.put("backing", null);
    }
    blockdev(arguments, base);
  }

  private static void disk(WantedGuest guest, Host host, List<String> arguments) {
    Map<String, Object> cache = Map.of("direct", host.directIo());
    blockdev(
        arguments,
        Map.of(
            "node-name",
            "root-file",
            "driver",
            "file",
            "filename",
            "disk.qcow2",
            "cache",
            cache,
            "discard",
            "unmap"));
    Map<String, Object> root = new TreeMap<>();
    root.put("node-name", "root");
    root.put("driver", "qcow2");
    root.put("file", "root-file");
    root.put("backing", RootDisk.isCdrom(guest) ? null : "base");
    root.put("cache", cache);
    root.put("discard", "unmap");
    blockdev(arguments, root);
    arguments.addAll(List.of("-device", "virtio-blk-pci,id=disk0,drive=root,bootindex=1"));
  }

  private static void configDrive(List<String> arguments) {
    blockdev(
        arguments,
        Map.of(
            "node-name",
            "config-file",
            "driver",
            "file",
            "filename",
            "config-drive.iso",
            "read-only",
            true));
    blockdev(
        arguments,
        Map.of("node-name", "config", "driver", "raw", "file", "config-file", "read-only", true));
    // Found by its label; virtio, as kernels made for clouds may have no CD-ROM driver.
    arguments.addAll(List.of("-device", "virtio-blk-pci,id=config0,drive=config"));
  }

  private static void nic(
      int index, WantedNic nic, Map<String, String> taps, Host host, List<String> arguments) {
    String tap = taps.get(nic.port().value());
    if (tap == null) {
      throw new IllegalArgumentException("port " + nic.port().value() + " has no tap device");
    }
    arguments.addAll(
        List.of(
            "-netdev",
            "tap,id=net" + index + ",ifname=" + tap + ",script=no,downscript=no,vhost=off"));
    arguments.addAll(
        List.of(
            "-device",
            "virtio-net-pci,id=nic"
                + index
                + ",netdev=net"
                + index
                + ",mac="
                + nic.mac()
                + ",host_mtu="
                + nic.mtu()
                + ",romfile="
                + (host.virtioOffloads() ? "" : NO_OFFLOADS)));
  }

  private static void blockdev(List<String> arguments, Map<String, ?> node) {
    arguments.addAll(List.of("-blockdev", JSON.writeValueAsString(node)));
  }
}
