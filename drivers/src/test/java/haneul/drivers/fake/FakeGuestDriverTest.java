package haneul.drivers.fake;

import haneul.base.id.ServerId;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.GuestDriverContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FakeGuestDriverTest extends GuestDriverContract {
  @TempDir Path directory;

  private final FakeHypervisor hypervisor = new FakeHypervisor();

  @Override
  protected GuestDriver open() {
    return new FakeGuestDriver(hypervisor);
  }

  @Override
  protected Path image(Manner manner) throws IOException {
    return Files.write(directory.resolve("image"), new byte[512]);
  }

  @Override
  protected void willBehave(ServerId id, Manner manner) {
    if (manner == Manner.DEAF) {
      hypervisor.ignorePowerButton(id);
    }
  }

  @Override
  protected void killEngine(ServerId id) {
    hypervisor.crash(id);
  }
}
