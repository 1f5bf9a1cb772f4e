package haneul.app.cloud;

import haneul.drivers.fake.FakeGuestDriver;
import haneul.drivers.fake.FakeHypervisor;
import haneul.drivers.fake.FakeNetworkDriver;
import haneul.drivers.ovs.OvsNetworkDriver;
import haneul.drivers.qemu.QemuDriver;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.NetworkDriver;
import java.io.IOException;

/** What a host runs guests and networks with. */
public enum Engines {
  /** QEMU and Open vSwitch. */
  REAL {
    @Override
    GuestDriver guests(StateDirectory state) throws IOException {
      return new QemuDriver(state.agent());
    }

    @Override
    NetworkDriver networks(StateDirectory state) throws IOException {
      return new OvsNetworkDriver(state.agent(), state.tag());
    }
  },
  /** Nothing: for tests and figures of what stands above them. */
  FAKE {
    @Override
    GuestDriver guests(StateDirectory state) {
      return new FakeGuestDriver(new FakeHypervisor());
    }

    @Override
    NetworkDriver networks(StateDirectory state) {
      return new FakeNetworkDriver();
    }
  };

  abstract GuestDriver guests(StateDirectory state) throws IOException;

  abstract NetworkDriver networks(StateDirectory state) throws IOException;

  boolean real() {
    return this == REAL;
  }
}
