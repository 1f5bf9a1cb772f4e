package haneul.app.cloud;

import haneul.drivers.fake.FakeGuestDriver;
import haneul.drivers.fake.FakeHypervisor;
import haneul.drivers.fake.FakeNetworkDriver;
import haneul.drivers.netns.NamespaceSockets;
import haneul.drivers.ovs.OvsNetworkDriver;
import haneul.drivers.qemu.QemuDriver;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.NetworkDriver;
import java.io.IOException;
import java.util.Map;

/** What a host runs guests and networks with. */
public enum Engines {
  /** QEMU and Open vSwitch. */
  REAL {
    @Override
    GuestDriver guests(StateDirectory state) throws IOException {
      return new QemuDriver(state.agent());
    }

    @Override
    NetworkDriver networks(StateDirectory state, Map<String, String> physicalNetworks)
        throws IOException {
      return new OvsNetworkDriver(state.agent(), state.tag(), physicalNetworks);
    }
  },
  /** Nothing: for tests and figures of what stands above them. */
  FAKE {
    @Override
    GuestDriver guests(StateDirectory state) {
      return new FakeGuestDriver(new FakeHypervisor());
    }

    @Override
    NetworkDriver networks(StateDirectory state, Map<String, String> physicalNetworks) {
      return new FakeNetworkDriver(physicalNetworks);
    }
  };

  /** To be called early: what takes long the first time happens beside the rest of a start. */
  void warmUp() {
    if (real()) {
      NamespaceSockets.warmUp();
    }
  }

  abstract GuestDriver guests(StateDirectory state) throws IOException;

  /**
   * @param physicalNetworks the device of this host that leads to each
   */
  abstract NetworkDriver networks(StateDirectory state, Map<String, String> physicalNetworks)
      throws IOException;

  boolean real() {
    return this == REAL;
  }
}
