package haneul.drivers.ovs;

import haneul.drivers.spi.NetworkDriver;
import haneul.drivers.spi.NetworkDriverContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class OvsNetworkDriverTest extends NetworkDriverContract {
  @TempDir Path state;

  @Override
  protected NetworkDriver create() throws IOException {
    OwnHost.require();
    return new OvsNetworkDriver(state, "t1");
  }

  @Override
  protected boolean outlivesTheProgram() {
    return true;
  }
}
