package haneul.drivers.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import haneul.base.host.HostReport.GuestState;
import haneul.base.host.ImageRef;
import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNic;
import haneul.base.id.Id;
import haneul.base.id.PortId;
import haneul.base.id.ServerId;
import haneul.drivers.process.Commands;
import haneul.drivers.process.GuestUser;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.GuestDriverContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class QemuDriverEngineTest extends GuestDriverContract {
  @TempDir Path state;

  @Override
  protected GuestDriver open() throws IOException {
    return new QemuDriver(config());
  }

  @Override
  protected Path image(Manner manner) throws IOException {
    return switch (manner) {
      case POLITE -> TinyGuest.POLITE.image(state);
      case DEAF -> TinyGuest.DEAF.image(state);
    };
  }

  @Override
  protected void willBehave(ServerId id, Manner manner) {}

  @Override
  protected void killEngine(ServerId id) throws IOException {
    GuestProcess.find(directory(id)).forEach(GuestProcess::kill);
  }

  @Test
  void qemuIsConfined() throws Exception {
    ServerId id = running(Manner.DEAF);
    List<GuestProcess> processes = GuestProcess.find(directory(id));
    assertThat(processes).hasSize(1);
    List<String> status =
        Files.readAllLines(Path.of("/proc/" + processes.getFirst().pid() + "/status"));
    int uid = GuestUser.ensure().uid();
    assertThat(uid).isNotZero();
    assertThat(status)
        .contains("Uid:\t" + uid + "\t" + uid + "\t" + uid + "\t" + uid)
        .contains("Seccomp:\t2", "NoNewPrivs:\t1")
        .contains("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000");
  }

  @Test
  void secretsAreNotForOthers() throws Exception {
    ServerId id = new ServerId(Id.newUuid());
    driver.prepare(OneLife.wanted(id), TinyGuest.DEAF.image(state));
    GuestDirectory directory = directory(id);
    for (Path file : List.of(directory.configDrive(), directory.disk(), directory.spec())) {
      assertThat(Commands.run("stat", "-c", "%a", file.toString())).matches("6[04]0\\s");
    }
    assertThat(Commands.run("stat", "-c", "%a %u", directory.path().toString()).strip())
        .isEqualTo("710 0");
  }

  @Test
  void theConfigDriveHasItsLabelAndDocuments() throws Exception {
    ServerId id = new ServerId(Id.newUuid());
    driver.prepare(OneLife.wanted(id), TinyGuest.DEAF.image(state));
    Path drive = directory(id).configDrive();
    assertThat(Commands.run("blkid", "-o", "value", "-s", "LABEL", drive.toString()).strip())
        .isEqualTo("config-2");
    assertThat(
            Commands.run(
                "isoinfo", "-J", "-x", "/openstack/latest/meta_data.json", "-i", drive.toString()))
        .contains(id.value());
    driver.start(OneLife.wanted(id), Map.of());
    assertThat(state(id)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void theDiskIsAnOverlayAsLargeAsAskedAndNeverSmallerThanTheImage() throws Exception {
    assertThat(diskSizeBytes(1)).isEqualTo(1L << 30);
    assertThat(diskSizeBytes(0)).isEqualTo(1L << 20);
    Path large = state.resolve("large");
    Commands.run("truncate", "-s", "3G", large.toString());
    ServerId id = new ServerId(Id.newUuid());
    driver.prepare(wanted(id, 2), large);
    assertThat(virtualSize(id)).isEqualTo(3L << 30);
    assertThat(Files.size(directory(id).disk())).isLessThan(1L << 20);
  }

  @Test
  void aCdromBootsBesideAnEmptyDiskOfTheFlavorsSize() throws Exception {
    for (int gibibytes : new int[] {1, 0}) {
      WantedGuest guest = withCdrom(wanted(new ServerId(Id.newUuid()), gibibytes));
      driver.prepare(guest, TinyGuest.DEAF.cdrom(state));
      assertThat(Files.exists(directory(guest.id()).disk())).isEqualTo(gibibytes > 0);
      if (gibibytes > 0) {
        assertThat(virtualSize(guest.id())).isEqualTo(1L << 30);
      }
      driver.start(guest, Map.of());
      awaitConsole(guest.id(), "hello");
      assertThat(state(guest.id())).isEqualTo(GuestState.RUNNING);
    }
  }

  private static WantedGuest withCdrom(WantedGuest plain) {
    ImageRef image = plain.image();
    return new WantedGuest(
        plain.id(),
        plain.power(),
        plain.vcpus(),
        plain.memoryMebibytes(),
        plain.rootDiskGibibytes(),
        new ImageRef(image.id(), "iso", image.sizeBytes(), image.sha512()),
        plain.nics(),
        plain.metadata(),
        plain.configDrive());
  }

  @Test
  void aGuestThatShutsItselfDownIsStoppedAndItsLastWordsKept() throws Exception {
    ServerId id = lives(TinyGuest.QUITTER);
    awaitState(id, GuestState.STOPPED);
    assertThat(driver.consoleTail(id, 100)).isEqualTo("hello\n");
    assertThat(GuestProcess.find(directory(id))).isEmpty();
    reopen();
    assertThat(state(id)).isEqualTo(GuestState.STOPPED);
  }

  @Test
  void aShutdownWhileNobodyWatchedIsNoCrash() throws Exception {
    ServerId id = running(Manner.POLITE);
    awaitConsole(id, "hello");
    driver.close();
    try (QmpClient qmp =
        QmpClient.connect(directory(id).qmpSocket(), Duration.ofSeconds(5), _ -> {}, () -> {})) {
      qmp.execute("system_powerdown", Map.of(), Duration.ofSeconds(5));
      await()
          .until(() ->
              qmp.execute("query-status", Map.of(), Duration.ofSeconds(5))
                  .path("status")
                  .asString("")
                  .equals("shutdown"));
    }
    driver = open();
    awaitState(id, GuestState.STOPPED);
  }

  @Test
  void aGuestThatPanicsHasCrashed() throws Exception {
    ServerId id = lives(TinyGuest.PANICS);
    awaitState(id, GuestState.CRASHED);
    assertThat(driver.consoleTail(id, 100)).isEqualTo("hello\n");
  }

  @Test
  void aFloodOfTheConsoleFillsNoDisk() throws Exception {
    ServerId id = lives(TinyGuest.FLOOD);
    long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
    while (System.nanoTime() < end) {
      driver.consoleTail(id, 1_000);
    }
    assertThat(driver.consoleTail(id, 1_000)).hasSize(1_000).containsOnlyOnce("x".repeat(1_000));
    try (var files = Files.walk(directory(id).path())) {
      long console =
          files
              .filter(file -> file.getFileName().toString().startsWith("console"))
              .mapToLong(file -> file.toFile().length())
              .sum();
      assertThat(console).isBetween(300_000L, 2L * ConsoleLog.HALF_BYTES);
    }
  }

  @Test
  void aRecycledPidIsNotTakenForTheGuest() throws Exception {
    ServerId id = running(Manner.DEAF);
    driver.close();
    killEngine(id);
    // Another program was even started where the guest's files are.
    Process other =
        new ProcessBuilder("sleep", "60").directory(directory(id).path().toFile()).start();
    try {
      driver = open();
      awaitState(id, GuestState.CRASHED);
      driver.destroy(id);
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
    GuestProcess reborn = new GuestProcess(ProcessHandle.current().pid(), 1);
    assertThat(reborn.isAlive()).isFalse();
  }

  @Test
  void aStartThatFailsSaysWhy() throws Exception {
    ServerId id = prepared(Manner.DEAF);
    Files.delete(directory(id).disk());
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> driver.start(last(), Map.of())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("disk.qcow2");
    assertThat(state(id)).isEqualTo(GuestState.STOPPED);
  }

  @Test
  void theFingerprintIsFoundOnce() throws Exception {
    GuestDriver.Fingerprint first = driver.fingerprint();
    assertThat(first.type()).isEqualTo("QEMU");
    assertThat(first.version()).matches("\\d+\\.\\d+.*");
    assertThat(first.accelerator()).isIn("kvm", "tcg");
    reopen();
    assertThat(driver.fingerprint()).isEqualTo(first);
  }

  @Test
  void kvmIsProbedOnceABoot() throws Exception {
    driver.fingerprint(); // it writes the same file
    String found;
    try (QemuDriver probing = new QemuDriver(QemuConfig.at(state))) {
      found = probing.fingerprint().accelerator();
      assertThat(found).isIn("kvm", "tcg");
    }
    long start = System.nanoTime();
    try (QemuDriver again = new QemuDriver(QemuConfig.at(state))) {
      assertThat(again.fingerprint().accelerator()).isEqualTo(found);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(300));
  }

  @Test
  void theTunDeviceIsMadeAndOpenedWhereNoUdevDoesIt() throws Exception {
    Path device = state.resolve("net/tun");
    TunDevice.ensureAt(device);
    assertThat(Commands.run("stat", "-c", "%a %t,%T", device.toString())).isEqualTo("666 a,c8\n");
    Commands.run("chmod", "600", device.toString());
    TunDevice.ensureAt(device);
    assertThat(Commands.run("stat", "-c", "%a", device.toString())).isEqualTo("666\n");
  }

  @Test
  void nothingIsFoundOutAfterTheDriverWasClosed() throws Exception {
    Path elsewhere = Files.createDirectory(state.resolve("elsewhere"));
    new QemuDriver(QemuConfig.at(elsewhere)).close();
    assertThat(elsewhere.resolve("qemu-fingerprint.json")).exists();
  }

  @Test
  void opensATapOfTheGuestsUser() throws Exception {
    String tap = "tq" + Id.newHex().substring(0, 8);
    WantedNic nic = new WantedNic(new PortId(Id.newUuid()), "fa:16:3e:00:00:01", 1400);
    GuestUser.ensure();
    Commands.run("ip", "tuntap", "add", "dev", tap, "mode", "tap", "user", GuestUser.NAME);
    try {
      Commands.run("ip", "link", "set", tap, "up");
      WantedGuest guest = OneLife.withNic(wanted(new ServerId(Id.newUuid()), 0), nic);
      driver.prepare(guest, TinyGuest.DEAF.image(state));
      driver.start(guest, Map.of(nic.port().value(), tap));
      assertThat(Files.readString(Path.of("/sys/class/net", tap, "carrier"))).startsWith("1");
      driver.destroy(guest.id());
    } finally {
      Commands.run("ip", "link", "del", tap);
    }
  }

  private ServerId lives(TinyGuest manner) throws IOException {
    WantedGuest guest = wanted(new ServerId(Id.newUuid()), 0);
    driver.prepare(guest, manner.image(state));
    driver.start(guest, Map.of());
    return guest.id();
  }

  private void awaitState(ServerId id, GuestState wanted) {
    await()
        .atMost(Duration.ofSeconds(4))
        .untilAsserted(() -> assertThat(state(id)).isEqualTo(wanted));
  }

  private long diskSizeBytes(int rootDiskGibibytes) throws IOException {
    WantedGuest guest = wanted(new ServerId(Id.newUuid()), rootDiskGibibytes);
    driver.prepare(guest, TinyGuest.DEAF.image(state));
    return virtualSize(guest.id());
  }

  private long virtualSize(ServerId id) throws IOException {
    String info =
        Commands.run("qemu-img", "info", "--output=json", directory(id).disk().toString());
    return new tools.jackson.databind.json.JsonMapper()
        .readTree(info)
        .path("virtual-size")
        .asLong();
  }

  private QemuConfig config() {
    return QemuConfig.at(state).withAccelerator(QemuConfig.Accelerator.TCG);
  }

  private GuestDirectory directory(ServerId id) {
    return GuestDirectory.of(config().instances(), id);
  }
}
