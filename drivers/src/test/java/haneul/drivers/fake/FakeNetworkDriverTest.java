package haneul.drivers.fake;

import haneul.drivers.spi.NetworkDriver;
import haneul.drivers.spi.NetworkDriverContract;

class FakeNetworkDriverTest extends NetworkDriverContract {
  @Override
  protected NetworkDriver create() {
    return new FakeNetworkDriver();
  }

  @Override
  protected boolean outlivesTheProgram() {
    return false;
  }
}
