package haneul.drivers.qemu;

import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNic;
import haneul.base.id.ServerId;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.GuestDriverContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program of its own, to be killed by its test: {@code OneLife STATE SERVER whole} leads a guest
 * through all a driver does; {@code … start} starts it and waits to be killed.
 */
final class OneLife {
  private OneLife() {}

  public static void main(String[] arguments) throws Exception {
    Path state = Path.of(arguments[0]);
    WantedGuest guest = wanted(new ServerId(arguments[1]));
    try (GuestDriver driver =
        new QemuDriver(QemuConfig.at(state).withAccelerator(QemuConfig.Accelerator.TCG))) {
      driver.prepare(guest, TinyGuest.POLITE.image(state));
      driver.start(guest, Map.of());
      driver.recordPowerEpoch(guest.id(), 1);
      if (arguments[2].equals("start")) {
        System.out.println("started");
        System.out.flush();
        Thread.sleep(Duration.ofMinutes(1));
      }
      awaitHellos(driver, guest.id(), 1);
      driver.rebootSoft(guest.id(), Duration.ofSeconds(20));
      awaitHellos(driver, guest.id(), 2);
      driver.stop(guest.id(), Duration.ofSeconds(20));
      driver.start(guest, Map.of());
      driver.stop(guest.id(), Duration.ofMillis(1));
      driver.start(guest, Map.of());
      driver.destroy(guest.id());
    }
  }

  /** A power button pressed before the guest listens is pressed for nothing. */
  private static void awaitHellos(GuestDriver driver, ServerId id, int count) throws Exception {
    for (int tries = 0; tries < 400; tries++) {
      if (driver.consoleTail(id, 9_000).split("hello", -1).length > count) {
        return;
      }
      Thread.sleep(25);
    }
    throw new IllegalStateException("the guest did not say hello");
  }

  static WantedGuest wanted(ServerId id) {
    return GuestDriverContract.withConfigDrive(GuestDriverContract.wanted(id, 0));
  }

  static WantedGuest withNic(WantedGuest plain, WantedNic nic) {
    return new WantedGuest(
        plain.id(),
        plain.power(),
        plain.vcpus(),
        plain.memoryMebibytes(),
        plain.rootDiskGibibytes(),
        plain.image(),
        List.of(nic),
        plain.metadata(),
        plain.configDrive());
  }
}
