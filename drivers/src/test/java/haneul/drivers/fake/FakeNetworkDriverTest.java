package haneul.drivers.fake;

import haneul.drivers.spi.NetworkDriver;
import haneul.drivers.spi.NetworkDriverContract;

class FakeNetworkDriverTest extends NetworkDriverContract {
  @Override
  protected NetworkDriver create() {
    return new FakeNetworkDriver(PHYSICAL);
  }

  @Override
  protected boolean outlivesTheProgram() {
    return false;
  }
}
