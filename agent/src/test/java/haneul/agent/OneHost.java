package haneul.agent;

import haneul.base.host.PowerWish;
import haneul.base.host.PowerWish.Action;
import haneul.base.id.HostName;
import haneul.base.id.ServerId;
import haneul.drivers.fake.FakeNetworkDriver;
import haneul.drivers.qemu.QemuConfig;
import haneul.drivers.qemu.QemuDriver;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * A program of its own, to be killed by its test: an agent on real QEMU whose control wants a
 * guest, then wants it restarted, then wants it no more.
 */
final class OneHost {
  private static final int TRIES = 1_000;

  private OneHost() {}

  public static void main(String[] arguments) throws Exception {
    Path state = Path.of(arguments[0]);
    ServerId id = new ServerId(arguments[1]);
    TestHost control = new TestHost();
    try (QemuDriver driver = driver(state);
        Agent agent = agent(state, control, driver)) {
      agent.start();
      control.want(TestHost.guest(id, new PowerWish(1, Action.RUN)));
      await(() -> control.reported(id).filter(guest -> guest.powerEpoch() == 1).isPresent());
      control.want(TestHost.guest(id, new PowerWish(2, Action.REBOOT_HARD)));
      await(() -> control.reported(id).filter(guest -> guest.powerEpoch() == 2).isPresent());
      control.want();
      await(() -> control.reported(id).isEmpty());
    }
  }

  static QemuDriver driver(Path state) throws Exception {
    return new QemuDriver(QemuConfig.at(state).withAccelerator(QemuConfig.Accelerator.TCG));
  }

  static Agent agent(Path state, TestHost control, QemuDriver driver) {
    return new Agent(
        new HostName("host1"),
        control,
        driver,
        new FakeNetworkDriver(),
        Duties.ALONE,
        state,
        Clock.systemUTC());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int tries = 0; tries < TRIES; tries++) {
      if (condition.getAsBoolean()) {
        return;
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException("not in time");
  }
}
